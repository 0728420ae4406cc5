package dev.tidegate.ingest.operate.guess.event;

import dev.tidegate.ingest.operate.console.Counted;
import dev.tidegate.ingest.operate.guess.sample.Cell;
import dev.tidegate.ingest.operate.guess.sample.Decision;
import dev.tidegate.ingest.operate.guess.sample.KnownExports.Export;
import dev.tidegate.ingest.operate.guess.sample.SampledTable;
import dev.tidegate.ingest.operate.guess.sample.Yaml;
import dev.tidegate.ingest.stream.Events;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The key defaults: what empty cells mean. */
final class EmptyCells {

    private final EventCells cells;
    private final SampledTable table;
    private final EventColumns columns;
    private final EventWords words;
    private final Export export;
    private final List<Decision> decisions = new ArrayList<>();

    private EmptyCells(EventCells cells, EventWords words, Export export) {
        this.cells = cells;
        this.table = cells.table();
        this.columns = cells.columns();
        this.words = words;
        this.export = export;
    }

    /** @param export that the table is; null for one that is not known */
    static List<Decision> of(EventCells cells, EventWords words, Export export) {
        EmptyCells keys = new EmptyCells(cells, words, export);
        keys.decide();
        return keys.decisions;
    }

    /** What an empty cell means is known where all like it have it empty. */
    private void decide() {
        Map<String, String> defaults = new LinkedHashMap<>();
        List<String> reasons = new ArrayList<>();
        boolean ambiguous = typeOfFurtherLines(defaults, reasons);
        freePrices(defaults, reasons);
        if (!defaults.isEmpty()) {
            decisions.add(new Decision("defaults", Yaml.map(defaults), reasons, ambiguous));
        } else {
            reasons.forEach(reason -> decisions.add(Decision.note(reason)));
        }
    }

    private void freePrices(Map<String, String> defaults, List<String> reasons) {
        if (!columns.has(EventColumns.PRICE) || !columns.has(Events.EVENT_TYPE)) {
            return;
        }
        List<Cell> prices = cells.all(EventColumns.PRICE);
        List<Cell> types = cells.all(Events.EVENT_TYPE);
        long free = 0;
        Cell sold = null;
        for (int i = 0; i < prices.size(); i++) {
            String type = words.meanings().getOrDefault(types.get(i).text().toLowerCase(Locale.ROOT), "");
            boolean isEmpty = prices.get(i).isEmpty()
                    || cells.nulls().contains(prices.get(i).text());
            boolean isSale = type.equals(Events.BUY) || type.equals(Events.REFUND);
            free += isEmpty && !isSale ? 1 : 0;
            sold = isEmpty && isSale && sold == null ? prices.get(i) : sold;
        }
        if (sold != null) {
            reasons.add("%s is a sale without a price: it is a reject".formatted(sold.place()));
        } else if (free > 0) {
            defaults.put(EventColumns.PRICE, "0");
            reasons.add("price: empty in %s, and in no sale".formatted(Counted.of(free, "record")));
        }
    }

    /** Further lines of an order, which leave out what its first line said. */
    private boolean typeOfFurtherLines(Map<String, String> defaults, List<String> reasons) {
        String order = columns.has("order_id") ? "order_id" : export == null || !cells.haveRowIds() ? null : "row_id";
        int place = order != null ? columns.place(order) : cells.namesOfOrders();
        List<Cell> types = cells.all(Events.EVENT_TYPE);
        if (place < 0 || types.stream().noneMatch(Cell::isEmpty)) {
            return false;
        }
        List<Cell> orders = table.column(place);
        Map<String, String> typeOf = new HashMap<>();
        Set<String> meant = new LinkedHashSet<>();
        long count = 0;
        for (int i = 0; i < types.size(); i++) {
            if (!types.get(i).isEmpty()) {
                typeOf.put(orders.get(i).text(), types.get(i).text());
            } else if (typeOf.containsKey(orders.get(i).text())) {
                count++;
                String type = typeOf.get(orders.get(i).text()).toLowerCase(Locale.ROOT);
                meant.add(words.meanings().getOrDefault(type, type));
            }
        }
        if (meant.isEmpty()) {
            return false;
        }
        String most = meant.contains(Events.BUY) ? Events.BUY : meant.iterator().next();
        defaults.put(Events.EVENT_TYPE, most);
        reasons.add("event_type: empty in %s of orders (%s), whose first lines say %s"
                .formatted(Counted.of(count, "further line"), table.names().get(place), String.join(", ", meant)));
        // Orders of another type may have further lines, too, elsewhere in the file.
        return !Set.of(most).containsAll(words.seen());
    }
}
