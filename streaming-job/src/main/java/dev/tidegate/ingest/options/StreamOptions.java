package dev.tidegate.ingest.options;

import dev.tidegate.ingest.environment.FromEnvironment;
import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.yaml.YamlException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which streams the job runs. */
public final class StreamOptions {

    /** The one that is built in. */
    static final StreamFile EVENTS = new StreamFile(Events.STREAM, Optional.empty());

    @FromEnvironment
    @Option(
            names = "--stream",
            paramLabel = "FILE",
            split = ",",
            description =
                    "a stream declared in YAML, or 'events' for the built-in one; may be given several times: they run side"
                            + " by side, each with folders of its own (default: events)")
    private List<String> streams;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Reads the declarations.
     *
     * @return in the order in which they were given
     * @throws ParameterException with all that is wrong in them
     */
    public List<StreamFile> streams() {
        List<StreamFile> files = new ArrayList<>();
        for (String stream : streams == null ? List.of(Events.STREAM.name()) : streams) {
            StreamFile file = read(command, stream);
            refuseSecond(files, file, stream);
            files.add(file);
        }
        return files;
    }

    /** Reads one. */
    static StreamFile read(CommandSpec command, String stream) {
        if (Events.is(stream)) {
            return EVENTS;
        }
        try {
            return StreamFile.read(Path.of(stream));
        } catch (YamlException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private void refuseSecond(List<StreamFile> files, StreamFile next, String given) {
        for (StreamFile file : files) {
            if (file.stream().name().equals(next.stream().name())) {
                throw wrong(
                        given,
                        "another one of the name %s is given"
                                .formatted(next.stream().name()));
            }
            if (file.stream().table().equals(next.stream().table())) {
                throw wrong(
                        given,
                        "its table %s is that of the stream %s, too"
                                .formatted(next.stream().table(), file.stream().name()));
            }
        }
    }

    private ParameterException wrong(String given, String why) {
        return new ParameterException(
                command.commandLine(), "Invalid value for option '--stream': '%s': %s".formatted(given, why));
    }
}
