package dev.tidegate.ingest.rules;

import java.io.Serializable;
import java.time.ZoneId;
import java.util.List;

/**
 * The rules of all files of a job. Sent to the tasks, which make them there.
 *
 * @param inputZone of timestamps for which neither the record nor its format says one
 * @param formats by the numbers that the source gives; where there is one it is that of all files
 */
public record FormatRules(ZoneId inputZone, List<EventFormat> formats) implements Serializable {

    public FormatRules {
        formats = List.copyOf(formats);
    }

    /** The rules, by the number of the format. */
    public EventRules[] make() {
        return formats.stream().map(format -> new EventRules(inputZone, format)).toArray(EventRules[]::new);
    }
}
