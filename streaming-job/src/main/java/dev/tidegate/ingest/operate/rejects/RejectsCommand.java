package dev.tidegate.ingest.operate.rejects;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What was refused, and what now? */
@Command(
        name = "rejects",
        header = "Lists, shows, exports, replays and discards refused records.",
        description =
                "Works on the records that were refused. Each is open until it is replayed or discarded. "
                        + "Export, correct, drop the file into the input folder and discard; or, where the rules have changed, replay.",
        subcommands = {
            RejectsListCommand.class,
            RejectsShowCommand.class,
            RejectsExportCommand.class,
            RejectsReplayCommand.class,
            RejectsDiscardCommand.class
        })
public final class RejectsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Missing command: expected list, show, export, replay or discard");
    }
}
