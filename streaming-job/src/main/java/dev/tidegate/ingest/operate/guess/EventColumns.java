package dev.tidegate.ingest.operate.guess;

import dev.tidegate.ingest.operate.guess.KnownExports.Export;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Type;
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

    private static final Probe TIME_OF_DAY = new Probe(new Type.Time(List.of()));
    private static final Probe DECIMAL = new Probe(new Type.Decimal(18, 4, 0, Long.MAX_VALUE, false));

    private final SampledTable table;
    private final KnownExports known;
    private final Export export;
    private final List<String> bare;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final Map<String, String> reasons = new HashMap<>();
    private final List<Decision> decisions = new ArrayList<>();
    private List<Integer> timeParts = List.of();
    private TimeGuess time;

    /** @param export that the table is; null for one that is not known */
    EventColumns(SampledTable table, KnownExports known, Export export) {
        this.table = table;
        this.known = known;
        this.export = export;
        this.bare = table.names().stream().map(KnownExports::bare).toList();
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
        return timeParts;
    }

    /** How times are written; null where there is no time. */
    TimeGuess time() {
        return time;
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
            timeParts = List.of(place(TIMESTAMP));
            time = TimeGuess.of(table.column(place(TIMESTAMP)), monthFirst());
            withTimeOfDay();
        } else {
            ofThreeColumns();
        }
    }

    private int byName(String role) {
        for (String name : known.names().getOrDefault(role, List.of())) {
            int place = bare.indexOf(name);
            if (place >= 0 && !places.containsValue(place) && fits(role, place)) {
                return place;
            }
        }
        return -1;
    }

    private int byPart(String role) {
        List<Integer> fitting = new ArrayList<>();
        for (int place = 0; place < bare.size(); place++) {
            String name = bare.get(place);
            boolean has = known.parts().getOrDefault(role, List.of()).stream().anyMatch(name::contains);
            if (has && !places.containsValue(place) && fits(role, place)) {
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

    /** Whether what stands in a column can be that. A column without any value can be anything but what each event must have. */
    private boolean fits(String role, int place) {
        List<Cell> cells = filled(place);
        return switch (role) {
            case TIMESTAMP ->
                cells.isEmpty()
                        ? table.records().isEmpty()
                        : TimeGuess.of(table.column(place), monthFirst()).isFoundWhereExpected();
            case PRICE, Events.QUANTITY -> cells.isEmpty() || isNumeric(cells);
            case USER -> table.records().isEmpty() || !cells.isEmpty();
            case Events.EVENT_TYPE -> table.records().isEmpty() || isWords(cells, 0);
            default -> true;
        };
    }

    private boolean isTime(int place) {
        return TimeGuess.of(table.column(place), monthFirst()).isFound();
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

    private List<Cell> filled(int place) {
        return table.column(place).stream()
                .filter(cell -> !cell.isEmpty() && !known.nulls().contains(cell.text()))
                .toList();
    }

    private boolean monthFirst() {
        return export != null && export.monthFirst();
    }

    /** A day in one column, and the time of day in another. */
    private void withTimeOfDay() {
        if (!time.isFound() || !time.isDaysOnly() || time.all() == 0) {
            return;
        }
        for (int place = 0; place < bare.size(); place++) {
            List<Cell> cells = filled(place);
            boolean isTimeOfDay = !cells.isEmpty()
                    && place != place(TIMESTAMP)
                    && cells.stream().allMatch(cell -> TIME_OF_DAY.takes(cell.text()));
            if (isTimeOfDay) {
                List<Integer> both = List.of(place(TIMESTAMP), place);
                TimeGuess joined = TimeGuess.of(table.joined(both), monthFirst());
                if (joined.isFound()) {
                    timeParts = both;
                    time = joined;
                    reasons.put(TIMESTAMP, "a day and a time of day");
                    return;
                }
            }
        }
    }

    private void ofThreeColumns() {
        List<Integer> parts = List.of(bare.indexOf("year"), bare.indexOf("month"), bare.indexOf("day"));
        if (!parts.contains(-1)) {
            TimeGuess joined = TimeGuess.of(table.joined(parts), false);
            if (joined.isFound()) {
                timeParts = parts;
                time = joined;
                reasons.put(TIMESTAMP, "year, month and day");
            }
        }
    }

    private void byContent() {
        if (time == null) {
            int place = free(this::isClearTime);
            if (place >= 0) {
                take(TIMESTAMP, place, "by what stands in it: times");
                timeParts = List.of(place);
                time = TimeGuess.of(table.column(place), monthFirst());
                withTimeOfDay();
            }
        }
        if (!has(Events.EVENT_TYPE)) {
            int place = free(candidate ->
                    isWords(filled(candidate), Math.max(1, filled(candidate).size() / 2)));
            if (place >= 0) {
                take(Events.EVENT_TYPE, place, "by what stands in it: words that are known");
            }
        }
        if (!table.hasHeader()) {
            if (!has(PRICE)) {
                int place = free(this::hasDecimals);
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
                int place = free(candidate -> !filled(candidate).isEmpty());
                if (place >= 0) {
                    take(role, place, "");
                    decisions.add(Decision.ambiguous(
                            null,
                            null,
                            "%s is taken to be field %d, by its place alone, such as %s"
                                    .formatted(
                                            role,
                                            place + 1,
                                            filled(place).get(0).shown())));
                }
            }
        }
    }

    private boolean isClearTime(int place) {
        List<Cell> cells = filled(place);
        boolean isClear = !cells.isEmpty()
                && (!table.hasHeader() || cells.stream().noneMatch(cell -> DECIMAL.takes(cell.text())));
        return isClear && isTime(place);
    }

    private boolean hasDecimals(int place) {
        List<Cell> cells = filled(place);
        return !cells.isEmpty()
                && isNumeric(cells)
                && cells.stream().anyMatch(cell -> cell.text().matches(".*[.,][0-9]{1,2}\\D*"));
    }

    private void take(String role, int place, String reason) {
        places.put(role, place);
        reasons.put(role, reason);
    }

    private int free(Predicate<Integer> fitting) {
        return IntStream.range(0, bare.size())
                .filter(place -> !places.containsValue(place) && !timeParts.contains(place))
                .filter(fitting::test)
                .findFirst()
                .orElse(-1);
    }
}
