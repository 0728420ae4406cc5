package dev.tidegate.ingest.options;

import picocli.CommandLine.Option;

/** The folders that a file goes through. Paths, or URIs such as {@code hdfs://}. */
public final class FolderOptions {

    @Option(
            names = "--input",
            paramLabel = "FOLDER",
            defaultValue = "${env:TIDEGATE_INPUT:-data/input}",
            description = "where files land: a path, or a URI such as hdfs:// (default: ${DEFAULT-VALUE})")
    private String input;

    @Option(
            names = "--archive",
            paramLabel = "FOLDER",
            defaultValue = "${env:TIDEGATE_ARCHIVE:-data/archive}",
            description = "where loaded files go (default: ${DEFAULT-VALUE})")
    private String archive;

    @Option(
            names = "--quarantine",
            paramLabel = "FOLDER",
            defaultValue = "${env:TIDEGATE_QUARANTINE:-data/quarantine}",
            description = "where files go that cannot be loaded as a whole (default: ${DEFAULT-VALUE})")
    private String quarantine;

    /** Where files land. */
    public String input() {
        return input;
    }

    /** Where loaded files go. */
    public String archive() {
        return archive;
    }

    /** Where files go that cannot be loaded as a whole. */
    public String quarantine() {
        return quarantine;
    }
}
