package dev.tidegate.ingest.operate.check;

import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Type;
import java.time.Duration;
import java.time.Instant;

/**
 * Records whose version is a time that has still to come. They are accepted, and win over each newer version of their row
 * until then: usually a clock is wrong, or day and month have been taken for each other.
 */
final class FutureVersions {

    /** Clocks differ, and zones do. */
    private static final Duration TOLERANCE = Duration.ofDays(1);

    /** -1 where the version is no time. */
    private final int place;

    private final long latest;
    private long count;
    private long firstLine;

    FutureVersions(Stream stream, Instant now) {
        boolean isTime =
                stream.version() != null && stream.column(stream.version()).type() instanceof Type.Timestamp;
        this.place = isTime ? stream.place(stream.version()) : -1;
        this.latest = now.plus(TOLERANCE).toEpochMilli() * 1000;
    }

    void look(Row row, long line) {
        if (place >= 0 && row.has(place) && row.number(place) > latest) {
            count++;
            firstLine = count == 1 ? line : firstLine;
        }
    }

    long count() {
        return count;
    }

    /** The line of the first of them; 0 where there is none. */
    long firstLine() {
        return firstLine;
    }
}
