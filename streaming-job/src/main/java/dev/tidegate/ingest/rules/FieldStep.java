package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Type;
import dev.tidegate.ingest.value.BrokenRule;
import dev.tidegate.ingest.value.Reading;
import dev.tidegate.ingest.value.Reason;
import dev.tidegate.ingest.value.Value;
import java.util.HashSet;
import java.util.List;
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

    /** What stands for an absent value in the file; null for nothing. */
    private final String ofFile;

    private final String otherwise;
    private final boolean required;

    /** Null where the value is one field. */
    private final List<NamedField> joined;

    /** The words that are wanted, where all other texts are filtered; else null. */
    private final Set<String> wanted;

    /** Null where words mean themselves. */
    private final Map<String, String> words;

    private final Reading reading;
    private final Reading ofOtherwise;

    /**
     * @param field its place among the values of a record
     * @param accepted the values that are wanted, where only some are
     * @param ofOtherwise of the text that stands for an absent value, which is written as in the declaration
     */
    FieldStep(
            Column column, int field, ValueFormat format, Set<String> accepted, Reading reading, Reading ofOtherwise) {
        this.name = column.header();
        this.field = field;
        this.constant = format.constants().get(name);
        this.nulls = nulls(column, format);
        this.ofFile = format.cells().defaults().get(name);
        this.joined = format.cells().joined().get(name);
        boolean isText = column.type() instanceof Type.Text || column.type() instanceof Type.Word;
        this.wanted = format.cells().filterOthers() && column.isFilter() && isText ? accepted : null;
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
        read(delivered(values, extra), row);
    }

    /** As it stands in the file, or in the mapping for the whole file; null where there is none. */
    String delivered(String[] values, Map<String, String> extra) {
        String text = joined == null ? values[field] : joined(values, extra);
        return text == null ? constant : text;
    }

    /** Parts that are there, with a blank between. */
    private String joined(String[] values, Map<String, String> extra) {
        StringBuilder text = new StringBuilder();
        for (NamedField column : joined) {
            String part = Value.stripped(column.text(values, extra));
            text.append(text.isEmpty() || part.isEmpty() ? "" : " ").append(part);
        }
        return text.toString();
    }

    /** Brings a text as it stands in a file into the row. */
    void read(String text, Row row) throws BrokenRule {
        String stripped = text == null ? "" : Value.stripped(text);
        boolean absent = isAbsent(stripped);
        if (absent && ofFile != null) {
            reading.read(meaning(ofFile, Value.stripped(ofFile)), row);
        } else if (!absent) {
            boolean isPlain = words == null && wanted == null;
            reading.read(isPlain ? new Value(name, text, stripped) : meaning(text, stripped), row);
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
        String lower = stripped.toLowerCase(Locale.ROOT);
        String ours = words == null ? null : words.get(lower);
        if (ours != null) {
            return new Value(name, ours);
        }
        boolean isOther = wanted != null && !wanted.contains(stripped) && !wanted.contains(lower);
        return isOther ? new Value(name, ValueFormat.FILTERED) : new Value(name, text, stripped);
    }

    /** Whether all other texts than those wanted are filtered, words or not. */
    boolean filtersOthers() {
        return wanted != null;
    }

    /** The text as it was delivered, or what stands for it. */
    String text(String[] values) {
        String text = values[field] == null ? constant : values[field];
        String stripped = text == null ? "" : Value.stripped(text);
        return isAbsent(stripped) ? otherwise : stripped;
    }
}
