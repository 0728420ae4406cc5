package dev.tidegate.ingest.options;

import dev.tidegate.ingest.environment.FromEnvironment;
import dev.tidegate.ingest.mapping.Mappings;
import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.yaml.YamlException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which files are not in the native format, and in which they are. */
public final class MappingOptions {

    @FromEnvironment
    @Option(
            names = "--mapping",
            paramLabel = "FILE",
            split = ",",
            description =
                    "how files of another form become events, in YAML; may be given several times: the first that lists"
                            + " a file's name is taken, and files of other names are in the native format")
    private List<Path> files;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Refuses a mapping for a stream that is none of these.
     *
     * @throws ParameterException that names the file
     */
    public void refuseOthersThan(List<String> streams) {
        for (Path file : given()) {
            String stream = read(() -> Mappings.stream(file));
            if (!streams.contains(stream)) {
                throw new ParameterException(
                        command.commandLine(),
                        "%s: it is a mapping for the stream %s: expected one of those that are run, %s"
                                .formatted(file, stream, String.join(", ", streams)));
            }
        }
    }

    /**
     * Reads the files.
     *
     * @param stream whose files they describe
     * @throws ParameterException if one is no mapping
     */
    public Mappings mappings(Stream stream) {
        return read(() -> Mappings.read(stream, given()));
    }

    /**
     * Reads the files, and takes the stream's own behind them.
     *
     * @throws ParameterException if one is no mapping, or is on the command line and for another stream
     */
    public Mappings mappings(StreamFile asked) {
        // The variable may hold the job's list, for all of its streams.
        if (command.commandLine().getParseResult().hasMatchedOption("--mapping")) {
            refuseOthersThan(List.of(asked.stream().name()));
        }
        return mappings(asked.stream()).and(asked.own());
    }

    private List<Path> given() {
        return files == null ? List.of() : files;
    }

    private <T> T read(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (YamlException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
