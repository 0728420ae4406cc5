package dev.tidegate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where the benchmark works and where it leaves its results. The options may stand before the command and behind it. */
final class Workplace {

    @Option(
            names = "--work",
            scope = ScopeType.INHERIT,
            paramLabel = "FOLDER",
            defaultValue = "data/bench",
            description = "files and database go into a folder of their own below it, deleted at the end"
                    + " (default: ${DEFAULT-VALUE})")
    private Path work;

    @Option(
            names = "--results",
            scope = ScopeType.INHERIT,
            paramLabel = "FOLDER",
            defaultValue = "data/bench",
            description = "for bench-*.csv and bench-*.png (default: ${DEFAULT-VALUE})")
    private Path results;

    @Option(names = "--keep", scope = ScopeType.INHERIT, description = "Do not delete files and database at the end.")
    private boolean keep;

    Run open() throws IOException, SQLException {
        return Run.begin(work, new Report(results), keep);
    }
}
