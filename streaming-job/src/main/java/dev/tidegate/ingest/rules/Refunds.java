package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.value.Value;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;

/**
 * How files tell a refund from a buy, where they have no word for it. Of the amounts of a refund, however it is told, the sign
 * does not count: what was given back stands in the table without one.
 *
 * @param field that tells
 * @param values of it that mean a refund; case counts
 * @param prefix what it begins with where it is a refund; null where only values tell
 */
public record Refunds(NamedField field, Set<String> values, String prefix) implements Serializable {

    public Refunds {
        values = Set.copyOf(values);
    }

    /** Whether a record, which is a buy by its event type, is a refund. */
    boolean has(String[] values, Map<String, String> extra) {
        String text = Value.stripped(field.text(values, extra));
        return this.values.contains(text) || (prefix != null && text.startsWith(prefix));
    }
}
