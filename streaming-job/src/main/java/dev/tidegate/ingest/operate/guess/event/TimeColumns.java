package dev.tidegate.ingest.operate.guess.event;

import dev.tidegate.ingest.operate.guess.sample.Cell;
import dev.tidegate.ingest.operate.guess.sample.Probe;
import dev.tidegate.ingest.operate.guess.sample.SampledTable;
import dev.tidegate.ingest.operate.guess.sample.TimeGuess;
import dev.tidegate.ingest.stream.Type;
import java.util.List;
import java.util.Optional;

/**
 * The columns that together are the time of an event.
 *
 * @param guess how times are written there
 * @param reason why they are; empty where the name says it
 */
record TimeColumns(List<Integer> places, TimeGuess guess, String reason) {

    private static final Probe TIME_OF_DAY = new Probe(new Type.Time(List.of()));

    /** A column of times, and another with the time of day where the first has days alone. */
    static TimeColumns of(int place, SampledTable table, ColumnContent content, boolean monthFirst, String reason) {
        TimeGuess guess = TimeGuess.of(table.column(place), monthFirst);
        return new TimeColumns(List.of(place), guess, reason).withTimeOfDay(table, content, monthFirst);
    }

    /**
     * Year, month and day.
     *
     * @param bare names of the columns, as they are compared
     */
    static Optional<TimeColumns> ofThree(SampledTable table, List<String> bare) {
        List<Integer> parts = List.of(bare.indexOf("year"), bare.indexOf("month"), bare.indexOf("day"));
        if (!parts.contains(-1)) {
            TimeGuess joined = TimeGuess.of(table.joined(parts), false);
            if (joined.isFound()) {
                return Optional.of(new TimeColumns(parts, joined, "year, month and day"));
            }
        }
        return Optional.empty();
    }

    /** A day in one column, and the time of day in another. */
    private TimeColumns withTimeOfDay(SampledTable table, ColumnContent content, boolean monthFirst) {
        if (!guess.isFound() || !guess.isDaysOnly() || guess.all() == 0) {
            return this;
        }
        for (int place = 0; place < table.names().size(); place++) {
            List<Cell> cells = content.filled(place);
            boolean isTimeOfDay = !cells.isEmpty()
                    && place != places.get(0)
                    && cells.stream().allMatch(cell -> TIME_OF_DAY.takes(cell.text()));
            if (isTimeOfDay) {
                List<Integer> both = List.of(places.get(0), place);
                TimeGuess joined = TimeGuess.of(table.joined(both), monthFirst);
                if (joined.isFound()) {
                    return new TimeColumns(both, joined, "a day and a time of day");
                }
            }
        }
        return this;
    }
}
