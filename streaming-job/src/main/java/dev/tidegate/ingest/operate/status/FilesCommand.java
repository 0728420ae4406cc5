package dev.tidegate.ingest.operate.status;

import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.operate.console.Output;
import dev.tidegate.ingest.operate.console.TextTable;
import dev.tidegate.ingest.operate.console.Times;
import dev.tidegate.ingest.operate.ledger.Glob;
import dev.tidegate.ingest.operate.ledger.LedgerRow;
import dev.tidegate.ingest.operate.ledger.OperatorDatabase;
import dev.tidegate.ingest.operate.ledger.Query;
import dev.tidegate.ingest.operate.ledger.Stores;
import dev.tidegate.ingest.operate.ledger.Where;
import dev.tidegate.ingest.options.FolderOptions;
import dev.tidegate.ingest.options.OneStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What came in? */
@Command(
        name = "files",
        header = "Lists the ledger: what came in and where it is now.",
        sortOptions = false,
        description = "Lists the ledger, the newest files first, with what became of each and where it is now.")
public final class FilesCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "name as it landed; * and ? stand for others: 'shop-*'")
    private String landed;

    @Option(names = "--state", paramLabel = "STATE", description = "one of ${COMPLETION-CANDIDATES}")
    private State state;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Times.Since.class,
            description = "loaded since: 2026-11-01, '2026-11-01 12:00' (UTC), or 2h for the last two hours")
    private Instant since;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "40",
            description = "how many to show, the newest ones (default: ${DEFAULT-VALUE})")
    private int limit;

    @Mixin
    private OneStream stream;

    @Mixin
    private OperatorDatabase database;

    @Mixin
    private FolderOptions folders;

    @Mixin
    private Output output;

    /** As in the ledger. */
    enum State {
        loaded,
        archived,
        quarantined,
        missing
    }

    /** @param where null for a replay, which has no file of its own */
    private record ListedFile(LedgerRow row, Where where) {}

    @Override
    public Integer call() throws SQLException, IOException {
        List<ListedFile> files = new ArrayList<>();
        String wanted = state == null ? null : state.name();
        String name = stream.name();
        Stores stores = new Stores(folders, name);
        try (Connection connection = database.connect("files", name)) {
            Query query = Query.of(
                    FilesCommand.class,
                    "files",
                    name,
                    wanted,
                    since,
                    landed == null ? null : Glob.like(landed),
                    limit + 1);
            for (LedgerRow row : query.list(connection, LedgerRow::of)) {
                files.add(new ListedFile(row, row.replayOf() == null ? stores.whereIs(row) : null));
            }
        }
        boolean more = files.size() > limit;
        List<ListedFile> shown = files.subList(0, Math.min(limit, files.size()));
        output.print(shown, out -> print(out, shown, more));
        return ExitCodes.OK;
    }

    private static void print(PrintWriter out, List<ListedFile> files, boolean more) {
        if (files.isEmpty()) {
            out.println("No such file in the ledger");
            return;
        }
        TextTable table = new TextTable("#ID", "LOADED (UTC)", "NOW IN", "#READ", "#INSERTED", "#REJECTED", "NAME");
        for (ListedFile file : files) {
            LedgerRow row = file.row();
            table.row(
                    row.fileId(),
                    Times.text(row.loadedAt()),
                    file.where() == null ? "replay of " + row.replayOf() : file.where(),
                    row.counts().read(),
                    row.counts().inserted(),
                    row.counts().rejected(),
                    row.path());
        }
        table.print(out);
        if (more) {
            out.printf(Locale.ROOT, ".. and older ones; --limit shows more%n");
        }
    }
}
