package dev.tidegate.ingest.options;

import dev.tidegate.ingest.stream.Events;
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

    /** Those of a stream: for the built-in one they are as the options say, for a declared one below them. */
    public StreamFolders of(String stream) {
        StreamFolders folders = new StreamFolders(input, archive, quarantine);
        return Events.is(stream) ? folders : folders.below(stream);
    }
}
