package dev.tidegate.demo;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Files, the records in them, and what became of those: the seven counts add up to {@code read}. */
record Totals(
        long files,
        long read,
        long inserted,
        long updated,
        long unchanged,
        long stale,
        long duplicate,
        long filtered,
        long rejected) {
    static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Reads the columns of these names. */
    static Totals of(ResultSet row) throws SQLException {
        return new Totals(
                row.getLong("files"),
                row.getLong("records_read"),
                row.getLong("inserted"),
                row.getLong("updated"),
                row.getLong("unchanged"),
                row.getLong("stale"),
                row.getLong("duplicate"),
                row.getLong("filtered"),
                row.getLong("rejected"));
    }

    /** What was added since. */
    Totals since(Totals earlier) {
        return new Totals(
                files - earlier.files,
                read - earlier.read,
                inserted - earlier.inserted,
                updated - earlier.updated,
                unchanged - earlier.unchanged,
                stale - earlier.stale,
                duplicate - earlier.duplicate,
                filtered - earlier.filtered,
                rejected - earlier.rejected);
    }

    /** All nine numbers as {@code name=number}, for people and programs. */
    @Override
    public String toString() {
        return "files=" + files + " read=" + read + " inserted=" + inserted + " updated=" + updated + " unchanged="
                + unchanged + " stale=" + stale + " duplicate=" + duplicate + " filtered=" + filtered + " rejected="
                + rejected;
    }
}
