package dev.tidegate.demo;

import java.io.IOException;
import java.nio.file.Path;
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
    Optional<StreamProgress> progress(TotalsByStream now) throws IOException {
        if (!isKnown()) {
            return Optional.empty();
        }
        return Optional.of(new StreamProgress(stream, now.of(stream), landing.waiting()));
    }

    /**
     * What became of it.
     *
     * @param before the ledger before the job was started
     */
    Optional<StreamOutcome> outcome(TotalsByStream before, TotalsByStream after) throws IOException {
        return progress(after)
                .map(now -> new StreamOutcome(
                        now.stream(), now.totals().since(before.of(now.stream())), now.totals(), now.waiting()));
    }

    private boolean isKnown() throws IOException {
        if (stream == null) {
            Matcher where =
                    WHERE.matcher(program.firstLine("Files of the stream ").orElse(""));
            if (where.matches()) {
                landing = new LandingFolder(Path.of(where.group(2)));
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
