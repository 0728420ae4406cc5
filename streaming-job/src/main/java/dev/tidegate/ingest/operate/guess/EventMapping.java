package dev.tidegate.ingest.operate.guess;

import dev.tidegate.ingest.operate.console.Counted;
import dev.tidegate.ingest.operate.guess.KnownExports.Export;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Type;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The keys of a mapping that make events of a table. */
final class EventMapping {

    private static final List<String> COLUMNS = List.of(
            EventColumns.USER,
            EventColumns.PRODUCT,
            "product_name",
            "category",
            Events.EVENT_TYPE,
            Events.QUANTITY,
            EventColumns.PRICE,
            "currency",
            EventColumns.SESSION);

    private static final Set<String> TAKEN_BY_THE_JOB = Set.of(Events.VIEW, Events.CLICK, Events.BUY);

    /** Texts that stand for nothing in most exports, and for a word or a name in some. */
    private static final Set<String> COULD_BE_VALUES = Set.of("NA", "None", "none", "nil", "undefined", "-", "?");

    /** Where such a text can be no value. */
    private static final Set<String> NUMERIC = Set.of(Events.QUANTITY, EventColumns.PRICE);

    private static final Probe UUID = new Probe(new Type.Uuid());

    private final String file;
    private final SampledTable table;
    private final KnownExports known;
    private final Export export;
    private final EventColumns columns;
    private final ZoneId zone;
    private final List<Decision> decisions = new ArrayList<>();
    private final Map<String, String> constants = new LinkedHashMap<>();
    private final List<String> constantReasons = new ArrayList<>();
    private final Set<String> nulls = new LinkedHashSet<>();
    private boolean ambiguousType;
    private EventWords words;
    private boolean refunds;

    private EventMapping(String file, SampledTable table, KnownExports known, Export export, ZoneId zone) {
        this.zone = zone;
        this.file = file;
        this.table = table;
        this.known = known;
        this.export = export;
        this.columns = new EventColumns(table, known, export);
    }

    /**
     * @param zone of times that do not say theirs; null where nobody said it
     * @throws UnguessableException if no event can be made of a record
     */
    static List<Decision> of(String file, SampledTable read, KnownExports known, ZoneId zone) {
        Export export = (read.hasHeader()
                        ? known.of(read.names())
                        : known.of(file, read.names().size()))
                .orElse(null);
        SampledTable table = !read.hasHeader() && export != null ? read.named(export.names()) : read;
        return new EventMapping(file, table, known, export, zone).decisions();
    }

    private List<Decision> decisions() {
        if (export != null) {
            decisions.add(Decision.note("columns and words are known: " + export.about()
                    + (export.mapping() == null ? "" : "; mappings/%s.yaml is for it".formatted(export.mapping()))));
        }
        refuseWhatIsNoEvent();
        decisions.addAll(columns.decisions());
        nulls();
        words = EventWords.of(cells(Events.EVENT_TYPE), known, export, nulls);
        constants();
        names();
        times();
        numbers();
        decisions.addAll(words.decisions());
        refunds();
        accept();
        defaults();
        wholeNumbers();
        if (!constants.isEmpty()) {
            decisions.add(new Decision("constants", Yaml.map(constants), constantReasons, ambiguousType));
        }
        eventIds();
        return decisions;
    }

    private void refuseWhatIsNoEvent() {
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

    private List<Cell> cells(String role) {
        return columns.has(role) ? table.column(columns.place(role)) : List.of();
    }

    private List<Cell> filled(String role) {
        return cells(role).stream()
                .filter(cell -> !cell.isEmpty() && !nulls.contains(cell.text()))
                .toList();
    }

    private void nulls() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        Map<String, Cell> first = new HashMap<>();
        Map<String, String> doubtful = new LinkedHashMap<>();
        List<String> roles = new ArrayList<>(COLUMNS);
        roles.add("order_id");
        for (String role : roles) {
            for (Cell cell : cells(role)) {
                boolean isDash = cell.text().equals("-") || cell.text().equals("?");
                boolean isOfText = role.equals("product_name") || role.equals(Events.EVENT_TYPE);
                if (known.nulls().contains(cell.text()) && !(isDash && isOfText)) {
                    counts.merge(cell.text(), 1, Integer::sum);
                    first.putIfAbsent(cell.text(), cell);
                    if (COULD_BE_VALUES.contains(cell.text()) && !NUMERIC.contains(role)) {
                        doubtful.putIfAbsent(table.names().get(columns.place(role)), cell.text());
                    }
                }
            }
        }
        if (!counts.isEmpty()) {
            nulls.addAll(counts.keySet());
            List<String> reasons = new ArrayList<>();
            reasons.add("texts that stand for nothing: "
                    + counts.entrySet().stream()
                            .map(entry -> "%s (%,d, first in %s)"
                                    .formatted(
                                            entry.getKey(),
                                            entry.getValue(),
                                            first.get(entry.getKey()).place()))
                            .collect(Collectors.joining(", ")));
            if (!doubtful.isEmpty()) {
                reasons.add(doubtful.entrySet().stream()
                                .map(entry -> "%s in %s".formatted(entry.getValue(), entry.getKey()))
                                .collect(Collectors.joining(", "))
                        + " could be a value as well, such as a name: leave it out of the list then");
            }
            decisions.add(new Decision(
                    "'null'",
                    counts.keySet().stream().map(Yaml::quoted).collect(Collectors.joining(", ", "[", "]")),
                    reasons,
                    !doubtful.isEmpty()));
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
                                    ? "a column of orders: " + table.names().get(columns.place("order_id"))
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

    private void names() {
        if (!table.hasHeader()) {
            List<String> names = new ArrayList<>(table.names());
            if (export == null) {
                columnsOf().forEach((role, place) -> names.set(place, role));
                IntStream.range(0, columns.timeParts().size())
                        .forEach(part -> names.set(
                                columns.timeParts().get(part),
                                columns.timeParts().size() == 1 ? EventColumns.TIMESTAMP : "time_" + (part + 1)));
            }
            decisions.add(Decision.of(
                    "names",
                    Yaml.list(names),
                    export == null ? "by what stands in the fields" : "known of " + export.about()));
            if (columns.timeParts().size() == 1) {
                return;
            }
        }
        Map<String, String> headers = new LinkedHashMap<>();
        List<String> reasons = new ArrayList<>();
        if (table.hasHeader()) {
            columnsOf().forEach((role, place) -> put(headers, role, place));
        }
        List<String> time = columns.timeParts().stream().map(table.names()::get).toList();
        if (time.size() > 1) {
            headers.put(EventColumns.TIMESTAMP, "{join: " + Yaml.list(time) + "}");
        } else if (!SampledTable.folded(time.get(0)).equals(EventColumns.TIMESTAMP)) {
            headers.put(EventColumns.TIMESTAMP, Yaml.text(time.get(0)));
        }
        headers.keySet().stream()
                .filter(role -> !columns.reason(role).isEmpty())
                .forEach(role -> reasons.add(role + ": " + columns.reason(role)));
        if (!headers.isEmpty()) {
            decisions.add(Decision.of("columns", Yaml.map(headers), reasons.toArray(String[]::new)));
        }
    }

    private Map<String, Integer> columnsOf() {
        Map<String, Integer> places = new LinkedHashMap<>();
        COLUMNS.stream().filter(columns::has).forEach(role -> places.put(role, columns.place(role)));
        if (columns.has(EventColumns.EVENT_ID) && areUuids()) {
            places.put(EventColumns.EVENT_ID, columns.place(EventColumns.EVENT_ID));
        }
        return places;
    }

    private void put(Map<String, String> headers, String role, int place) {
        String name = table.names().get(place);
        boolean isTwice = IntStream.range(0, table.names().size())
                .anyMatch(other -> other != place
                        && SampledTable.folded(table.names().get(other))
                                .matches(java.util.regex.Pattern.quote(SampledTable.folded(name)) + "_[0-9]+"));
        if (isTwice) {
            headers.put(role, "{place: %d}".formatted(place + 1));
            decisions.add(Decision.ambiguous(
                    null, null, "the header names %s more than once; %s is the first of them".formatted(name, role)));
        } else if (!SampledTable.folded(name).equals(role)) {
            headers.put(role, Yaml.text(name));
        }
    }

    private void times() {
        TimeGuess time = columns.time();
        List<String> reasons = new ArrayList<>(time.reasons());
        if (time.strange() != null) {
            reasons.add("%,d of %,d are no times in any form that is known, first in %s"
                    .formatted(
                            time.all() - time.understood(),
                            time.all(),
                            time.strange().shown()));
        }
        if (time.all() == 0) {
            return;
        }
        boolean isIso = time.formats().equals(List.of("iso"));
        String key = time.formats().size() > 1 ? "time_formats" : "time_format";
        decisions.add(new Decision(
                isIso ? null : key, isIso ? null : Yaml.oneOrList(time.formats()), reasons, time.ambiguous()));
        Cell first = table.joined(columns.timeParts()).stream()
                .filter(cell -> !cell.isEmpty())
                .findFirst()
                .orElseThrow();
        boolean saysZone = first.text().matches(".*(Z|z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})$")
                || time.formats().get(0).startsWith("epoch");
        if (zone != null) {
            decisions.add(Decision.of(
                    "time_zone",
                    zone.getId(),
                    saysZone ? "of times that do not say theirs" : "the times do not say their zone; you did"));
        } else if (!saysZone) {
            decisions.add(Decision.ambiguous(
                    null,
                    null,
                    "the times do not say their zone: they are read in that of the job (--time-zone), unless time_zone says"
                            + " another. guess --time-zone ZONE writes it"));
        }
    }

    private void numbers() {
        List<Cell> amounts = new ArrayList<>(filled(EventColumns.PRICE));
        NumberGuess price = NumberGuess.of(amounts);
        NumberGuess quantity = NumberGuess.of(filled(Events.QUANTITY));
        boolean byQuantity = price.all() == 0;
        NumberGuess numbers = byQuantity ? quantity : price;
        if (numbers.all() == 0) {
            return;
        }
        boolean isAmbiguous = numbers.doubt() != null;
        List<String> reasons = new ArrayList<>();
        reasons.add(numbers.evidence());
        if (isAmbiguous) {
            reasons.add(numbers.doubt());
        }
        if (numbers.strange() != null) {
            reasons.add("%,d are none, first in %s"
                    .formatted(
                            numbers.all() - numbers.understood(),
                            numbers.strange().shown()));
        }
        boolean isPlain = numbers.point() == '.';
        decisions.add(new Decision(isPlain ? null : "decimal_point", isPlain ? null : "','", reasons, isAmbiguous));
        if (!numbers.thousands().isEmpty()) {
            decisions.add(Decision.of(
                    "thousands",
                    numbers.thousands().stream().map(Yaml::quoted).collect(Collectors.joining(", ", "[", "]")),
                    "stands between groups of three digits"));
        }
        if (!numbers.signs().isEmpty()) {
            decisions.add(Decision.of(
                    "currency_signs",
                    numbers.signs().stream().map(Yaml::quoted).collect(Collectors.joining(", ", "[", "]")),
                    numbers.signs().size() == 1
                            ? "stands beside amounts; constants: {currency: ..} would keep which it is"
                            : "stand beside amounts: which currency an amount is in is lost"));
        }
        if (!byQuantity) {
            priceIs(numbers);
        }
    }

    private void priceIs(NumberGuess numbers) {
        if (export != null && export.lineTotal()) {
            decisions.add(Decision.of("price_is", "line_total", "known of " + export.about()));
        } else if (export == null && columns.has(Events.QUANTITY)) {
            PriceMeaning.of(
                            table,
                            numbers,
                            columns.place(EventColumns.PRICE),
                            columns.place(Events.QUANTITY),
                            columns.place(EventColumns.PRODUCT))
                    .ifPresent(decisions::add);
        }
    }

    private void refunds() {
        List<Cell> negative = filled(Events.QUANTITY).stream()
                .filter(cell -> cell.text().startsWith("-"))
                .toList();
        if (negative.isEmpty()) {
            return;
        }
        refunds = true;
        if (export != null && export.refunds() != null) {
            decisions.add(Decision.of(
                    "refunds",
                    export.refunds(),
                    "known of %s; %s below 0, first in %s"
                            .formatted(
                                    export.about(),
                                    quantities(negative.size()),
                                    negative.get(0).shown())));
        } else {
            decisions.add(Decision.of(
                    "refunds",
                    "{header: %s, begins_with: '-'}"
                            .formatted(Yaml.text(table.names().get(columns.place(Events.QUANTITY)))),
                    "%s below 0, first in %s"
                            .formatted(
                                    quantities(negative.size()), negative.get(0).shown())));
        }
    }

    private static String quantities(long number) {
        return number == 1 ? "1 quantity is" : "%,d quantities are".formatted(number);
    }

    private void accept() {
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
        long unknown = filled(Events.EVENT_TYPE).stream()
                .filter(cell -> known.meaning(cell.text()) == null)
                .count();
        if (unknown * 2 > filled(Events.EVENT_TYPE).size()) {
            decisions.add(Decision.ambiguous(
                    null,
                    null,
                    "most words of %s are not known: say by event_types what they mean"
                            .formatted(table.names().get(columns.place(Events.EVENT_TYPE)))));
        }
    }

    /** What an empty cell means is known where all like it have it empty. */
    private void defaults() {
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
        List<Cell> prices = cells(EventColumns.PRICE);
        List<Cell> types = cells(Events.EVENT_TYPE);
        long free = 0;
        Cell sold = null;
        for (int i = 0; i < prices.size(); i++) {
            String type = words.meanings().getOrDefault(types.get(i).text().toLowerCase(java.util.Locale.ROOT), "");
            boolean isEmpty =
                    prices.get(i).isEmpty() || nulls.contains(prices.get(i).text());
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
        String order = columns.has("order_id") ? "order_id" : export == null || !hasRowIds() ? null : "row_id";
        int place = order != null ? columns.place(order) : nameOfOrders();
        List<Cell> types = cells(Events.EVENT_TYPE);
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
                String type = typeOf.get(orders.get(i).text()).toLowerCase(java.util.Locale.ROOT);
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

    /** Shopify calls the number of an order a name. */
    private int nameOfOrders() {
        return IntStream.range(0, table.names().size())
                .filter(place -> SampledTable.folded(table.names().get(place)).equals("name")
                        && table.column(place).stream()
                                .anyMatch(cell -> cell.text().startsWith("#")))
                .findFirst()
                .orElse(-1);
    }

    private void wholeNumbers() {
        List<String> whole = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (String role : List.of(EventColumns.USER, EventColumns.PRODUCT, EventColumns.SESSION)) {
            List<Cell> cells = filled(role);
            List<Cell> pointed = cells.stream()
                    .filter(cell -> cell.text().matches("[0-9]+\\.0+"))
                    .toList();
            boolean areNumbers = cells.stream()
                    .allMatch(cell -> cell.text().matches("[0-9]+(\\.0+)?|[0-9](\\.[0-9]+)?[Ee]\\+?[0-9]+"));
            if (areNumbers && !pointed.isEmpty()) {
                whole.add(role);
                reasons.add("%s: whole numbers of a spreadsheet, such as %s"
                        .formatted(role, pointed.get(0).shown()));
            }
            cells.stream()
                    .filter(cell -> cell.text().matches("[0-9](\\.[0-9]+)?[Ee]\\+?[0-9]+"))
                    .findFirst()
                    .ifPresent(cell -> reasons.add(
                            "%s: digits were lost before this file was made, in %s".formatted(role, cell.shown())));
        }
        if (!whole.isEmpty()) {
            decisions.add(Decision.of("whole_numbers", Yaml.list(whole), reasons.toArray(String[]::new)));
        } else {
            reasons.forEach(reason -> decisions.add(Decision.note(reason)));
        }
    }

    private boolean areUuids() {
        List<Cell> cells = filled(EventColumns.EVENT_ID);
        return cells.stream().allMatch(cell -> UUID.takes(cell.text()));
    }

    /** Of rows, and not of orders of which only the first line has it. */
    private boolean hasRowIds() {
        return columns.has("row_id") && cells("row_id").stream().noneMatch(Cell::isEmpty);
    }

    private void eventIds() {
        if (columns.has(EventColumns.EVENT_ID) && areUuids()) {
            return;
        }
        String own = columns.has(EventColumns.EVENT_ID) ? EventColumns.EVENT_ID : hasRowIds() ? "row_id" : null;
        if (own != null) {
            ownIds(own);
            return;
        }
        Set<Integer> places = new LinkedHashSet<>();
        int order = columns.has("order_id") ? columns.place("order_id") : nameOfOrders();
        if (order >= 0) {
            places.add(order);
        }
        for (String role :
                List.of("line", EventColumns.SESSION, EventColumns.USER, EventColumns.PRODUCT, Events.EVENT_TYPE)) {
            if (columns.has(role) && !(order >= 0 && role.equals(Events.EVENT_TYPE))) {
                places.add(columns.place(role));
            }
        }
        places.addAll(columns.timeParts());
        List<String> names = places.stream().map(this::finalName).toList();
        long repeated = repeated(places);
        long all = table.records().size();
        if (repeated == 0) {
            decisions.add(Decision.of(
                    "event_id_from",
                    Yaml.list(names),
                    all == 1
                            ? "no column is an id of events; these tell one from another"
                            : "no column is an id of events; these tell all %,d records of the sample apart"
                                    .formatted(all)));
        } else {
            decisions.add(Decision.ambiguous(
                    "event_id_from",
                    Yaml.list(names),
                    "no column is an id of events; these are the same in %,d of %s of the sample as in one before"
                            .formatted(repeated, Counted.of(all, "record")),
                    "such rows are events of their own, and get a number, unless event_id_unique: true makes them versions of"
                            + " one, or a further column tells them apart"));
        }
    }

    /** Without a header the columns are called as this mapping says. */
    private String finalName(int place) {
        if (table.hasHeader() || export != null) {
            return table.names().get(place);
        }
        return columnsOf().entrySet().stream()
                .filter(entry -> entry.getValue() == place)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(
                        columns.timeParts().size() == 1
                                ? EventColumns.TIMESTAMP
                                : "time_" + (columns.timeParts().indexOf(place) + 1));
    }

    /** How many records are in these columns as one before them. */
    private long repeated(Set<Integer> places) {
        Set<String> seen = new HashSet<>();
        long twice = table.records().stream()
                .filter(record -> !seen.add(places.stream()
                        .map(place -> record.values().get(place).length() + ":"
                                + record.values().get(place))
                        .collect(Collectors.joining())))
                .count();
        return twice;
    }

    private void ownIds(String role) {
        String name = table.names().get(columns.place(role));
        List<Cell> cells = filled(role);
        Set<String> seen = new HashSet<>();
        Cell again = cells.stream()
                .filter(cell -> !seen.add(cell.text()))
                .findFirst()
                .orElse(null);
        String yaml = Yaml.list(Collections.singletonList(name));
        if (again == null) {
            Cell first = cells.isEmpty() ? null : cells.get(0);
            decisions.add(Decision.of(
                    "event_id_from",
                    yaml,
                    first == null
                            ? "the file's own ids"
                            : "the file's own ids: all %,d differ, such as %s".formatted(cells.size(), first.shown())));
            return;
        }
        decisions.add(Decision.ambiguous(
                "event_id_from",
                yaml,
                "the file's own ids, but %s is not the first of its id".formatted(again.shown()),
                "such rows are events of their own, unless event_id_unique: true makes them versions of one"));
    }

    String file() {
        return file;
    }
}
