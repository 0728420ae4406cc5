package dev.tidegate.ingest.operate.rejects;

import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.operate.check.JudgedFile.Judging;
import dev.tidegate.ingest.operate.console.Output;
import dev.tidegate.ingest.operate.ledger.OperatorDatabase;
import dev.tidegate.ingest.operate.ledger.Stores;
import dev.tidegate.ingest.operate.replay.OpenRejects;
import dev.tidegate.ingest.operate.replay.ReplayedFile;
import dev.tidegate.ingest.operate.replay.Replayer;
import dev.tidegate.ingest.options.FolderOptions;
import dev.tidegate.ingest.options.FormatOptions;
import dev.tidegate.ingest.options.OneStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends dead letters through today's rules. */
@Command(
        name = "replay",
        header = "Sends open rejects through today's rules.",
        sortOptions = false,
        description =
                "Sends open rejects through today's rules once more. What they accept is loaded and settled, what they refuse "
                        + "stays open. Safe while the job runs, and as often as you like.")
final class RejectsReplayCommand implements Callable<Integer> {

    @Mixin
    private RejectFilter filter;

    @Option(names = "--dry-run", description = "do it and undo it: says what would change")
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

    @Override
    public Integer call() throws SQLException {
        StreamFile asked = stream.declared();
        String name = asked.stream().name();
        Judging judging = Judging.by(format, asked);
        List<OpenRejects> open;
        Replayer replayer;
        try (Connection connection = database.connect("rejects", name)) {
            open = filter.byDelivery(connection, name);
            replayer = Replayer.into(connection, database.database(), new Stores(folders, name), judging, dryRun);
        }
        List<ReplayedFile> files = new ArrayList<>();
        for (OpenRejects rejects : open) {
            files.add(replayer.replay(rejects));
        }
        return ReplayedFile.print(output, files);
    }
}
