package dev.tidegate.ingest.options;

import dev.tidegate.ingest.mapping.Mappings;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.yaml.YamlException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which files are not in the native format, and in which they are. */
public final class MappingOptions {

    @Option(
            names = "--mapping",
            paramLabel = "FILE",
            split = ",",
            defaultValue = "${env:TIDEGATE_MAPPING:-" + Option.NULL_VALUE + "}",
            description =
                    "how files of another form become events, in YAML; may be given several times: the first that lists"
                            + " a file's name is taken, and files of other names are in the native format")
    private List<Path> files;

    /** A variable that is set, to nothing. */
    private static final List<Path> UNSET = List.of(Path.of(""));

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Reads the files.
     *
     * @param stream whose files they describe
     * @throws ParameterException if one is no mapping
     */
    public Mappings mappings(Stream stream) {
        try {
            return files == null || files.equals(UNSET) ? Mappings.none(stream) : Mappings.read(stream, files);
        } catch (YamlException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
