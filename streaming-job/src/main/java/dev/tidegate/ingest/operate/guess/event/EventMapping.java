package dev.tidegate.ingest.operate.guess.event;

import dev.tidegate.ingest.operate.guess.sample.Decision;
import dev.tidegate.ingest.operate.guess.sample.KnownExports;
import dev.tidegate.ingest.operate.guess.sample.KnownExports.Export;
import dev.tidegate.ingest.operate.guess.sample.SampledTable;
import dev.tidegate.ingest.operate.guess.sample.UnguessableException;
import dev.tidegate.ingest.operate.guess.sample.Yaml;
import dev.tidegate.ingest.stream.Events;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys of a mapping that make events of a table. */
public final class EventMapping {

    private static final Set<String> TAKEN_BY_THE_JOB = Set.of(Events.VIEW, Events.CLICK, Events.BUY);

    private final KnownExports known;
    private final Export export;
    private final EventColumns columns;
    private final EventCells cells;
    private final EventWords words;
    private final List<Decision> decisions = new ArrayList<>();
    private final Map<String, String> constants = new LinkedHashMap<>();
    private final List<String> constantReasons = new ArrayList<>();
    private boolean ambiguousType;

    private EventMapping(SampledTable table, KnownExports known, Export export) {
        this.known = known;
        this.export = export;
        if (export != null) {
            decisions.add(Decision.note("columns and words are known: " + export.about()
                    + (export.mapping() == null ? "" : "; mappings/%s.yaml is for it".formatted(export.mapping()))));
        }
        columns = new EventColumns(table, known, export);
        refuseWhatIsNoEvent(table);
        decisions.addAll(columns.decisions());
        NullWords nulls = NullWords.of(table, columns, known);
        decisions.addAll(nulls.decisions());
        cells = new EventCells(table, columns, nulls.texts());
        words = EventWords.of(cells.all(Events.EVENT_TYPE), known, export, nulls.texts());
    }

    /**
     * The keys, each with its evidence.
     *
     * @param zone of times that do not say theirs; null where nobody said it
     * @throws UnguessableException if no event can be made of a record
     */
    public static List<Decision> of(String file, SampledTable read, KnownExports known, ZoneId zone) {
        Export export = (read.hasHeader()
                        ? known.of(read.names())
                        : known.of(file, read.names().size()))
                .orElse(null);
        SampledTable table = !read.hasHeader() && export != null ? read.named(export.names()) : read;
        return new EventMapping(table, known, export).decisions(zone);
    }

    private List<Decision> decisions(ZoneId zone) {
        constants();
        HeaderKeys headers = new HeaderKeys(cells, export);
        decisions.addAll(headers.decisions());
        decisions.addAll(TimeKeys.of(cells.table(), columns, zone));
        decisions.addAll(AmountKeys.of(cells, export));
        decisions.addAll(words.decisions());
        Optional<Decision> refunds = RefundKey.of(cells, export);
        refunds.ifPresent(decisions::add);
        accept(refunds.isPresent());
        decisions.addAll(EmptyCells.of(cells, words, export));
        decisions.addAll(SpreadsheetIds.of(cells));
        if (!constants.isEmpty()) {
            decisions.add(new Decision("constants", Yaml.map(constants), constantReasons, ambiguousType));
        }
        decisions.addAll(EventIdKeys.of(cells, headers));
        return decisions;
    }

    private void refuseWhatIsNoEvent(SampledTable table) {
        String names = String.join(", ", table.names());
        if (columns.time() == null) {
            throw new UnguessableException(
                    "no column holds times, so no event can be made of a record: %s. If one does, name it by columns: {timestamp: ..}; for other tables there is --stream NAME"
                            .formatted(names));
        }
        if (!columns.has(EventColumns.PRODUCT)) {
            throw new UnguessableException(
                    "no column looks like a product, so no event can be made of a record: %s. If one is, name it by columns: {product_id: ..}; for other tables there is --stream NAME"
                            .formatted(names));
        }
    }

    private void constants() {
        if (export != null) {
            export.constants().forEach((column, text) -> {
                if (!columns.has(column)) {
                    constants.put(column, Yaml.text(text));
                    constantReasons.add("%s: known of %s".formatted(column, export.about()));
                }
            });
        }
        if (!columns.has(Events.EVENT_TYPE) && !constants.containsKey(Events.EVENT_TYPE)) {
            boolean isOrder = columns.has("order_id") || columns.has(EventColumns.PRICE);
            constants.put(Events.EVENT_TYPE, isOrder ? Events.BUY : Events.VIEW);
            constantReasons.add("event_type: no column says it; taken for %s, since there is %s"
                    .formatted(
                            isOrder ? Events.BUY : Events.VIEW,
                            columns.has("order_id")
                                    ? "a column of orders: " + cells.name("order_id")
                                    : isOrder ? "a price" : "no price"));
            ambiguousType = !columns.has("order_id");
        }
        if (!columns.has(EventColumns.USER)) {
            constants.put(EventColumns.USER, "''");
            constantReasons.add("user_id: no column is a user, so all are guests");
        }
        if (!columns.has(EventColumns.PRICE)) {
            constants.put(EventColumns.PRICE, "0");
            constantReasons.add("price: no column is a price, so revenue is 0");
        }
    }

    private void accept(boolean refunds) {
        Set<String> more = new LinkedHashSet<>();
        if (refunds) {
            more.add(Events.REFUND);
        }
        String constant = constants.get(Events.EVENT_TYPE);
        if (constant != null) {
            more.add(constant);
        }
        List<String> accepted = words.accepted(more);
        if (!TAKEN_BY_THE_JOB.containsAll(accepted)) {
            decisions.add(Decision.of("accept", Yaml.list(accepted), "all types that are told apart become rows"));
        }
        long unknown = cells.filled(Events.EVENT_TYPE).stream()
                .filter(cell -> known.meaning(cell.text()) == null)
                .count();
        if (unknown * 2 > cells.filled(Events.EVENT_TYPE).size()) {
            decisions.add(Decision.ambiguous(
                    null,
                    null,
                    "most words of %s are not known: say by event_types what they mean"
                            .formatted(cells.name(Events.EVENT_TYPE))));
        }
    }
}
