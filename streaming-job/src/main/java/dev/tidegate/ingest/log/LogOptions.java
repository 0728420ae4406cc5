package dev.tidegate.ingest.log;

import dev.tidegate.ingest.files.Folders;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How the log looks, and where it goes beside the console. */
public final class LogOptions {

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "${env:TIDEGATE_LOG_FORMAT:-text}",
            converter = LogFormat.Converter.class,
            description =
                    "text, or json: one object a line, with the counts of a micro-batch as fields (default: ${DEFAULT-VALUE})")
    public LogFormat format;

    @Option(
            names = "--log-folder",
            paramLabel = "FOLDER",
            defaultValue = "${env:TIDEGATE_LOG_FOLDER:-" + Option.NULL_VALUE + "}",
            description = "write the log also to " + LogFile.NAME
                    + " there, and keep the newest 100 MB of it, older ones compressed"
                    + " (default: to the console only)")
    public String folder;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * From here on the log is as the options say, whatever its configuration says, and nothing that is logged can look like
     * a line of its own.
     *
     * @throws ParameterException if the folder cannot be written in
     */
    public void apply() {
        if (format == LogFormat.JSON) {
            JsonLog.toConsole();
        } else {
            ConsoleOutput.layOut(GuardedLayout::text);
        }
        // Empty: a variable that is set, to nothing.
        if (folder != null && !folder.isEmpty()) {
            write(folder);
        }
    }

    private void write(String location) {
        if (Folders.isRemote(location)) {
            throw wrong(location, "on this machine");
        }
        try {
            LogFile.in(Folders.localPath(location));
        } catch (IOException e) {
            throw wrong(location, "that can be written in: " + e);
        }
    }

    private ParameterException wrong(String location, String expected) {
        return new ParameterException(
                command.commandLine(),
                "Invalid value for option '--log-folder': '%s' is not a folder %s".formatted(location, expected));
    }
}
