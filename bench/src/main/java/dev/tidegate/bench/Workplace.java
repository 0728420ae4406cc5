package dev.tidegate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import picocli.CommandLine.Option;

/** Where the benchmark works and where it leaves its results. */
final class Workplace {

    @Option(
            names = "--work",
            paramLabel = "FOLDER",
            defaultValue = "data/bench",
            description = "files and database go into a folder of their own below it, deleted at the end"
                    + " (default: ${DEFAULT-VALUE})")
    private Path work;

    @Option(
            names = "--results",
            paramLabel = "FOLDER",
            defaultValue = "data/bench",
            description = "for bench-*.csv and bench-*.png (default: ${DEFAULT-VALUE})")
    private Path results;

    @Option(names = "--keep", description = "Do not delete files and database at the end.")
    private boolean keep;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this and end.")
    @SuppressWarnings("unused") // picocli alone reads it
    private boolean help;

    Run open() throws IOException, SQLException {
        return Run.begin(work, new Report(results), keep);
    }
}
