package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Stream;
import java.io.Serializable;
import java.time.ZoneId;
import java.util.List;

/**
 * The rules of all files of a stream. Sent to the tasks, which make them there.
 *
 * @param inputZone of timestamps for which neither the record, the column nor its format says one
 * @param formats by the numbers that the source gives; where there is one it is that of all files
 */
public record FormatRules(Stream stream, ZoneId inputZone, List<ValueFormat> formats) implements Serializable {

    public FormatRules {
        formats = List.copyOf(formats);
    }

    /** The rules, by the number of the format. */
    public StreamRules[] make() {
        return formats.stream()
                .map(format -> new StreamRules(stream, format, inputZone))
                .toArray(StreamRules[]::new);
    }
}
