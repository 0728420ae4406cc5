package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The rules of the file format, for one record at a time. Several threads may use one instance. */
public final class EventRules {

    private static final Stream STREAM = Events.STREAM;

    /** The columns of a file of events, in the order of the values that {@link #judge} takes. */
    public static final List<String> COLUMNS = STREAM.headers();

    /** The columns without which no record can be an event. */
    public static final Set<String> REQUIRED = STREAM.requiredHeaders();

    /** The column that tells what kind of event a record is; it goes before all others. */
    private static final Column KIND =
            STREAM.columns().stream().filter(Column::isFilter).findFirst().orElseThrow();

    private static final int KIND_PLACE = STREAM.place(KIND.name());
    private static final int KIND_HEADER = COLUMNS.indexOf(KIND.header());

    private final EventFormat format;
    private final TimeForm times;
    private final Set<String> accepted;
    private final String constantKind;
    private final Step[] steps;

    /** @param inputZone of the timestamps that do not say theirs */
    public EventRules(ZoneId inputZone) {
        this(inputZone, EventFormat.NATIVE);
    }

    /**
     * @param inputZone of timestamps for which neither the record nor the format says one
     * @throws IllegalArgumentException if the format's time format is none
     */
    public EventRules(ZoneId inputZone, EventFormat format) {
        this.format = format;
        this.times = format.timeForm(inputZone);
        this.accepted = KIND.accepted();
        this.constantKind = format.constants().get(KIND.header());
        this.steps = Step.of(STREAM, format, times);
    }

    /**
     * Says what a record is. Its event type goes first; then the first value in the order of the columns that breaks its
     * rule decides.
     *
     * @param values in the order of {@link #COLUMNS}; null where the file has no such column
     * @param extra the values of the file's other columns by name; null if there are none
     * @param row takes the values of a record that is accepted; those that it has are lost
     */
    public Verdict judge(String[] values, Map<String, String> extra, Row row) {
        row.clear();
        try {
            String kind = format.word(Value.of(KIND.header(), values[KIND_HEADER], constantKind));
            if (!accepted.contains(kind)) {
                return new Verdict.Filtered(kind);
            }
            row.text(KIND_PLACE, kind);
            for (Step step : steps) {
                step.take(values, extra, row);
            }
            return new Verdict.Accepted(row);
        } catch (BrokenRule broken) {
            return broken.verdict();
        }
    }

    /**
     * The event id of a record's first occurrence in its file, whether it is an event or not; null where files have their
     * ids. What is no event counts, too: a later rule may make it one, and must not take it for another.
     */
    public UUID derivedId(String[] values, Map<String, String> extra) {
        return format.idColumns() == null ? null : format.idColumns().id(values, extra);
    }

    /** What is wrong with a text, written as in a file, as the value of a column; null where nothing is. */
    public String complaint(String header, String text) {
        for (int place = 0; place < STREAM.columns().size(); place++) {
            Column column = STREAM.columns().get(place);
            if (header.equals(column.header())) {
                try {
                    Reading.of(column, place, format, times).read(new Value(header, text), new Row(STREAM));
                } catch (BrokenRule broken) {
                    return broken.getMessage();
                }
            }
        }
        return null;
    }
}
