package dev.tidegate.ingest.rules;

import java.io.Serializable;
import java.util.Map;

/**
 * A field of a file by its name in the header, whether the stream has a column for it or not.
 *
 * @param place in {@link dev.tidegate.ingest.stream.Stream#headers()}; negative for a field that is none of them
 * @param name in the header, in lower case
 */
public record NamedField(int place, String name) implements Serializable {

    /** Its text in a record, as it was delivered; empty where there is none. */
    String text(String[] values, Map<String, String> extra) {
        String text = place >= 0 ? values[place] : extra == null ? null : extraText(extra);
        return text == null ? "" : text;
    }

    private String extraText(Map<String, String> extra) {
        String text = extra.get(name);
        if (text == null) {
            for (Map.Entry<String, String> column : extra.entrySet()) {
                if (column.getKey().equalsIgnoreCase(name)) {
                    return column.getValue();
                }
            }
        }
        return text;
    }
}
