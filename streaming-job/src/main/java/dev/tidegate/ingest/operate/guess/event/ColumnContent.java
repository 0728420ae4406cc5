package dev.tidegate.ingest.operate.guess.event;

import dev.tidegate.ingest.operate.guess.sample.Cell;
import dev.tidegate.ingest.operate.guess.sample.KnownExports;
import dev.tidegate.ingest.operate.guess.sample.NumberGuess;
import dev.tidegate.ingest.operate.guess.sample.Probe;
import dev.tidegate.ingest.operate.guess.sample.SampledTable;
import dev.tidegate.ingest.operate.guess.sample.TimeGuess;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Type;
import java.util.List;

/** What a column can be, by what stands in it. */
final class ColumnContent {

    private static final Probe DECIMAL = new Probe(new Type.Decimal(18, 4, 0, Long.MAX_VALUE, false));

    private final SampledTable table;
    private final KnownExports known;
    private final boolean monthFirst;

    /** @param monthFirst whether 03/04/2026 is known to be a day of March */
    ColumnContent(SampledTable table, KnownExports known, boolean monthFirst) {
        this.table = table;
        this.known = known;
        this.monthFirst = monthFirst;
    }

    /** Whether what stands in a column can be that. A column without any value can be anything but what each event must have. */
    boolean fits(String role, int place) {
        List<Cell> cells = filled(place);
        return switch (role) {
            case EventColumns.TIMESTAMP ->
                cells.isEmpty()
                        ? table.records().isEmpty()
                        : TimeGuess.of(table.column(place), monthFirst).isFoundWhereExpected();
            case EventColumns.PRICE, Events.QUANTITY -> cells.isEmpty() || isNumeric(cells);
            case EventColumns.USER -> table.records().isEmpty() || !cells.isEmpty();
            case Events.EVENT_TYPE -> table.records().isEmpty() || isWords(cells, 0);
            default -> true;
        };
    }

    boolean isClearTime(int place) {
        List<Cell> cells = filled(place);
        boolean isClear = !cells.isEmpty()
                && (!table.hasHeader() || cells.stream().noneMatch(cell -> DECIMAL.takes(cell.text())));
        return isClear && isTime(place);
    }

    boolean hasDecimals(int place) {
        List<Cell> cells = filled(place);
        return !cells.isEmpty()
                && isNumeric(cells)
                && cells.stream().anyMatch(cell -> cell.text().matches(".*[.,][0-9]{1,2}\\D*"));
    }

    /** Whether words stand there of which at least half mean an event. */
    boolean isMostlyEventWords(int place) {
        List<Cell> cells = filled(place);
        return isWords(cells, Math.max(1, cells.size() / 2));
    }

    List<Cell> filled(int place) {
        return table.column(place).stream()
                .filter(cell -> !cell.isEmpty() && !known.nulls().contains(cell.text()))
                .toList();
    }

    private boolean isTime(int place) {
        return TimeGuess.of(table.column(place), monthFirst).isFound();
    }

    private static boolean isNumeric(List<Cell> cells) {
        NumberGuess guess = NumberGuess.of(cells);
        return guess.understood() * 2 >= guess.all();
    }

    private boolean isWords(List<Cell> cells, int least) {
        long distinct = cells.stream().map(Cell::text).distinct().count();
        long meant = cells.stream()
                .filter(cell -> known.meaning(cell.text()) != null)
                .count();
        boolean areTexts = cells.stream().noneMatch(cell -> SampledTable.isValue(cell.text()));
        return !cells.isEmpty() && areTexts && (distinct <= 100 || meant * 2 > cells.size()) && meant >= least;
    }
}
