package dev.tidegate.ingest.mapping;

import dev.tidegate.ingest.csv.Columns;
import dev.tidegate.ingest.rules.NamedField;
import dev.tidegate.ingest.rules.StreamRules;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.yaml.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where the value of each column comes from: a field of the file, a constant, or for the event id other fields. */
final class MappedColumns {

    private static final String PLACE = "place";
    private static final String JOIN = "join";

    private final Stream stream;
    private final String derivable;
    private final Map<String, Entry> named;
    private final Map<String, Entry> constants;
    private final List<NamedField> idColumns = new ArrayList<>();
    private final NamedField refunds;
    private final List<String> headers = new ArrayList<>();
    private final Map<String, List<String>> otherNames = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final Map<String, List<NamedField>> joined = new HashMap<>();

    /**
     * @param named what the header calls a column, where that is another name
     * @param constants texts of columns that the file does not have
     * @param idFrom names in the header of which the event id is made; empty where the file has it
     * @param refunds name in the header of the column that tells a refund; empty where none does
     */
    MappedColumns(
            Stream stream,
            Map<String, Entry> named,
            Map<String, Entry> constants,
            List<Entry> idFrom,
            Optional<Entry> refunds) {
        this.stream = stream;
        this.derivable = stream.uuidKey() < 0
                ? null
                : stream.columns().get(stream.uuidKey()).header();
        this.named = named;
        this.constants = constants;
        constants.forEach((column, entry) -> refuseSecondSource(column, entry));
        if (!idFrom.isEmpty()) {
            refuseOtherKeys(idFrom.get(0));
        }
        for (String column : stream.headers()) {
            boolean noField = constants.containsKey(column)
                    || (column.equals(derivable) && !idFrom.isEmpty())
                    || isJoined(column);
            headers.add(noField ? null : header(column));
        }
        idFrom.forEach(this::addIdColumn);
        named.forEach((column, entry) -> {
            if (isJoined(column)) {
                joined.put(column, parts(entry));
            }
        });
        this.refunds = refunds.map(this::field).orElse(null);
    }

    private NamedField field(Entry entry) {
        String header = entry.as(MappedColumns::folded);
        return new NamedField(column(header), header);
    }

    private boolean isJoined(String column) {
        Entry entry = named.get(column);
        return entry != null && entry.isGroup() && entry.entries().containsKey(JOIN);
    }

    private List<NamedField> parts(Entry entry) {
        List<NamedField> parts = entry.entries(List.of(JOIN)).get(JOIN).items().stream()
                .map(this::field)
                .toList();
        if (parts.size() < 2) {
            throw entry.wrong("%s: join has one column: expected two or more, such as {join: [date, time]}"
                    .formatted(entry.name()));
        }
        return parts;
    }

    /** By the header of the stream: the columns of a file whose texts together are the value. */
    Map<String, List<NamedField>> joined() {
        return joined;
    }

    private void refuseOtherKeys(Entry idFrom) {
        if (derivable == null) {
            throw idFrom.wrong("event_id_from: the key of stream %s is not one UUID that files have: expected none"
                    .formatted(stream.name()));
        }
        if (named.containsKey(derivable)) {
            throw named.get(derivable)
                    .wrong("columns names %s, and event_id_from is there, too: expected one of them"
                            .formatted(derivable));
        }
    }

    private void refuseSecondSource(String column, Entry constant) {
        if (column.equals(derivable)) {
            throw constant.wrong(("constants: an %s for all would make one event of them all: expected"
                            + " event_id_from, with the columns that tell one event from another")
                    .formatted(derivable));
        }
        if (named.containsKey(column)) {
            throw constant.wrong("constants: %s is named in columns, too: expected one of them".formatted(column));
        }
    }

    /** What the header calls a column: the first of its names, the others are kept. */
    private String header(String column) {
        Entry entry = named.get(column);
        if (entry == null) {
            return column;
        }
        if (entry.isGroup()) {
            return place(entry);
        }
        List<String> names = entry.items().stream()
                .map(item -> item.as(MappedColumns::folded))
                .toList();
        if (names.size() > 1) {
            otherNames.put(names.get(0), names.subList(1, names.size()));
        }
        return names.get(0);
    }

    /** A field of any name, by its place. */
    private String place(Entry entry) {
        Entry place = entry.entries(List.of(PLACE, JOIN)).get(PLACE);
        if (place == null) {
            throw entry.wrong("%s has no place: expected {place: 3}, say, of the third field".formatted(entry.name()));
        }
        int number = place.as(MappedColumns::number);
        String name = "{place: " + number + "}";
        places.put(name, number);
        return name;
    }

    /** Objects of JSON have no order. */
    static void refusePlace(Entry header) {
        if (header.isGroup() && header.entries().containsKey(PLACE)) {
            throw header.wrong("%s: JSON has no fields by place: expected a path such as user.id or items[0].sku"
                    .formatted(header.name()));
        }
    }

    private static int number(String text) {
        if (!text.matches("[1-9][0-9]{0,4}")) {
            throw new IllegalArgumentException("'%s' is no place of a field: expected a number from 1".formatted(text));
        }
        return Integer.parseInt(text);
    }

    /** The column that a name in the header may be of; -1 where it is of none. */
    private int column(String header) {
        for (int place = 0; place < headers.size(); place++) {
            String name = headers.get(place);
            if (header.equals(name) || otherNames.getOrDefault(name, List.of()).contains(header)) {
                return place;
            }
        }
        return -1;
    }

    private void addIdColumn(Entry entry) {
        NamedField idColumn = field(entry);
        if (idColumns.contains(idColumn)) {
            throw entry.wrong("event_id_from: '%s' is there twice: expected it once".formatted(idColumn.name()));
        }
        idColumns.add(idColumn);
    }

    /** As headers are compared. */
    static String folded(String header) {
        String name = header.strip().toLowerCase(Locale.ROOT);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("blanks are no name of a column");
        }
        return name;
    }

    List<NamedField> idColumns() {
        return idColumns;
    }

    /** The column that tells a refund; null where none does. */
    NamedField refunds() {
        return refunds;
    }

    Map<String, String> constants() {
        Map<String, String> texts = new LinkedHashMap<>();
        constants.forEach((column, entry) -> texts.put(column, entry.textOrNothing()));
        return texts;
    }

    void checkConstants(StreamRules rules) {
        constants.forEach((column, entry) -> {
            String complaint = rules.complaint(column, entry.textOrNothing());
            if (complaint != null) {
                throw entry.wrong("constants: %s cannot be that: %s".formatted(column, complaint));
            }
        });
    }

    static Columns.Others others(Stream stream) {
        return switch (stream.otherColumns()) {
            case KEEP -> Columns.Others.KEPT;
            case IGNORE -> Columns.Others.LEFT;
            case REJECT -> Columns.Others.REFUSED;
        };
    }

    /** A column that the mapping names must be in the file, also where it may be missing in the native format. */
    Columns ofSource() {
        Set<String> required = new HashSet<>();
        for (int place = 0; place < headers.size(); place++) {
            String column = stream.headers().get(place);
            boolean isRequired =
                    named.containsKey(column) || stream.requiredHeaders().contains(column);
            if (headers.get(place) != null && isRequired) {
                required.add(headers.get(place));
            }
        }
        Set<String> others = new HashSet<>();
        List<NamedField> asked = new ArrayList<>(idColumns);
        joined.values().forEach(asked::addAll);
        java.util.stream.Stream.concat(asked.stream(), java.util.stream.Stream.ofNullable(refunds))
                .forEach(field -> {
                    if (field.place() < 0) {
                        others.add(field.name());
                    } else {
                        required.add(headers.get(field.place()));
                    }
                });
        return new Columns(headers, required, others, others(stream), otherNames, places);
    }
}
