package dev.tidegate.ingest.operate.replay;

import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.operate.check.JudgedFile.Judging;
import dev.tidegate.ingest.operate.console.FailedException;
import dev.tidegate.ingest.operate.console.Output;
import dev.tidegate.ingest.operate.console.Times;
import dev.tidegate.ingest.operate.ledger.Glob;
import dev.tidegate.ingest.operate.ledger.LedgerRow;
import dev.tidegate.ingest.operate.ledger.OperatorDatabase;
import dev.tidegate.ingest.operate.ledger.Query;
import dev.tidegate.ingest.operate.ledger.Stores;
import dev.tidegate.ingest.options.FolderOptions;
import dev.tidegate.ingest.options.FormatOptions;
import dev.tidegate.ingest.options.OneStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Put that file in again. */
@Command(
        name = "replay",
        header = "Loads archived or quarantined files once more.",
        sortOptions = false,
        description = "Loads archived or quarantined files once more, each in a transaction of its own, oldest first. "
                + "Events that are there stay as they are; none is doubled, and no newer version is undone. Safe while the job "
                + "runs, which waits meanwhile.")
public final class ReplayCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "file ids as 'files' lists them, or names as they landed, with * and ? for others")
    private List<String> names = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Times.Since.class,
            description = "files loaded since: 2026-11-01, '2026-11-01 12:00' (UTC), or 2h for the last two hours")
    private Instant since;

    @Option(names = "--dry-run", description = "do it and undo it: says what would change, file by file")
    private boolean dryRun;

    @Mixin
    private FormatOptions format;

    @Mixin
    private OneStream stream;

    @Mixin
    private OperatorDatabase database;

    @Mixin
    private FolderOptions folders;

    @Mixin
    private Output output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws SQLException {
        if (names.isEmpty() && since == null) {
            throw new ParameterException(spec.commandLine(), "Which files? Expected ids or names, or --since");
        }
        StreamFile asked = stream.declared();
        String name = asked.stream().name();
        Judging judging = Judging.by(format, asked);
        Collection<LedgerRow> deliveries;
        Replayer replayer;
        try (Connection connection = database.connect("replay", name)) {
            deliveries = deliveries(connection, name);
            replayer = Replayer.into(connection, database.database(), new Stores(folders, name), judging, dryRun);
        }
        List<ReplayedFile> replayed = new ArrayList<>();
        for (LedgerRow delivery : deliveries) {
            replayed.add(replayer.replay(delivery));
        }
        return ReplayedFile.print(output, replayed);
    }

    private Collection<LedgerRow> deliveries(Connection connection, String asked) throws SQLException {
        SortedMap<Long, LedgerRow> found = new TreeMap<>();
        if (names.isEmpty()) {
            Query.of(ReplayCommand.class, "deliveries", asked, null, null, since)
                    .list(connection, LedgerRow::of)
                    .forEach(row -> found.put(row.fileId(), row));
        }
        for (String name : names) {
            List<LedgerRow> rows = deliveries(connection, asked, name);
            if (rows.isEmpty()) {
                throw new FailedException("no file %s in the ledger of the stream %s".formatted(name, asked));
            }
            rows.forEach(row -> found.put(row.fileId(), row));
        }
        return found.values();
    }

    private List<LedgerRow> deliveries(Connection connection, String asked, String name) throws SQLException {
        Query query = name.matches("[0-9]{1,18}")
                ? Query.of(ReplayCommand.class, "deliveries", asked, Long.valueOf(name), null, since)
                : Query.of(ReplayCommand.class, "deliveries", asked, null, Glob.like(name), since);
        return query.list(connection, LedgerRow::of);
    }
}
