package dev.tidegate.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A declared stream beside the events: a program that makes up files for it. What the stream is called, and where its files
 * land, says the program, which has read the declaration.
 */
final class DeclaredFiles implements AutoCloseable {
    private static final Pattern WHERE = Pattern.compile("Files of the stream (\\S+) land in (.+)");

    private final Program program;
    private String stream;
    private LandingFolder landing;
    private Totals before;

    /** Of a program that has just been started. */
    DeclaredFiles(Program program) {
        this.program = program;
    }

    boolean isRunning() {
        return program.isRunning();
    }

    String obituary() throws IOException {
        return program.obituary();
    }

    void stop() throws IOException, InterruptedException {
        program.stop();
    }

    /** What there is to see now; empty before the program has said what the stream is called. */
    Optional<StreamProgress> progress(Ledger ledger) throws IOException, SQLException {
        if (!isKnown(ledger)) {
            return Optional.empty();
        }
        return Optional.of(new StreamProgress(stream, ledger.totals(stream), landing.waiting()));
    }

    /** What became of it. */
    Optional<StreamOutcome> outcome(Ledger ledger) throws IOException, SQLException {
        return progress(ledger)
                .map(now -> new StreamOutcome(now.stream(), now.totals().since(before), now.totals(), now.waiting()));
    }

    private boolean isKnown(Ledger ledger) throws IOException, SQLException {
        if (stream == null) {
            Matcher where =
                    WHERE.matcher(program.firstLine("Files of the stream ").orElse(""));
            if (where.matches()) {
                landing = new LandingFolder(Path.of(where.group(2)));
                before = ledger.totals(where.group(1));
                stream = where.group(1);
            }
        }
        return stream != null;
    }

    @Override
    public void close() throws IOException {
        program.close();
    }
}
