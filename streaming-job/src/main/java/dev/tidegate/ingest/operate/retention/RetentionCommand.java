package dev.tidegate.ingest.operate.retention;

import dev.tidegate.ingest.database.ServerIdentity;
import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.operate.console.Counted;
import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.operate.console.Output;
import dev.tidegate.ingest.operate.console.Times;
import dev.tidegate.ingest.operate.ledger.LedgerRow;
import dev.tidegate.ingest.operate.ledger.OperatorDatabase;
import dev.tidegate.ingest.operate.ledger.Query;
import dev.tidegate.ingest.operate.ledger.Stores;
import dev.tidegate.ingest.options.DurationConverter;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes what is old. */
@Command(
        name = "retention",
        header = "Removes old archived files and settled rejects.",
        sortOptions = false,
        description =
                "Removes archived files that are older than that, with them the possibility to replay them; dead letters that "
                        + "were settled before that; and the rows of micro-batches. Events and the ledger are kept, and the ledger says "
                        + "what was removed. Files with open rejects and files in quarantine stay. Looks at all of the files before, and "
                        + "stops where one is not there or is another: then the archive may not be mounted.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:it failed; what went is marked by the next run",
            "2:wrong usage",
            "3:the archive is not what the ledger says: nothing was removed"
        })
public final class RetentionCommand implements Callable<Integer> {

    private static final int PAGE = 200;

    @Option(
            names = "--keep",
            paramLabel = "DURATION",
            required = true,
            converter = DurationConverter.class,
            description = "how long to keep them: 90d, 12h")
    private Duration keep;

    @Option(names = "--dry-run", description = "only say what would be removed")
    private boolean dryRun;

    @Option(
            names = "--accept-missing",
            description =
                    "mark files that are not in the archive as removed: where somebody took them away for good. Without this,"
                            + " a file that is not there stops the command, since the archive may not be mounted")
    private boolean acceptMissing;

    @Mixin
    private OperatorDatabase database;

    @Mixin
    private Stores stores;

    @Mixin
    private Output output;

    /**
     * What went, or would go.
     *
     * @param filesMissing were not in the archive any more, and were marked
     * @param filesWithOpenRejects old enough, and kept because of them
     */
    private record Removed(
            boolean dryRun,
            Instant before,
            long files,
            long bytes,
            long filesMissing,
            long filesWithOpenRejects,
            long rejects,
            long batches) {}

    @Override
    public Integer call() throws SQLException, IOException {
        Instant before = Instant.now().minus(keep);
        ExpiredFiles expired = new ExpiredFiles(stores.archive(), acceptMissing);
        try (Connection connection = database.connectForLong("retention")) {
            connection.setAutoCommit(false);
            if (anyExpired(connection, before)) {
                expired.open(ServerIdentity.of(connection, database.stream()), database.stream());
            }
            eachPage(connection, before, expired::look);
            Optional<String> trouble = expired.trouble();
            if (trouble.isPresent()) {
                output.err().println(trouble.get());
                return ExitCodes.PROBLEMS;
            }
            eachPage(connection, before, page -> remove(connection, expired, page));
            long kept = Query.of(RetentionCommand.class, "count_kept_for_rejects", database.stream(), before)
                    .first(connection, row -> row.getLong("files"))
                    .orElseThrow();
            long rejects = Query.of(RetentionCommand.class, "remove_rejects", database.stream(), before)
                    .first(connection, row -> row.getLong("rejects"))
                    .orElseThrow();
            long batches = Query.of(RetentionCommand.class, "remove_batches", database.stream(), before)
                    .update(connection);
            finish(connection);
            Removed removed = new Removed(
                    dryRun, before, expired.files(), expired.bytes(), expired.missed(), kept, rejects, batches);
            output.print(removed, out -> print(out, removed));
        }
        if (!dryRun) {
            expired.close();
            removeEmptyDays(expired.days());
        }
        return ExitCodes.OK;
    }

    /** Does something with some files of the ledger. */
    private interface Step {
        void with(List<LedgerRow> page) throws SQLException, IOException;
    }

    private boolean anyExpired(Connection connection, Instant before) throws SQLException {
        return !Query.of(RetentionCommand.class, "expired_files", database.stream(), 0L, before, 1)
                .list(connection, LedgerRow::of)
                .isEmpty();
    }

    private void eachPage(Connection connection, Instant before, Step step) throws SQLException, IOException {
        long from = 0;
        List<LedgerRow> page;
        do {
            page = Query.of(RetentionCommand.class, "expired_files", database.stream(), from, before, PAGE)
                    .list(connection, LedgerRow::of);
            if (!page.isEmpty()) {
                from = page.get(page.size() - 1).fileId();
                step.with(page);
            }
            finish(connection);
        } while (page.size() == PAGE);
    }

    /** The files go first and are marked then: a file that went unmarked is marked by the next run. */
    private void remove(Connection connection, ExpiredFiles expired, List<LedgerRow> page)
            throws SQLException, IOException {
        if (dryRun) {
            expired.count(page);
            return;
        }
        expired.remove(page);
        Long[] ids = page.stream().map(LedgerRow::fileId).toArray(Long[]::new);
        Query.of(RetentionCommand.class, "mark_removed", database.stream(), ids).update(connection);
    }

    private void finish(Connection connection) throws SQLException {
        if (dryRun) {
            connection.rollback();
        } else {
            connection.commit();
        }
    }

    /** Of days gone by: into a newer folder the job may be moving a file right now. */
    private void removeEmptyDays(NavigableSet<String> days) throws IOException {
        Folder archive = stores.archive();
        String yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        for (String day : days.headSet(yesterday)) {
            Empty empty = new Empty();
            archive.list(day, name -> true, empty);
            if (empty.still) {
                archive.delete(day);
            }
        }
    }

    private static final class Empty implements Folder.Visitor {
        private boolean still = true;

        @Override
        public void file(String name, FileStat stat) {
            still = false;
        }

        @Override
        public void other(String name, String why) {
            still = false;
        }
    }

    private static void print(PrintWriter out, Removed removed) {
        out.printf("%s before %s UTC:%n", removed.dryRun ? "Would remove" : "Removed", Times.text(removed.before));
        out.printf("  %s, %s%n", Counted.of(removed.files, "archived file"), Counted.of(removed.bytes, "byte"));
        if (removed.filesMissing > 0) {
            out.println("  Were missing already: " + Counted.of(removed.filesMissing, "file"));
        }
        out.println("  " + Counted.of(removed.rejects, "settled reject"));
        out.println("  " + Counted.of(removed.batches, "row") + " of micro-batches");
        if (removed.filesWithOpenRejects > 0) {
            out.println("Kept for open rejects: " + Counted.of(removed.filesWithOpenRejects, "file"));
        }
    }
}
