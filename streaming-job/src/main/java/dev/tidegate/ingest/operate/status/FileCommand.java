package dev.tidegate.ingest.operate.status;

import dev.tidegate.ingest.log.Printable;
import dev.tidegate.ingest.merge.Counts;
import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.operate.console.FailedException;
import dev.tidegate.ingest.operate.console.Output;
import dev.tidegate.ingest.operate.console.Times;
import dev.tidegate.ingest.operate.ledger.LedgerRow;
import dev.tidegate.ingest.operate.ledger.OperatorDatabase;
import dev.tidegate.ingest.operate.ledger.Query;
import dev.tidegate.ingest.operate.ledger.Stores;
import dev.tidegate.ingest.operate.ledger.Where;
import dev.tidegate.ingest.operate.rejects.DeadLetter;
import dev.tidegate.ingest.options.FolderOptions;
import dev.tidegate.ingest.options.OneStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What became of one file? */
@Command(
        name = "file",
        header = "Shows one file: its counts, its place, its replays and rejects.",
        sortOptions = false,
        description = "Shows a row of the ledger, where the file is now, its replays and its rejects.")
public final class FileCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "file id, as 'files' lists it")
    private long fileId;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "rejects to show (default: ${DEFAULT-VALUE})")
    private int limit;

    @Mixin
    private OneStream stream;

    @Mixin
    private OperatorDatabase database;

    @Mixin
    private FolderOptions folders;

    @Mixin
    private Output output;

    /**
     * @param where the file is, of a replay that of its delivery
     * @param location the same as a path; null where it is gone
     */
    private record ShownFile(
            LedgerRow row, Where where, String location, List<LedgerRow> replays, List<DeadLetter> rejects) {}

    @Override
    public Integer call() throws SQLException, IOException {
        String name = stream.name();
        Stores stores = new Stores(folders, name);
        try (Connection connection = database.connect("file", name)) {
            LedgerRow row = find(connection, name, fileId);
            LedgerRow delivery = row.replayOf() == null ? row : find(connection, name, row.replayOf());
            Where where = stores.whereIs(delivery);
            ShownFile file = new ShownFile(
                    row,
                    where,
                    location(stores, delivery, where),
                    Query.of(FileCommand.class, "replays_of_file", name, row.path(), fileId)
                            .list(connection, LedgerRow::of),
                    DeadLetter.ofFile(connection, name, fileId, limit));
            output.print(file, out -> print(out, file));
            return ExitCodes.OK;
        }
    }

    private static LedgerRow find(Connection connection, String stream, long fileId) throws SQLException {
        Optional<String> ofAnother = Query.of(FileCommand.class, "stream_of_file", fileId)
                .first(connection, row -> row.getString("stream"))
                .filter(other -> !other.equals(stream));
        return Query.of(FileCommand.class, "file_by_id", stream, fileId)
                .first(connection, LedgerRow::of)
                .orElseThrow(() -> new FailedException(
                        "there is no file %d in the ledger of the stream %s".formatted(fileId, stream)
                                + ofAnother
                                        .map(". It is one of the stream %1$s: add --stream %1$s"::formatted)
                                        .orElse("")));
    }

    private static String location(Stores stores, LedgerRow delivery, Where where) {
        return switch (where) {
            case ARCHIVE, QUARANTINE -> stores.of(delivery).location() + "/" + delivery.archivePath();
            case INPUT -> stores.input().location() + "/" + delivery.path();
            case REMOVED, MISSING, REPLACED, LOST -> null;
        };
    }

    private static void print(PrintWriter out, ShownFile file) {
        LedgerRow row = file.row();
        line(out, "File", "%d  %s".formatted(row.fileId(), Printable.of(row.path())));
        line(out, "State", row.replayOf() == null ? row.state() : "replay of " + row.replayOf());
        line(out, "Now in", file.where() + (file.location() == null ? "" : "  " + Printable.of(file.location())));
        line(out, "Loaded", "%s UTC in batch %d".formatted(Times.text(row.loadedAt()), row.batchId()));
        line(out, "Modified", "%s UTC, %,d bytes".formatted(Times.text(row.modifiedAt()), row.sizeBytes()));
        line(out, "SHA-256", row.sha256() == null ? "-" : row.sha256());
        Counts counts = row.counts();
        line(out, "Records", "%,d read".formatted(counts.read()));
        line(
                out,
                "",
                "= %,d inserted + %,d updated + %,d unchanged + %,d stale"
                        .formatted(counts.inserted(), counts.updated(), counts.unchanged(), counts.stale()));
        line(
                out,
                "",
                "+ %,d duplicate + %,d filtered + %,d rejected"
                        .formatted(counts.duplicate(), counts.filtered(), counts.rejected()));
        boolean isNote = row.firstError() != null && row.state().equals("archived") && counts.rejected() == 0;
        line(
                out,
                isNote ? "To know" : "First error",
                row.firstError() == null ? "none" : Printable.of(row.firstError()));
        for (LedgerRow replay : file.replays()) {
            line(
                    out,
                    "Replayed",
                    "%s UTC as %d: %s".formatted(Times.text(replay.loadedAt()), replay.fileId(), replay.counts()));
        }
        if (!file.rejects().isEmpty()) {
            out.println();
            DeadLetter.table(file.rejects()).print(out);
        }
    }

    private static void line(PrintWriter out, String name, String value) {
        out.printf("%-12s %s%n", name, value);
    }
}
