package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.stage.FileTally;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The seven counts and their sum, as in the ledger. */
public record Counts(
        long read,
        long inserted,
        long updated,
        long unchanged,
        long stale,
        long duplicate,
        long filtered,
        long rejected) {

    /** No record at all. */
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

    /** Of a file that is loaded, before it is known what becomes of the records that the rules accept. */
    static Counts found(FileTally tally) {
        return new Counts(tally.read(), 0, 0, 0, 0, 0, tally.filtered(), tally.rejected());
    }

    /** The counts in a row of the ledger, or in any row that has its columns. */
    public static Counts of(ResultSet row) throws SQLException {
        return new Counts(
                row.getLong("records_read"),
                row.getLong("inserted"),
                row.getLong("updated"),
                row.getLong("unchanged"),
                row.getLong("stale"),
                row.getLong("duplicate"),
                row.getLong("filtered"),
                row.getLong("rejected"));
    }

    /** The counts of two files together. */
    public Counts plus(Counts other) {
        return new Counts(
                read + other.read,
                inserted + other.inserted,
                updated + other.updated,
                unchanged + other.unchanged,
                stale + other.stale,
                duplicate + other.duplicate,
                filtered + other.filtered,
                rejected + other.rejected);
    }

    @Override
    public String toString() {
        return "read=%d inserted=%d updated=%d unchanged=%d stale=%d duplicate=%d filtered=%d rejected=%d"
                .formatted(read, inserted, updated, unchanged, stale, duplicate, filtered, rejected);
    }
}
