package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Type;
import dev.tidegate.ingest.value.BrokenRule;
import dev.tidegate.ingest.value.Timestamps;
import dev.tidegate.ingest.value.Value;
import java.time.Duration;

/** When a file was last changed, as a value of its rows: the time, or its day in UTC. */
final class FileDates {

    private static final long MICROS_A_DAY = Duration.ofDays(1).toNanos() / 1000;

    private FileDates() {}

    /** @throws IllegalArgumentException if the column holds neither times nor days */
    static Step step(Column column, int place) {
        String name = column.name();
        if (column.type() instanceof Type.Timestamp) {
            return (values, extra, file, row) -> row.number(place, micros(name, file));
        }
        if (column.type() instanceof Type.Date) {
            return (values, extra, file, row) -> row.number(place, Math.floorDiv(micros(name, file), MICROS_A_DAY));
        }
        throw new IllegalArgumentException(
                "column %s is from file_date: expected the type timestamp or date".formatted(name));
    }

    private static long micros(String column, DeliveredFile file) throws BrokenRule {
        long millis = file.modifiedMillis();
        Value shown = new Value(column, Long.toString(millis));
        return Timestamps.micros(Math.floorDiv(millis, 1000), Math.floorMod(millis, 1000) * 1000L, shown);
    }
}
