package dev.tidegate.ingest.operate.guess.event;

import dev.tidegate.ingest.operate.guess.sample.Decision;
import dev.tidegate.ingest.operate.guess.sample.KnownExports;
import dev.tidegate.ingest.operate.guess.sample.KnownExports.Export;
import dev.tidegate.ingest.operate.guess.sample.SampledTable;
import dev.tidegate.ingest.operate.guess.sample.TimeGuess;
import dev.tidegate.ingest.operate.guess.sample.Yaml;
import dev.tidegate.ingest.stream.Events;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Which column of a table is which of an event: by the names of an export that is known, by names, by what stands in it. */
final class EventColumns {

    static final String USER = "user_id";
    static final String PRODUCT = "product_id";
    static final String TIMESTAMP = "timestamp";
    static final String PRICE = "price";
    static final String EVENT_ID = "event_id";
    static final String SESSION = "session_id";

    /** Those that an event keeps. */
    static final List<String> OF_EVENTS = List.of(
            USER, PRODUCT, "product_name", "category", Events.EVENT_TYPE, Events.QUANTITY, PRICE, "currency", SESSION);

    /** In this order they are looked for: a name that two could have is that of the first. */
    private static final List<String> ROLES = List.of(
            EVENT_ID,
            "order_id",
            "line",
            USER,
            PRODUCT,
            Events.EVENT_TYPE,
            TIMESTAMP,
            PRICE,
            Events.QUANTITY,
            "currency",
            SESSION,
            "category",
            "product_name",
            "row_id");

    private final SampledTable table;
    private final KnownExports known;
    private final Export export;
    private final ColumnContent content;
    private final List<List<String>> called;
    private final List<String> bare; // by the whole names
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final Map<String, String> reasons = new HashMap<>();
    private final List<Decision> decisions = new ArrayList<>();
    private TimeColumns time; // null: none

    /** @param export that the table is; null for one that is not known */
    EventColumns(SampledTable table, KnownExports known, Export export) {
        this.table = table;
        this.known = known;
        this.export = export;
        this.content = new ColumnContent(table, known, monthFirst());
        this.called = ColumnNames.of(table);
        this.bare = called.stream().map(names -> names.get(0)).toList();
        byNames();
        byContent();
    }

    /** The place of a column; -1 where there is none. */
    int place(String role) {
        return places.getOrDefault(role, -1);
    }

    boolean has(String role) {
        return places.containsKey(role);
    }

    /** The places of the columns that together are the time. */
    List<Integer> timeParts() {
        return time == null ? List.of() : time.places();
    }

    /** How times are written; null where there is no time. */
    TimeGuess time() {
        return time == null ? null : time.guess();
    }

    /** Why a column is what it is taken for; nothing where its name says it. */
    String reason(String role) {
        return reasons.getOrDefault(role, "");
    }

    List<Decision> decisions() {
        return decisions;
    }

    private void byNames() {
        for (String role : ROLES) {
            String said = export == null ? null : export.columns().get(role);
            int place = said == null ? byName(role) : bare.indexOf(KnownExports.bare(said));
            if (place < 0 && table.hasHeader()) {
                place = byPart(role);
            }
            if (place >= 0) {
                places.put(role, place);
            }
        }
        if (has(TIMESTAMP)) {
            take(TimeColumns.of(place(TIMESTAMP), table, content, monthFirst(), reason(TIMESTAMP)));
        } else {
            TimeColumns.ofThree(table, bare).ifPresent(this::take);
        }
    }

    private int byName(String role) {
        for (String name : known.names().getOrDefault(role, List.of())) {
            int place = bare.indexOf(name);
            if (place >= 0 && !places.containsValue(place) && content.fits(role, place)) {
                return place;
            }
        }
        return table.hasPaths() ? byLastSteps(role) : -1;
    }

    private int byLastSteps(String role) {
        for (String name : known.names().getOrDefault(role, List.of())) {
            for (int place = 0; place < called.size(); place++) {
                if (called.get(place).contains(name) && !places.containsValue(place) && content.fits(role, place)) {
                    reasons.put(role, "by the last steps of its path");
                    return place;
                }
            }
        }
        return -1;
    }

    private int byPart(String role) {
        List<Integer> fitting = new ArrayList<>();
        for (int place = 0; place < bare.size(); place++) {
            String name = bare.get(place);
            boolean has = known.parts().getOrDefault(role, List.of()).stream().anyMatch(name::contains);
            if (has && !places.containsValue(place) && content.fits(role, place)) {
                fitting.add(place);
            }
        }
        if (fitting.isEmpty()) {
            return -1;
        }
        if (fitting.size() > 1) {
            decisions.add(Decision.ambiguous(
                    null,
                    null,
                    "%s could be any of %s; the first was taken"
                            .formatted(
                                    role,
                                    Yaml.list(fitting.stream()
                                            .map(table.names()::get)
                                            .toList()))));
        } else {
            reasons.put(role, "by a part of its name");
        }
        return fitting.get(0);
    }

    private boolean monthFirst() {
        return export != null && export.monthFirst();
    }

    private void byContent() {
        if (time == null) {
            int place = free(content::isClearTime);
            if (place >= 0) {
                take(TIMESTAMP, place, "by what stands in it: times");
                take(TimeColumns.of(place, table, content, monthFirst(), reason(TIMESTAMP)));
            }
        }
        if (!has(Events.EVENT_TYPE)) {
            int place = free(content::isMostlyEventWords);
            if (place >= 0) {
                take(Events.EVENT_TYPE, place, "by what stands in it: words that are known");
            }
        }
        if (!table.hasHeader()) {
            if (!has(PRICE)) {
                int place = free(content::hasDecimals);
                if (place >= 0) {
                    take(PRICE, place, "by what stands in it: numbers with decimals");
                }
            }
            takeInOrder();
        }
    }

    /** Nothing tells users from products but their place. */
    private void takeInOrder() {
        for (String role : List.of(USER, PRODUCT)) {
            if (!has(role)) {
                int place = free(candidate -> !content.filled(candidate).isEmpty());
                if (place >= 0) {
                    take(role, place, "");
                    decisions.add(Decision.ambiguous(
                            null,
                            null,
                            "%s is taken to be field %d, by its place alone, such as %s"
                                    .formatted(
                                            role,
                                            place + 1,
                                            content.filled(place).get(0).shown())));
                }
            }
        }
    }

    private void take(TimeColumns columns) {
        time = columns;
        reasons.put(TIMESTAMP, columns.reason());
    }

    private void take(String role, int place, String reason) {
        places.put(role, place);
        reasons.put(role, reason);
    }

    private int free(Predicate<Integer> fitting) {
        return IntStream.range(0, bare.size())
                .filter(place -> !places.containsValue(place) && !timeParts().contains(place))
                .filter(fitting::test)
                .findFirst()
                .orElse(-1);
    }
}
