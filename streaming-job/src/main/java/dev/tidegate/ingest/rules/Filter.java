package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Type;
import dev.tidegate.ingest.value.BrokenRule;
import dev.tidegate.ingest.value.Reading;
import java.util.Map;
import java.util.Set;

/** A column of which only some values are wanted: a record with another one is filtered. */
final class Filter implements Step {

    private final FieldStep field;
    private final Step step;
    private final int place;
    private final boolean isText;
    private final Set<String> texts;
    private final Row[] wanted;

    /**
     * @param field the column in the files
     * @param step what becomes of it; usually the same
     * @param texts the values that are accepted
     * @param reading of them
     * @throws IllegalArgumentException if one of them is none of the column's type
     */
    Filter(Stream stream, int place, FieldStep field, Step step, Set<String> texts, Reading reading) {
        Column column = stream.columns().get(place);
        this.field = field;
        this.step = step;
        this.place = place;
        this.isText = column.type() instanceof Type.Text || column.type() instanceof Type.Word;
        this.texts = texts;
        this.wanted = isText
                ? new Row[0]
                : texts.stream()
                        .map(text -> Constants.row(stream, column.name(), text, reading))
                        .toArray(Row[]::new);
    }

    @Override
    public void take(String[] values, Map<String, String> extra, DeliveredFile file, Row row) throws BrokenRule {
        step.take(values, extra, file, row);
    }

    /** Whether the value is wanted. One that is absent is never filtered. */
    boolean accepts(Row row) {
        if (!row.has(place)) {
            return true;
        }
        if (isText) {
            return texts.contains(row.text(place));
        }
        for (Row one : wanted) {
            if (one.number(place) == row.number(place) && one.low(place) == row.low(place)) {
                return true;
            }
        }
        return false;
    }

    /** The value that is not wanted, for people: the word of the file where the mapping says that it is filtered. */
    String shown(String[] values, Row row) {
        boolean isMeaning = isText && !field.filtersOthers() && !ValueFormat.FILTERED.equals(row.text(place));
        return isMeaning ? row.text(place) : field.text(values);
    }
}
