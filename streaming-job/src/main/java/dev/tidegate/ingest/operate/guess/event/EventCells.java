package dev.tidegate.ingest.operate.guess.event;

import dev.tidegate.ingest.operate.guess.sample.Cell;
import dev.tidegate.ingest.operate.guess.sample.Probe;
import dev.tidegate.ingest.operate.guess.sample.SampledTable;
import dev.tidegate.ingest.stream.Type;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What stands in the columns of events.
 *
 * @param nulls texts that stand for nothing
 */
record EventCells(SampledTable table, EventColumns columns, Set<String> nulls) {

    private static final Probe UUID = new Probe(new Type.Uuid());

    /** All cells of a column; none where there is no such column. */
    List<Cell> all(String role) {
        return columns.has(role) ? table.column(columns.place(role)) : List.of();
    }

    /** Those that hold a value. */
    List<Cell> filled(String role) {
        return all(role).stream()
                .filter(cell -> !cell.isEmpty() && !nulls.contains(cell.text()))
                .toList();
    }

    /** What the file calls a column. */
    String name(String role) {
        return table.names().get(columns.place(role));
    }

    /** Whether the file has ids that can be those of events as they are. */
    boolean haveUuids() {
        return columns.has(EventColumns.EVENT_ID)
                && filled(EventColumns.EVENT_ID).stream().allMatch(cell -> UUID.takes(cell.text()));
    }

    /** Of rows, and not of orders of which only the first line has it. */
    boolean haveRowIds() {
        return columns.has("row_id") && all("row_id").stream().noneMatch(Cell::isEmpty);
    }

    /** The place of the column that Shopify calls a name: it is the number of an order; -1 where there is none. */
    int namesOfOrders() {
        return IntStream.range(0, table.names().size())
                .filter(place -> SampledTable.folded(table.names().get(place)).equals("name")
                        && table.column(place).stream()
                                .anyMatch(cell -> cell.text().startsWith("#")))
                .findFirst()
                .orElse(-1);
    }
}
