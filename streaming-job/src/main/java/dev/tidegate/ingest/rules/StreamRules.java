package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.value.BrokenRule;
import java.time.ZoneId;
import java.util.Map;
import java.util.UUID;

/** What a record must be to become a row of a stream, for one record at a time. Several threads may use one instance. */
public final class StreamRules {

    private final Stream stream;
    private final ValueFormat format;
    private final Deletions deletions;
    private final Filter[] filters;
    private final Step[] steps;
    private final Map<String, FieldStep> fields;

    /** Rules for files that are written as the stream's columns say. */
    public StreamRules(Stream stream, ZoneId inputZone) {
        this(stream, ValueFormat.NATIVE, inputZone);
    }

    /**
     * @param inputZone of timestamps for which neither the record, the column nor the format says one
     * @throws IllegalArgumentException if a time format, pattern, zone or constant is none
     */
    public StreamRules(Stream stream, ValueFormat format, ZoneId inputZone) {
        this(stream, format, format, inputZone);
    }

    /** @param declared how the texts of the declaration are written: its defaults, constants, and the values that it accepts */
    StreamRules(Stream stream, ValueFormat format, ValueFormat declared, ZoneId inputZone) {
        Compiler compiler = new Compiler(stream, format, declared, inputZone);
        this.stream = stream;
        this.format = format;
        this.fields = compiler.fields();
        this.filters = compiler.filters();
        this.steps = compiler.steps();
        this.deletions = compiler.deletions();
    }

    /**
     * Says what a record is. If it takes its row away, only the key and the version are judged. Columns of which only some values
     * are wanted go first; then the first value in the order of the columns that breaks its rule decides.
     *
     * @param values in the order of {@link Stream#headers()}; null where the file has no such column
     * @param extra the values of the file's other columns by name; null if there are none
     * @param row takes the values of a record that is accepted; those that it has are lost
     */
    public Verdict judge(String[] values, Map<String, String> extra, DeliveredFile file, Row row) {
        row.clear();
        try {
            if (deletions != null && deletions.is(values)) {
                return deletions.judge(values, extra, file, row);
            }
            for (Filter filter : filters) {
                filter.take(values, extra, file, row);
                if (!filter.accepts(row)) {
                    return new Verdict.Filtered(filter.shown(values, row));
                }
            }
            for (Step step : steps) {
                step.take(values, extra, file, row);
            }
            return new Verdict.Accepted(row);
        } catch (BrokenRule broken) {
            return new Verdict.Rejected(broken.reason().code(), broken.column(), broken.getMessage());
        }
    }

    /**
     * The key of a record's first occurrence in its file, whether it becomes a row or not; null where files have their keys, or
     * where all occurrences have the same one.
     * What is no row counts, too: a later rule may make it one, and must not take it for another.
     */
    public UUID derivedId(String[] values, Map<String, String> extra) {
        IdColumns ids = format.idColumns();
        return ids == null || ids.unique() ? null : ids.id(values, extra);
    }

    /** What is wrong with a text, written as in a file, as the value under a header; null where nothing is. */
    public String complaint(String header, String text) {
        FieldStep field = fields.get(header);
        if (field == null) {
            return null;
        }
        try {
            field.read(text, new Row(stream));
            return null;
        } catch (BrokenRule broken) {
            return broken.getMessage();
        }
    }
}
