package dev.tidegate.ingest.options;

import dev.tidegate.ingest.environment.FromEnvironment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which streams a command is about that looks at all of them, unless it is told otherwise. */
public final class SomeStreams {

    @FromEnvironment
    @Option(
            names = GivenStreams.OPTION,
            paramLabel = "STREAM",
            split = ",",
            description =
                    "only these streams: names, 'events' for the built-in one, or YAML files that declare them; may be given"
                            + " several times (default: all of the database)")
    private List<String> given;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Whether somebody said on the command line which ones. */
    public boolean areNamed() {
        return streams().areOnCommandLine();
    }

    /**
     * Those that are meant.
     *
     * @param known all that the database has
     * @throws ParameterException if one is named that it does not have
     */
    public List<NamedStream> among(List<String> known) {
        if (!areNamed()) {
            return known.stream().map(GivenStreams::named).toList();
        }
        List<NamedStream> asked = streams().read();
        for (NamedStream stream : asked) {
            if (!known.contains(stream.name())) {
                throw streams().wrong(stream.name(), "the database has the streams " + String.join(", ", known));
            }
        }
        return asked;
    }

    /** The same, with what is declared of them: the variable, which restricts nothing, may name files, too. */
    public List<NamedStream> declaredAmong(List<String> known) {
        return areNamed()
                ? among(known)
                : withKnown(known).stream()
                        .filter(stream -> known.contains(stream.name()))
                        .toList();
    }

    /** The same, and with those that are declared and not in the database yet. */
    public List<NamedStream> declaredOr(List<String> known) {
        return areNamed() ? streams().read() : withKnown(known);
    }

    private List<NamedStream> withKnown(List<String> known) {
        Map<String, NamedStream> streams = new LinkedHashMap<>();
        known.forEach(name -> streams.put(name, GivenStreams.named(name)));
        streams().read().forEach(stream -> streams.merge(stream.name(), stream, SomeStreams::better));
        return new ArrayList<>(streams.values());
    }

    private static NamedStream better(NamedStream known, NamedStream given) {
        return given.declared().isPresent() ? given : known;
    }

    private GivenStreams streams() {
        return new GivenStreams(command, given);
    }
}
