package dev.tidegate.ingest.log;

import dev.tidegate.ingest.environment.FromEnvironment;
import dev.tidegate.ingest.files.Folders;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How the log looks, and where it goes beside the console. */
public final class LogOptions {

    @FromEnvironment
    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            converter = LogFormat.Converter.class,
            description =
                    "text, or json: one object a line, with the counts of a micro-batch as fields (default: ${DEFAULT-VALUE})")
    public LogFormat format;

    @FromEnvironment
    @Option(
            names = "--log-level",
            paramLabel = "[LOGGER=]LEVEL",
            split = ",",
            converter = LogLevel.Converter.class,
            description =
                    "the lowest level that is logged: trace, debug, info, warn, error or off, of the job itself or of a logger"
                            + " that is named, such as org.apache.spark=info; may be given several times (default: info,"
                            + " and of Spark and Hadoop warn)")
    private List<LogLevel> levels = List.of();

    @FromEnvironment
    @Option(
            names = "--log-folder",
            paramLabel = "FOLDER",
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
        // Empty: a script's variable that is set, to nothing.
        if (folder != null && !folder.isEmpty()) {
            write(folder);
        }
        levels.forEach(LogLevel::set);
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
