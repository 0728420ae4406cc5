package dev.tidegate.generator;

import static dev.tidegate.generator.OptionValues.checkRange;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where the files go, how large they are and how fast they come. */
final class FileOptions {

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            defaultValue = "data/input",
            description = "Where the files land (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Option(
            names = "--catalog",
            paramLabel = "FILE",
            defaultValue = "data/catalog/products.csv",
            description = "Where the list of products is written (default: ${DEFAULT-VALUE}).")
    private Path catalog;

    @Option(
            names = "--events-per-file",
            paramLabel = "N",
            defaultValue = "15",
            description = "Lines in a file, the header aside (default: ${DEFAULT-VALUE}).")
    private long eventsPerFile;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "From one file to the next: 10s, 500ms, 1m, 2h; 0 is as fast as possible"
                    + " (default: ${DEFAULT-VALUE}).")
    private Duration interval;

    @Option(names = "--files", paramLabel = "N", description = "How many files (default: until stopped).")
    private Long files;

    @Option(
            names = "--truth",
            paramLabel = "FILE",
            description =
                    "Append for each line what is meant by it: file,line,kind,event_id,timestamp. The kinds are good,"
                            + " redelivered, corrected, out-of-order, malformed, unknown-type.")
    private Path truth;

    @Option(names = "--quiet", description = "Do not print a line for each file.")
    private boolean quiet;

    void check(CommandSpec command) {
        checkRange(command, "--events-per-file", eventsPerFile, 1, 10_000_000);
        if (files != null) {
            checkRange(command, "--files", files, 1, 1_000_000_000_000L);
        }
    }

    Path folder() {
        return folder;
    }

    Path catalog() {
        return catalog;
    }

    int eventsPerFile() {
        return (int) eventsPerFile;
    }

    Duration interval() {
        return interval;
    }

    long files() {
        return files == null ? Long.MAX_VALUE : files;
    }

    Optional<Path> truth() {
        return Optional.ofNullable(truth);
    }

    boolean quiet() {
        return quiet;
    }
}
