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
    /** Null where only the empty text means an absent value. */
    private final Set<String> nulls;

    private final String otherwise;
    private final boolean required;

    /** Null where words mean themselves. */
    private final Map<String, String> words;

    private final Reading reading;
    private final Reading ofOtherwise;

    /**
     * @param field its place among the values of a record
     * @param ofOtherwise of the text that stands for an absent value, which is written as in the declaration
     */
    FieldStep(Column column, int field, ValueFormat format, Reading reading, Reading ofOtherwise) {
        this.name = column.header();
        this.field = field;
        this.constant = format.constants().get(name);
        this.nulls = nulls(column, format);
        this.otherwise = column.otherwise();
        this.required = column.required();
        this.words = format.words().get(name);
        this.reading = reading;
        this.ofOtherwise = ofOtherwise;
    }

    private static Set<String> nulls(Column column, ValueFormat format) {
        Set<String> nulls = new HashSet<>(format.nulls());
        nulls.addAll(column.nulls());
        return nulls.isEmpty() ? null : nulls;
    }

    @Override
    public void take(String[] values, Map<String, String> extra, DeliveredFile file, Row row) throws BrokenRule {
        read(delivered(values), row);
    }

    /** As it stands in the file, or in the mapping for the whole file; null where there is none. */
    String delivered(String[] values) {
        String text = values[field];
        return text == null ? constant : text;
    }

    /** Brings a text as it stands in a file into the row. */
    void read(String text, Row row) throws BrokenRule {
        String stripped = text == null ? "" : Value.stripped(text);
        if (!isAbsent(stripped)) {
            reading.read(words == null ? new Value(name, text, stripped) : meaning(text, stripped), row);
        } else if (otherwise != null) {
            ofOtherwise.read(new Value(name, otherwise), row);
        } else if (required) {
            throw new BrokenRule(Reason.MISSING_VALUE, name, null);
        }
    }

    private boolean isAbsent(String stripped) {
        return stripped.isEmpty() || (nulls != null && nulls.contains(stripped));
    }

    private Value meaning(String text, String stripped) {
        String ours = words.get(stripped.toLowerCase(Locale.ROOT));
        return ours == null ? new Value(name, text, stripped) : new Value(name, ours);
    }

    /** The text as it was delivered, or what stands for it. */
    String text(String[] values) {
        String text = delivered(values);
        String stripped = text == null ? "" : Value.stripped(text);
        return isAbsent(stripped) ? otherwise : stripped;
    }
}
