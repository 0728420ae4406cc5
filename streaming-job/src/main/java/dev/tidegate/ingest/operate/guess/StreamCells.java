package dev.tidegate.ingest.operate.guess;

import dev.tidegate.ingest.operate.guess.sample.Cell;
import dev.tidegate.ingest.operate.guess.sample.SampledTable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What stands in the columns of a table that a stream shall have.
 *
 * @param nulls texts that stand for nothing
 */
record StreamCells(SampledTable table, Set<String> nulls) {

    /** Those of a column that hold a value. */
    List<Cell> filled(int place) {
        return table.column(place).stream()
                .filter(cell -> !cell.isEmpty() && !nulls.contains(cell.text()))
                .toList();
    }

    /** Whether each record has a value there. */
    boolean isFull(int place) {
        return !table.records().isEmpty()
                && filled(place).size() == table.records().size();
    }

    /** Whether these columns together tell all records apart. */
    boolean isUnique(Set<Integer> places) {
        Set<String> seen = new HashSet<>();
        return table.records().stream()
                .allMatch(record -> seen.add(places.stream()
                        .map(place -> record.values().get(place).length() + ":"
                                + record.values().get(place))
                        .collect(Collectors.joining())));
    }
}
