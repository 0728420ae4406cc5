package dev.tidegate.ingest.options;

import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Streams as an operator names them: each by its file or by its name. What is spelled like a name is none of a file. */
final class GivenStreams {

    static final String OPTION = "--stream";

    /** The list of the job, too: whoever runs both sets it once. */
    static final String VARIABLE = "TIDEGATE_STREAM";

    private final CommandSpec command;
    private final List<String> given;

    /** @param given null where nothing is said */
    GivenStreams(CommandSpec command, List<String> given) {
        this.command = command;
        this.given = given == null ? List.of() : List.copyOf(given);
    }

    /** Whether they stand on the command line, and not only in the variable. */
    boolean areOnCommandLine() {
        return command.commandLine().getParseResult().hasMatchedOption(OPTION);
    }

    /**
     * Reads the files among them.
     *
     * @throws ParameterException with all that is wrong in one
     */
    List<NamedStream> read() {
        List<NamedStream> streams = new ArrayList<>();
        for (String text : given) {
            NamedStream next = read(text);
            if (streams.stream().anyMatch(stream -> stream.name().equals(next.name()))) {
                throw wrong(text, "another one of the name %s is given".formatted(next.name()));
            }
            streams.add(next);
        }
        return streams;
    }

    private NamedStream read(String text) {
        if (Stream.isName(text)) {
            return named(text);
        }
        StreamFile asked = StreamOptions.read(command, text);
        return new NamedStream(asked.stream().name(), Optional.of(asked));
    }

    /** Of the built-in one it is known what it is. */
    static NamedStream named(String name) {
        return new NamedStream(name, Events.is(name) ? Optional.of(StreamOptions.EVENTS) : Optional.empty());
    }

    ParameterException wrong(String text, String why) {
        return new ParameterException(
                command.commandLine(), "Invalid value for option '%s': '%s': %s".formatted(OPTION, text, why));
    }
}
