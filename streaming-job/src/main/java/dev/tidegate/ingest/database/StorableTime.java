package dev.tidegate.ingest.database;

import java.time.Instant;

/** Times of files, as a database can keep them. */
public final class StorableTime {

    private static final long EARLIEST = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
    private static final long LATEST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

    private StorableTime() {}

    /** As PostgreSQL reads it, exact to the millisecond. */
    public static String text(long millis) {
        return Instant.ofEpochMilli(of(millis)).toString();
    }

    /** Some file systems keep times beyond those of a database; such a file must not stop the others. */
    public static long of(long millis) {
        return Math.max(EARLIEST, Math.min(LATEST, millis));
    }
}
