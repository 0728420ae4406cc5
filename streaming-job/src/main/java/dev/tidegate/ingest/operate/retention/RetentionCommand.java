package dev.tidegate.ingest.operate.retention;

import dev.tidegate.ingest.database.ServerIdentity;
import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.operate.console.Counted;
import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.operate.console.Output;
import dev.tidegate.ingest.operate.console.Times;
import dev.tidegate.ingest.operate.ledger.KnownStreams;
import dev.tidegate.ingest.operate.ledger.LedgerRow;
import dev.tidegate.ingest.operate.ledger.OperatorDatabase;
import dev.tidegate.ingest.operate.ledger.Query;
import dev.tidegate.ingest.operate.ledger.Stores;
import dev.tidegate.ingest.options.DurationConverter;
import dev.tidegate.ingest.options.FolderOptions;
import dev.tidegate.ingest.options.NamedStream;
import dev.tidegate.ingest.options.SomeStreams;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
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
    private SomeStreams streams;

    @Mixin
    private OperatorDatabase database;

    @Mixin
    private FolderOptions folders;

    @Mixin
    private Output output;

    /**
     * What went of a stream, or would go.
     *
     * @param filesMissing were not in the archive any more, and were marked
     * @param filesWithOpenRejects old enough, and kept because of them
     */
    private record Removed(
            String stream,
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
        List<Removed> removed = new ArrayList<>();
        int exitCode = ExitCodes.OK;
        try (Connection connection = database.connectForLong("retention")) {
            List<NamedStream> all = streams.among(KnownStreams.names(connection));
            connection.setAutoCommit(false);
            for (NamedStream stream : all) {
                // An archive that is not mounted keeps no other stream waiting.
                Optional<Removed> ofStream = remove(connection, stream.name(), before);
                ofStream.ifPresent(removed::add);
                exitCode = ofStream.isPresent() ? exitCode : ExitCodes.PROBLEMS;
            }
        }
        if (!removed.isEmpty()) {
            output.print(json(removed), out -> print(out, removed));
        }
        return exitCode;
    }

    /** As JSON: of one stream as it is, of several as a list. */
    private static Object json(List<Removed> removed) {
        return removed.size() == 1 ? removed.get(0) : removed;
    }

    /** Nothing, and a line of its own, where the archive is not what the ledger says. */
    private Optional<Removed> remove(Connection connection, String stream, Instant before)
            throws SQLException, IOException {
        Folder archive = new Stores(folders.of(stream)).archive();
        ExpiredFiles expired = new ExpiredFiles(archive, acceptMissing);
        if (anyExpired(connection, stream, before)) {
            expired.open(ServerIdentity.of(connection, stream), stream);
        }
        eachPage(connection, stream, before, expired::look);
        Optional<String> trouble = expired.trouble();
        if (trouble.isPresent()) {
            output.err().println(trouble.get());
            return Optional.empty();
        }
        eachPage(connection, stream, before, page -> remove(connection, stream, expired, page));
        long kept = Query.of(RetentionCommand.class, "count_kept_for_rejects", stream, before)
                .first(connection, row -> row.getLong("files"))
                .orElseThrow();
        long rejects = Query.of(RetentionCommand.class, "remove_rejects", stream, before)
                .first(connection, row -> row.getLong("rejects"))
                .orElseThrow();
        long batches = Query.of(RetentionCommand.class, "remove_batches", stream, before)
                .update(connection);
        finish(connection);
        if (!dryRun) {
            expired.close();
            removeEmptyDays(archive, expired.days());
        }
        return Optional.of(new Removed(
                stream, dryRun, before, expired.files(), expired.bytes(), expired.missed(), kept, rejects, batches));
    }

    /** Does something with some files of the ledger. */
    private interface Step {
        void with(List<LedgerRow> page) throws SQLException, IOException;
    }

    private boolean anyExpired(Connection connection, String stream, Instant before) throws SQLException {
        return !Query.of(RetentionCommand.class, "expired_files", stream, 0L, before, 1)
                .list(connection, LedgerRow::of)
                .isEmpty();
    }

    private void eachPage(Connection connection, String stream, Instant before, Step step)
            throws SQLException, IOException {
        long from = 0;
        List<LedgerRow> page;
        do {
            page = Query.of(RetentionCommand.class, "expired_files", stream, from, before, PAGE)
                    .list(connection, LedgerRow::of);
            if (!page.isEmpty()) {
                from = page.get(page.size() - 1).fileId();
                step.with(page);
            }
            finish(connection);
        } while (page.size() == PAGE);
    }

    /** The files go first and are marked then: a file that went unmarked is marked by the next run. */
    private void remove(Connection connection, String stream, ExpiredFiles expired, List<LedgerRow> page)
            throws SQLException, IOException {
        if (dryRun) {
            expired.count(page);
            return;
        }
        expired.remove(page);
        Long[] ids = page.stream().map(LedgerRow::fileId).toArray(Long[]::new);
        Query.of(RetentionCommand.class, "mark_removed", stream, ids).update(connection);
    }

    private void finish(Connection connection) throws SQLException {
        if (dryRun) {
            connection.rollback();
        } else {
            connection.commit();
        }
    }

    /** Of days gone by: into a newer folder the job may be moving a file right now. */
    private static void removeEmptyDays(Folder archive, NavigableSet<String> days) throws IOException {
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

    private void print(PrintWriter out, List<Removed> all) {
        for (Removed removed : all) {
            if (all.size() > 1 || streams.areNamed()) {
                out.println("Stream " + removed.stream);
            }
            print(out, removed);
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
