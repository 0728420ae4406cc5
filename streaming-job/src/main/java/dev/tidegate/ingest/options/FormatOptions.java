package dev.tidegate.ingest.options;

import dev.tidegate.ingest.environment.FromEnvironment;
import dev.tidegate.ingest.mapping.Mappings;
import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.stream.Stream;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the values of a file are to be understood where the file does not say it. */
public final class FormatOptions {

    @FromEnvironment
    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            defaultValue = "UTC",
            converter = ZoneConverter.class,
            description =
                    "zone of timestamps that do not say theirs, such as Europe/Berlin (default: ${DEFAULT-VALUE})")
    private ZoneId timeZone;

    @FromEnvironment
    @Option(
            names = "--event-types",
            paramLabel = "TYPE",
            split = ",",
            defaultValue = "view,click,buy",
            converter = EventTypeConverter.class,
            description =
                    "which events of the built-in stream become rows, of view, click, cart, remove, checkout, buy and"
                            + " refund, where their mapping does not say it; others are filtered (default: ${DEFAULT-VALUE})")
    private Set<String> eventTypes;

    @Mixin
    private MappingOptions mapping;

    /** Zone of timestamps that do not say theirs. */
    public ZoneId timeZone() {
        return timeZone;
    }

    /**
     * Refuses a mapping for a stream that is none of these.
     *
     * @throws picocli.CommandLine.ParameterException that names the file
     */
    public void refuseMappingsOfOthersThan(List<String> streams) {
        mapping.refuseOthersThan(streams);
    }

    /**
     * How files of other forms become rows of the stream.
     *
     * @throws picocli.CommandLine.ParameterException if a file is no mapping
     */
    public Mappings mappings(Stream stream) {
        return mapping.mappings(stream).accepting(eventTypes);
    }

    /**
     * The same, and behind them what the stream's own file says.
     *
     * @throws picocli.CommandLine.ParameterException if a file is no mapping, or is on the command line and for another stream
     */
    public Mappings mappings(StreamFile asked) {
        return mapping.mappings(asked).accepting(eventTypes);
    }
}
