package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Stream;
import java.io.Serializable;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rules of all files of a stream. Sent to the tasks, which make them there.
 *
 * @param inputZone of timestamps for which neither the record, the column nor its format says one
 * @param formats by the numbers that the source gives; where there is one it is that of all files
 * @param declared how the texts of the declaration are written, such as a default, whatever the format of a file
 */
public record FormatRules(Stream stream, ZoneId inputZone, List<ValueFormat> formats, ValueFormat declared)
        implements Serializable {

    public FormatRules {
        formats = List.copyOf(formats);
    }

    /** The rules, by the number of the format. */
    public StreamRules[] make() {
        return IntStream.range(0, formats.size()).mapToObj(this::make).toArray(StreamRules[]::new);
    }

    /** Those of one format. */
    public StreamRules make(int number) {
        return new StreamRules(stream, formats.get(number), declared, inputZone);
    }
}
