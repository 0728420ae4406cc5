package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One of the steps in which a record becomes a row: a column after the other. */
interface Step {

    void take(String[] values, Map<String, String> extra, Row row) throws BrokenRule;

    /** The steps for all columns but the word, which is looked at first. */
    static Step[] of(Stream stream, EventFormat format, TimeForm times) {
        List<Step> steps = new ArrayList<>();
        int header = 0;
        for (int place = 0; place < stream.columns().size(); place++) {
            Column column = stream.columns().get(place);
            if (column.header() == null) {
                steps.add(ofRecord(stream, column.type(), place));
            } else {
                if (!column.isFilter()) {
                    steps.add(ofFile(stream, column, place, header, format, times));
                }
                header++;
            }
        }
        return steps.toArray(Step[]::new);
    }

    private static Step ofFile(
            Stream stream, Column column, int place, int header, EventFormat format, TimeForm times) {
        IdColumns ids = format.idColumns();
        if (ids != null && stream.keyColumns().contains(column.name())) {
            return (values, extra, row) -> row.uuid(place, ids.id(values, extra));
        }
        Reading reading = Reading.of(column, place, format, times);
        String name = column.header();
        String constant = format.constants().get(name);
        String otherwise = column.otherwise();
        if (otherwise == null) {
            return (values, extra, row) -> reading.read(Value.of(name, values[header], constant), row);
        }
        return (values, extra, row) ->
                reading.read(Value.of(name, values[header], constant).orIfEmpty(otherwise), row);
    }

    private static Step ofRecord(Stream stream, Type type, int place) {
        if (type instanceof Type.Day day) {
            int timestamp = stream.place(day.timestamp());
            long microsADay = Duration.ofDays(1).toNanos() / 1000;
            return (values, extra, row) -> row.number(place, Math.floorDiv(row.number(timestamp), microsADay));
        }
        if (type instanceof Type.Arithmetic product) {
            int left = stream.place(product.left());
            int right = stream.place(product.right());
            return (values, extra, row) -> {
                long a = row.number(left);
                long b = row.number(right);
                row.wide(place, Math.multiplyHigh(a, b), a * b);
            };
        }
        return (values, extra, row) -> row.text(place, ExtraColumns.json(extra));
    }
}
