package dev.tidegate.ingest.options;

import dev.tidegate.ingest.environment.FromEnvironment;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.stream.Events;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The folders that a file goes through. Paths, or URIs such as {@code hdfs://}. */
public final class FolderOptions {

    @FromEnvironment
    @Option(
            names = "--input",
            paramLabel = "FOLDER",
            defaultValue = "data/input",
            description = "where files land: a path, or a URI such as hdfs:// or s3a:// (default: ${DEFAULT-VALUE})")
    private String input;

    @FromEnvironment
    @Option(
            names = "--archive",
            paramLabel = "FOLDER",
            defaultValue = "data/archive",
            description = "where loaded files go (default: ${DEFAULT-VALUE})")
    private String archive;

    @FromEnvironment
    @Option(
            names = "--quarantine",
            paramLabel = "FOLDER",
            defaultValue = "data/quarantine",
            description = "where files go that cannot be loaded as a whole (default: ${DEFAULT-VALUE})")
    private String quarantine;

    @Mixin
    private AfterLoadOption afterLoad;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Those of a stream: for the built-in one they are as the options say, for a declared one below them.
     *
     * @throws ParameterException if one folder would be two of them, or one is in a bucket and another is not
     */
    public StreamFolders of(String stream) {
        if (afterLoad() != AfterLoad.LEAVE) {
            requireOneKind("--archive", archive);
            requireOneKind("--quarantine", quarantine);
        }
        StreamFolders all = new StreamFolders(input, archive, quarantine);
        StreamFolders folders = Events.is(stream) ? all : all.below(stream);
        new FolderUses(command).add(stream, folders);
        return folders;
    }

    /** What becomes of loaded files. */
    public AfterLoad afterLoad() {
        return afterLoad.value();
    }

    /** A file is moved within a store or within file systems, never from one to the other. */
    private void requireOneKind(String option, String location) {
        if (Folders.isInBucket(input) != Folders.isInBucket(location)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--input is %s and %s is %s: expected --input, --archive and --quarantine all in buckets (s3a://), or none"
                            .formatted(input, option, location));
        }
    }
}
