package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.value.BrokenRule;
import dev.tidegate.ingest.value.Reading;
import dev.tidegate.ingest.value.Reason;
import dev.tidegate.ingest.value.Value;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A column that files have: whether there is a value, what it means, and whether it is one of the column's type. */
final class FieldStep implements Step {

    private final String name;
    private final int field;
    private final String constant;
    private final Set<String> nulls;
    private final String otherwise;
    private final boolean required;
    private final Map<String, String> words;
    private final Reading reading;

    /** @param field its place among the values of a record */
    FieldStep(Column column, int field, ValueFormat format, Reading reading) {
        this.name = column.header();
        this.field = field;
        this.constant = format.constants().get(name);
        this.nulls = new HashSet<>(format.nulls());
        nulls.addAll(column.nulls());
        this.otherwise = column.otherwise();
        this.required = column.required();
        this.words = format.words().getOrDefault(name, Map.of());
        this.reading = reading;
    }

    @Override
    public void take(String[] values, Map<String, String> extra, DeliveredFile file, Row row) throws BrokenRule {
        String text = values[field];
        read(text == null ? constant : text, row);
    }

    /** Brings a text as it stands in a file into the row. */
    void read(String text, Row row) throws BrokenRule {
        if (!isAbsent(text)) {
            reading.read(new Value(name, words.isEmpty() ? text : meaning(text)), row);
        } else if (otherwise != null) {
            reading.read(new Value(name, otherwise), row);
        } else if (required) {
            throw new BrokenRule(Reason.MISSING_VALUE, name, null);
        }
    }

    private boolean isAbsent(String text) {
        return text == null || Value.isBlank(text) || (!nulls.isEmpty() && nulls.contains(Value.stripped(text)));
    }

    private String meaning(String text) {
        String ours = words.get(Value.stripped(text).toLowerCase(Locale.ROOT));
        return ours == null ? text : ours;
    }

    /** The text as it was delivered, or what stands for it. */
    String text(String[] values) {
        String text = values[field] == null ? constant : values[field];
        return isAbsent(text) ? otherwise : Value.stripped(text);
    }
}
