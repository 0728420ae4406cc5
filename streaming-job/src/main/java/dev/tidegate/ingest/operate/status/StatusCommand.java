package dev.tidegate.ingest.operate.status;

import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.operate.console.Output;
import dev.tidegate.ingest.operate.ledger.DatabaseTrouble;
import dev.tidegate.ingest.operate.ledger.KnownStreams;
import dev.tidegate.ingest.operate.ledger.OperatorDatabase;
import dev.tidegate.ingest.options.AfterLoadOption;
import dev.tidegate.ingest.options.DurationConverter;
import dev.tidegate.ingest.options.NamedStream;
import dev.tidegate.ingest.options.SomeStreams;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Is it alive, and how far is it? */
@Command(
        name = "status",
        header = "Shows whether the job runs, what waits, and the totals.",
        sortOptions = false,
        description =
                "Shows of each stream whether a job runs, what waits, the last micro-batch, the totals and the newest rejects.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:a job runs, and loads each stream that was ever loaded",
            "1:the database could not be asked",
            "2:wrong usage",
            "3:of a stream no job runs, it gives no sign of life, or it repeats what fails"
        })
public final class StatusCommand implements Callable<Integer> {

    /** Set by the script where its output is a terminal. */
    private static final String TERMINAL = "tidegate.terminal";

    private static final String HOME = "\033[H";
    private static final String CLEAR_TO_END_OF_LINE = "\033[K";
    private static final String CLEAR_TO_END = "\033[J";

    @Option(names = "--watch", description = "show it again and again, until Ctrl-C")
    private boolean watch;

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            defaultValue = "2s",
            converter = DurationConverter.class,
            description = "with --watch, how often (default: ${DEFAULT-VALUE})")
    private Duration every;

    @Mixin
    private SomeStreams streams;

    @Mixin
    private OperatorDatabase database;

    @Mixin
    private AfterLoadOption afterLoad;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws SQLException, InterruptedException {
        if (watch) {
            watch();
        }
        try (Connection connection = database.connect("status")) {
            StatusOfStreams status = read(connection);
            output.print(status.json(), out -> StatusText.print(out, status));
            return status.isWell() ? ExitCodes.OK : ExitCodes.PROBLEMS;
        }
    }

    /** Goes on while the database is away: whoever watches wants to see it come back. */
    private void watch() throws InterruptedException {
        while (true) {
            try (Connection connection = database.connect("status")) {
                while (true) {
                    show(read(connection));
                    Thread.sleep(every.toMillis());
                }
            } catch (SQLException e) {
                showText("The database does not answer: " + DatabaseTrouble.explain(e));
                Thread.sleep(every.toMillis());
            }
        }
    }

    private StatusOfStreams read(Connection connection) throws SQLException {
        List<Status> streams = new ArrayList<>();
        for (NamedStream stream : this.streams.among(KnownStreams.names(connection))) {
            streams.add(Status.read(connection, stream.name(), afterLoad.value()));
        }
        return new StatusOfStreams(streams, this.streams.areNamed());
    }

    private void show(StatusOfStreams status) {
        if (output.json()) {
            output.print(status.json(), out -> {});
            return;
        }
        StringWriter text = new StringWriter();
        StatusText.print(new PrintWriter(text), status);
        showText(text.toString());
    }

    /** In a terminal it is written over what stood there, so that nothing flickers. */
    private void showText(String text) {
        PrintWriter out = output.out();
        if (Boolean.getBoolean(TERMINAL)) {
            out.print(HOME);
            text.lines().forEach(line -> out.print(line + CLEAR_TO_END_OF_LINE + "\n"));
            out.print(CLEAR_TO_END);
        } else {
            out.println(text);
        }
        out.flush();
    }
}
