package dev.tidegate.demo;

import dev.tidegate.postgres.LocalDatabase;
import dev.tidegate.postgres.LocalPostgres;
import dev.tidegate.postgres.SetupScript;
import dev.tidegate.postgres.StopRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Main program of the demo. */
@Command(
        name = "demo",
        sortOptions = false,
        description = {
            "Runs PostgreSQL, the generator, the streaming job and the dashboard, and shows what goes on. All it keeps is in data/ and"
                    + " logs/, and the next run goes on from there.",
            "Variables of the generator and of the job are passed on: for example, TIDEGATE_GENERATOR_MALFORMED=0.05 breaks"
                    + " one line in twenty."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all that landed is loaded",
            "1:a program ended by itself, or files were left",
            "2:wrong options",
            "3:cannot start, for the reason given in one line"
        })
public final class Demo implements Callable<Integer> {
    private static final int CANNOT_START = 3;

    @Option(names = "--seconds", paramLabel = "N", description = "Stop after N seconds (default: at Ctrl-C).")
    private Long seconds;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "From one file to the next, for example 500ms (default: ${DEFAULT-VALUE}).")
    private String interval;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "54329",
            description = "Port of PostgreSQL on 127.0.0.1; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--dashboard-port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port of the web page on 127.0.0.1; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int dashboardPort;

    @Option(
            names = "--stream",
            paramLabel = "FILE",
            split = ",",
            defaultValue = "${env:TIDEGATE_STREAM:-" + Option.NULL_VALUE + "}",
            description =
                    "Also run a declared stream: its table is made, and files are made up for it. May be given several times.")
    private List<String> streams;

    @Option(
            names = "--s3",
            description =
                    "Have the files in a bucket: an S3 server runs beside, what the generator writes is uploaded, and the job"
                            + " takes it from there. Not with --stream. Needs a checkout.")
    private boolean s3;

    @Option(names = "--s3-server", paramLabel = "JAR", hidden = true)
    private Path s3Server;

    @Option(names = "--plain", description = "Print lines and redraw nothing.")
    private boolean plain;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this and end.")
    @SuppressWarnings("unused") // picocli alone reads it
    private boolean help;

    @Spec
    private CommandSpec command;

    private final StopRequest stopRequest;

    private Demo(StopRequest stopRequest) {
        this.stopRequest = stopRequest;
    }

    /** Runs until the time is over, or Ctrl-C. */
    public static void main(String[] arguments) {
        StopRequest.run(
                stopRequest -> LocalPostgres.commandLine(new Demo(stopRequest)).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (s3 && s3Server == null) {
            throw new ParameterException(command.commandLine(), "--s3 needs scripts/demo.sh of a checkout");
        }
        if (s3 && !declared().isEmpty()) {
            throw new ParameterException(command.commandLine(), "--s3 shows the built-in stream alone: leave --stream");
        }
        Path setupScript = SetupScript.find();
        Folders folders = new Folders(setupScript.getParent());
        Screen screen = plain ? new LineScreen(System.out) : new BlockScreen(System.out);
        Outcome outcome;
        try (LocalDatabase database =
                LocalDatabase.start(folders.data().resolve("postgres"), port, setupScript, screen::say)) {
            outcome = new Run(
                            new RunOptions(limit(), interval, dashboardPort, declared(), s3 ? s3Server : null),
                            folders,
                            database,
                            screen,
                            stopRequest)
                    .toTheEnd();
        } catch (DemoRefusedException e) {
            command.commandLine().getErr().println(e.getMessage());
            return CANNOT_START;
        }
        outcome.print(screen);
        return outcome.exitCode();
    }

    /** Without the built-in stream, which always runs. */
    private List<String> declared() {
        return streams == null
                ? List.of()
                : streams.stream()
                        .filter(stream -> !stream.isBlank() && !stream.equals(Ledger.EVENTS))
                        .toList();
    }

    private Duration limit() {
        return seconds == null ? Duration.ofDays(36_500) : Duration.ofSeconds(seconds);
    }
}
