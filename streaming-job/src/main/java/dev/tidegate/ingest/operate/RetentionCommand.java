package dev.tidegate.ingest.operate;

import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.options.DurationConverter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeSet;
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
                        + "what was removed. Files with open rejects and files in quarantine stay.")
final class RetentionCommand implements Callable<Integer> {

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

    @Mixin
    private OperatorDatabase database;

    @Mixin
    private Stores stores;

    @Mixin
    private Output output;

    private final TreeSet<String> days = new TreeSet<>();
    private long files;
    private long bytes;

    /** @param filesWithOpenRejects old enough, and kept because of them */
    private record Removed(
            boolean dryRun,
            Instant before,
            long files,
            long bytes,
            long filesWithOpenRejects,
            long rejects,
            long batches) {}

    @Override
    public Integer call() throws SQLException, IOException {
        Instant before = Instant.now().minus(keep);
        try (Connection connection = database.connectForLong("retention")) {
            connection.setAutoCommit(false);
            removeFiles(connection, before);
            long kept = Query.of("count_kept_for_rejects", before)
                    .first(connection, row -> row.getLong("files"))
                    .orElseThrow();
            long rejects = Query.of("remove_rejects", before)
                    .first(connection, row -> row.getLong("rejects"))
                    .orElseThrow();
            long batches = Query.of("remove_batches", before).update(connection);
            finish(connection);
            Removed removed = new Removed(dryRun, before, files, bytes, kept, rejects, batches);
            output.print(removed, out -> print(out, removed));
        }
        removeEmptyDays();
        return TidegateCommand.OK;
    }

    /** The files go first and are marked then: a file that went unmarked is marked by the next run. */
    private void removeFiles(Connection connection, Instant before) throws SQLException, IOException {
        long from = 0;
        List<LedgerRow> page;
        do {
            page = Query.of("expired_files", from, before, PAGE).list(connection, LedgerRow::of);
            for (LedgerRow file : page) {
                from = file.fileId();
                remove(file);
            }
            Long[] ids = page.stream().map(LedgerRow::fileId).toArray(Long[]::new);
            Query.of("mark_removed", (Object) ids).update(connection);
            finish(connection);
        } while (page.size() == PAGE);
    }

    private void remove(LedgerRow file) throws IOException {
        files++;
        bytes += file.sizeBytes();
        if (dryRun) {
            return;
        }
        days.add(file.archivePath().substring(0, file.archivePath().indexOf('/')));
        try {
            stores.archive().delete(file.archivePath());
        } catch (NoSuchFileException e) {
            // An earlier run got as far as this, or somebody else was here: it is gone, and that is what is marked.
            return;
        }
    }

    private void finish(Connection connection) throws SQLException {
        if (dryRun) {
            connection.rollback();
        } else {
            connection.commit();
        }
    }

    /** Of days gone by: into a newer folder the job may be moving a file right now. */
    private void removeEmptyDays() throws IOException {
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
        out.println("  " + Counted.of(removed.rejects, "settled reject"));
        out.println("  " + Counted.of(removed.batches, "row") + " of micro-batches");
        if (removed.filesWithOpenRejects > 0) {
            out.println("Kept for open rejects: " + Counted.of(removed.filesWithOpenRejects, "file"));
        }
    }
}
