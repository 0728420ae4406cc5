package dev.tidegate.postgres;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Main program: a PostgreSQL 16 with this project's schema, until it is asked to stop.
 *
 * <p>Exit codes: 0 stopped as asked, 2 wrong options, 3 cannot start for a reason named in one line, 1 anything else.
 */
@Command(
        name = "local-postgres",
        description = "Runs a PostgreSQL 16 with this project's schema on 127.0.0.1; its data is kept.")
public final class LocalPostgres implements Callable<Integer> {
    /** Exit code where the server cannot be had. */
    public static final int UNAVAILABLE = 3;

    @Option(names = "--data", defaultValue = "data/postgres", description = "Data folder (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Option(names = "--port", defaultValue = "54329", description = "0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--setup", description = "Schema (default: postgres_setup.sql here or in a folder above).")
    private Path setupScript;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this and end.")
    @SuppressWarnings("unused") // picocli alone reads it
    private boolean help;

    private final StopRequest stopRequest;

    private LocalPostgres(StopRequest stopRequest) {
        this.stopRequest = stopRequest;
    }

    /** Runs until SIGTERM or Ctrl-C. */
    public static void main(String[] arguments) {
        StopRequest.run(
                stopRequest -> commandLine(new LocalPostgres(stopRequest)).execute(arguments));
    }

    /** A command line whose commands may refuse: the reason is printed in one line, without a stack trace. */
    public static CommandLine commandLine(Object command) {
        return new CommandLine(command).setExecutionExceptionHandler((exception, line, parsed) -> {
            if (exception instanceof ServerUnavailableException) {
                line.getErr().println(exception.getMessage());
                return UNAVAILABLE;
            }
            throw exception;
        });
    }

    @Override
    public Integer call() throws Exception {
        Path setup = setupScript == null ? SetupScript.find() : setupScript;
        try (LocalDatabase database = LocalDatabase.start(data, port, setup, LocalPostgres::say)) {
            say("ready port=" + database.port() + " database=" + LocalDatabase.NAME + " jdbc-url=" + database.jdbcUrl()
                    + " secrets=" + database.passwordFile(LocalRole.JOB).getParent());
            stopRequest.await();
        }
        say("stopped");
        return 0;
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
