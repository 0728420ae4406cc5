package dev.tidegate.ingest.options;

import dev.tidegate.ingest.environment.FromEnvironment;
import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.stream.Events;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which stream a command is about. */
public final class OneStream {

    @FromEnvironment
    @Option(
            names = GivenStreams.OPTION,
            paramLabel = "STREAM",
            split = ",",
            description =
                    "which stream: the YAML file that declares it, 'events' for the built-in one, or any name where only the"
                            + " ledger is asked (default: events)")
    private List<String> given;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Its name.
     *
     * @throws ParameterException if several are given, or a file that declares none
     */
    public String name() {
        return stream().name();
    }

    /**
     * What it is.
     *
     * @throws ParameterException if several are given, only the name of a declared one, or a file that declares none
     */
    public StreamFile declared() {
        NamedStream stream = stream();
        return stream.declared().orElseThrow(() -> streams()
                .wrong(
                        stream.name(),
                        "this command needs to know what is declared: expected the YAML file of the stream"));
    }

    private NamedStream stream() {
        List<NamedStream> streams = streams().read();
        if (streams.size() > 1) {
            throw new ParameterException(
                    command.commandLine(),
                    "Which stream? %s names %s: expected %s with one of them"
                            .formatted(
                                    streams().areOnCommandLine() ? GivenStreams.OPTION : GivenStreams.VARIABLE,
                                    streams.stream().map(NamedStream::name).collect(Collectors.joining(", ")),
                                    GivenStreams.OPTION));
        }
        return streams.isEmpty() ? GivenStreams.named(Events.STREAM.name()) : streams.get(0);
    }

    private GivenStreams streams() {
        return new GivenStreams(command, given);
    }
}
