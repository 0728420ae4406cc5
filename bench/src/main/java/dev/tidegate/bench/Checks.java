package dev.tidegate.bench;

import java.io.IOException;
import java.sql.SQLException;

/** The checks after each measurement: a fast load of the wrong rows is worth nothing. */
final class Checks {

    private final BenchDatabase database;

    Checks(BenchDatabase database) {
        this.database = database;
    }

    /**
     * All rows are there once.
     *
     * @return what they are, to be compared with those of another way
     */
    String rows(String schema, long expected) throws IOException, SQLException {
        BenchDatabase.Content content = database.content(schema);
        require(content.rows() == expected, "%s.raw_events has %d rows", schema, content.rows(), expected);
        return content.content();
    }

    /** All rows are there once, and the job's ledger, archive and aggregates agree. Prints the result. */
    String job(long files, long rows) throws IOException, SQLException {
        return job(files, rows, 0, 0);
    }

    /** The same where some came again: each of them is counted as what it is. */
    String job(long files, long rows, long updated, long unchanged) throws IOException, SQLException {
        String content = rows("public", rows);
        BenchDatabase.Ledger ledger = database.ledger();
        long read = rows + updated + unchanged;
        require(ledger.files() == files, "the ledger of %s has %d files", "the job", ledger.files(), files);
        require(ledger.recordsRead() == read, "%s read %d records", "the job", ledger.recordsRead(), read);
        require(ledger.inserted() == rows, "%s counted %d as inserted", "the job", ledger.inserted(), rows);
        require(ledger.updated() == updated, "%s counted %d as updated", "the job", ledger.updated(), updated);
        require(
                ledger.unchanged() == unchanged,
                "%s counted %d as unchanged",
                "the job",
                ledger.unchanged(),
                unchanged);
        require(ledger.uneven() == 0, "in the ledger of %s %d files do not add up", "the job", ledger.uneven(), 0);
        require(ledger.notArchived() == 0, "%s left %d files unarchived", "the job", ledger.notArchived(), 0);
        require(
                ledger.aggregateDifferences() == 0,
                "the aggregates of %s differ in %d places from a recount",
                "the job",
                ledger.aggregateDifferences(),
                0);
        Report.say("checked: %,d rows, %,d files archived, the seven counts add up, aggregate_differences() has no rows"
                .formatted(rows, files));
        return content;
    }

    /** As many rows as were loaded are there, behind those filled in, from files that are all archived, with right aggregates. */
    void newest(long rows) throws IOException, SQLException {
        String expected = "rows=%d not_archived=0 differences=0".formatted(rows);
        String found = database.line("public", "many_newest.sql");
        if (!found.equals(expected)) {
            throw new CheckFailedException(
                    "Check failed: of what was loaded, %s, expected %s".formatted(found, expected));
        }
        Report.say("checked: %,d rows, all files archived, the aggregates of their days are what a recount gives"
                .formatted(rows));
    }

    /** @param others what other ways have loaded from the same files */
    void same(String content, String others) {
        if (others != null && !others.equals(content)) {
            throw new CheckFailedException("Two ways have loaded different rows from the same files");
        }
    }

    private static void require(boolean right, String what, String who, long found, long expected) {
        if (!right) {
            throw new CheckFailedException(
                    "Check failed: %s, expected %d".formatted(what.formatted(who, found), expected));
        }
    }
}
