package dev.tidegate.ingest.operate.retention;

import dev.tidegate.ingest.archive.EmptyFolder;
import dev.tidegate.ingest.database.ServerIdentity;
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
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Tombstones;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Removes what is old. */
@Command(
        name = "retention",
        header = "Removes old archived files, settled rejects and tombstones.",
        sortOptions = false,
        description =
                "Removes archived files that are older than --keep says, which can then not be replayed; dead letters that were "
                        + "settled before that; and the rows of micro-batches. Events and the ledger are kept, and the ledger says "
                        + "what was removed. Files with open rejects and files in quarantine stay. Looks at all these files first, and "
                        + "removes nothing if one is missing or has changed: the archive may not be mounted. With --tombstones it "
                        + "also removes rows of declared streams that were taken away before that; older versions of them can then "
                        + "come back.",
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
            converter = DurationConverter.class,
            description = "how long to keep files, settled rejects and rows of micro-batches: 90d, 12h")
    private Duration keep;

    @Option(
            names = "--tombstones",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "how long to keep rows that a record has taken away, of streams that declare 'deleted': longer than any"
                            + " producer may still send an older version of one. Needs the YAML files of the streams in --stream"
                            + " or TIDEGATE_STREAM")
    private Duration tombstones;

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

    @Spec
    private CommandSpec command;

    /**
     * What went of a stream, or would go.
     *
     * @param before null where files, rejects and rows of micro-batches were not asked for
     * @param tombstonesBefore null where tombstones were not asked for, or the stream has none
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
            long batches,
            Instant tombstonesBefore,
            long tombstones) {

        Removed with(Instant tombstonesBefore, long tombstones) {
            return new Removed(
                    stream,
                    dryRun,
                    before,
                    files,
                    bytes,
                    filesMissing,
                    filesWithOpenRejects,
                    rejects,
                    batches,
                    tombstonesBefore,
                    tombstones);
        }
    }

    @Override
    public Integer call() throws SQLException, IOException {
        if (keep == null && tombstones == null) {
            throw new ParameterException(
                    command.commandLine(), "What is to be removed? Expected --keep, --tombstones or both");
        }
        List<Removed> removed = new ArrayList<>();
        int exitCode = ExitCodes.OK;
        try (Connection connection = database.connectForLong("retention")) {
            List<NamedStream> all = streams.declaredAmong(KnownStreams.names(connection));
            if (tombstones != null && streams.areNamed()) {
                all.forEach(this::proveHasTombstones);
            }
            // What is old enough says the clock that wrote the times.
            Instant now = Query.of(RetentionCommand.class, "clock")
                    .first(connection, row -> Query.time(row, "now"))
                    .orElseThrow();
            connection.setAutoCommit(false);
            for (NamedStream stream : all) {
                // An archive that is not mounted keeps no other stream waiting.
                Optional<Removed> ofStream = remove(connection, stream, now);
                ofStream.ifPresent(removed::add);
                exitCode = ofStream.isPresent() ? exitCode : ExitCodes.PROBLEMS;
            }
        }
        if (!removed.isEmpty()) {
            output.print(json(removed), out -> print(out, removed));
        }
        return exitCode;
    }

    private void proveHasTombstones(NamedStream stream) {
        Optional<Tombstones> deleted =
                stream.declared().map(declared -> declared.stream().deleted());
        if (deleted.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '--tombstones': the stream %s %s"
                            .formatted(
                                    stream.name(),
                                    stream.declared().isPresent()
                                            ? "declares no 'deleted', so no row of it is a tombstone"
                                            : "is known by its name only: expected its YAML file in --stream"));
        }
    }

    private Optional<Removed> remove(Connection connection, NamedStream stream, Instant now)
            throws SQLException, IOException {
        Optional<Removed> removed = keep == null
                ? Optional.of(new Removed(stream.name(), dryRun, null, 0, 0, 0, 0, 0, 0, null, 0))
                : remove(connection, stream.name(), now.minus(keep));
        if (tombstones == null || removed.isEmpty()) {
            return removed;
        }
        if (stream.declared().isEmpty()) {
            output.err()
                    .printf(
                            "Tombstones of the stream %s were not looked for: expected its YAML file in --stream or TIDEGATE_STREAM%n",
                            stream.name());
            return removed;
        }
        Stream declared = stream.declared().get().stream();
        if (declared.deleted() == null) {
            return removed;
        }
        Instant before = now.minus(tombstones);
        ExpiredTombstones expired =
                new ExpiredTombstones(connection, declared, new Stores(folders, stream.name()), before);
        return Optional.of(removed.get().with(before, dryRun ? expired.count() : expired.remove()));
    }

    /** As JSON: of one stream as it is, of several as a list. */
    private static Object json(List<Removed> removed) {
        return removed.size() == 1 ? removed.get(0) : removed;
    }

    /** Nothing, and a line of its own, where the archive is not what the ledger says. */
    private Optional<Removed> remove(Connection connection, String stream, Instant before)
            throws SQLException, IOException {
        Folder archive = new Stores(folders, stream).archive();
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
            removeEmptyFolders(archive, expired.folders());
        }
        return Optional.of(new Removed(
                stream,
                dryRun,
                before,
                expired.files(),
                expired.bytes(),
                expired.missed(),
                kept,
                rejects,
                batches,
                null,
                0));
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
    private static void removeEmptyFolders(Folder archive, NavigableSet<String> folders) throws IOException {
        String yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        // One below another comes first.
        for (String folder : folders.headSet(yesterday, false).descendingSet()) {
            EmptyFolder.remove(archive, folder);
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
        String removes = removed.dryRun ? "Would remove" : "Removed";
        if (removed.before != null) {
            out.printf("%s before %s UTC:%n", removes, Times.text(removed.before));
            printKept(out, removed);
        }
        if (removed.tombstonesBefore != null) {
            out.printf(
                    "%s %s from before %s UTC%n",
                    removes, Counted.of(removed.tombstones, "tombstone"), Times.text(removed.tombstonesBefore));
        }
    }

    private static void printKept(PrintWriter out, Removed removed) {
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
