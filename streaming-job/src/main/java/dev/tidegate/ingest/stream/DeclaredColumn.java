package dev.tidegate.ingest.stream;

import dev.tidegate.ingest.yaml.Entry;
import dev.tidegate.ingest.yaml.Faults;
import dev.tidegate.ingest.yaml.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One column of a declaration. What is wrong in it is told, each key for itself. */
public final class DeclaredColumn {

    /** The keys that columns of each type may have. */
    static final List<String> KEYS =
            List.of("type", "required", "header", "default", "constant", "from", "computed", "null", "accept");

    /** The keys that say where values come from; a column has one of them at most. */
    private static final List<String> ORIGINS = List.of("constant", "from", "computed");

    private static final List<String> OF_COMPUTED = List.of("type", "computed", "precision", "scale");
    private static final List<String> FROM = List.of("file_name", "file_date");
    private static final Set<String> WITHOUT_ACCEPT = Set.of("json", "double");

    private final Entry entry;
    private final Map<String, Entry> keys;
    private final Faults faults;
    private final DeclaredType types;
    private final Optional<String> typeName;
    private Column column;

    DeclaredColumn(Entry entry, Faults faults) {
        this.entry = entry;
        this.faults = faults;
        this.keys = keys(entry, faults);
        this.types = new DeclaredType(keys, faults);
        this.typeName = keys.isEmpty() && entry.isText() ? Optional.empty() : types.name(entry);
        typeName.ifPresent(this::refuseKeysOfOtherTypes);
        refuseSecondOrigin();
    }

    /** The keys that a column of a type may have. */
    public static List<String> keys(String type) {
        return Stream.concat(KEYS.stream().filter(key -> !key.equals("computed")), DeclaredType.own(type).stream())
                .toList();
    }

    /** The keys of a column that is computed. */
    public static List<String> keysOfComputed() {
        return OF_COMPUTED;
    }

    /** The types of columns. */
    public static List<String> types() {
        return DeclaredType.NAMES;
    }

    private static Map<String, Entry> keys(Entry entry, Faults faults) {
        if (entry.isText()) {
            faults.add(entry, "%s is a text: expected its keys, such as {type: text}".formatted(entry.name()));
            return Map.of();
        }
        List<String> known = new ArrayList<>(KEYS);
        DeclaredType.ALL.stream()
                .flatMap(type -> type.own().stream())
                .distinct()
                .forEach(known::add);
        return entry.entries(known, faults);
    }

    private void refuseKeysOfOtherTypes(String type) {
        List<String> own = keys.containsKey("computed")
                ? OF_COMPUTED
                : Stream.concat(KEYS.stream(), DeclaredType.own(type).stream()).toList();
        keys.forEach((key, value) -> {
            if (!own.contains(key)) {
                faults.add(
                        value,
                        "%s: a column %s has no such key: expected one of %s"
                                .formatted(
                                        key,
                                        keys.containsKey("computed") ? "that is computed" : "of type " + type,
                                        String.join(", ", own)));
            }
        });
    }

    private void refuseSecondOrigin() {
        List<String> origins = ORIGINS.stream().filter(keys::containsKey).toList();
        if (origins.size() > 1) {
            faults.add(entry, "%s has %s: expected one of them".formatted(entry.name(), String.join(" and ", origins)));
        }
        if (!origins.isEmpty()) {
            for (String key : List.of("default", "null", "accept", "required", "header")) {
                if (keys.containsKey(key) && !keys.containsKey("computed")) {
                    faults.add(
                            keys.get(key),
                            "%s: no file has %s, since it has %s: expected one of them"
                                    .formatted(key, entry.name(), origins.get(0)));
                }
            }
        }
    }

    /** The line of the column, for messages. */
    public Entry entry() {
        return entry;
    }

    /** The line of one of its keys, or that of the column. */
    public Entry entry(String key) {
        return keys.getOrDefault(key, entry);
    }

    /** The column; null where too much is wrong to tell what it is. */
    public Column column() {
        return column;
    }

    boolean isComputed() {
        return keys.containsKey("computed");
    }

    boolean isField() {
        return ORIGINS.stream().noneMatch(keys::containsKey);
    }

    /**
     * Understands a column that is not computed.
     *
     * @param header of the files
     * @param ofKey whether it tells one row from another
     */
    void understand(String header, boolean ofKey) {
        typeName.ifPresent(name -> {
            Type type = types.type(name, entry, ofKey);
            String otherwise = types.read("default", text -> text).orElse(null);
            boolean required =
                    types.read("required", DeclaredType::truth).orElse(false) || otherwise != null || !isField();
            Column.Origin origin = origin(header);
            refuseOtherSource(origin, type);
            column = new Column(
                    entry.name(),
                    type,
                    origin,
                    required,
                    otherwise,
                    List.copyOf(types.items("null")),
                    accepted(name, type));
        });
    }

    private Column.Origin origin(String header) {
        if (keys.containsKey("constant")) {
            return new Column.Origin.Constant(
                    types.read("constant", text -> text).orElse(""));
        }
        if (keys.containsKey("from")) {
            return types.read("from", DeclaredColumn::from).orElse(new Column.Origin.FileName());
        }
        return new Column.Origin.Header(
                header, types.read("header", DeclaredColumn::isRequired).orElse(false));
    }

    private static boolean isRequired(String text) {
        if (!text.equals("required")) {
            throw new IllegalArgumentException("'%s' is not known here: expected required".formatted(text));
        }
        return true;
    }

    private static Column.Origin from(String text) {
        return switch (text) {
            case "file_name" -> new Column.Origin.FileName();
            case "file_date" -> new Column.Origin.FileDate();
            default ->
                throw new IllegalArgumentException("unknown source '%s': expected one of %s%s"
                        .formatted(text, String.join(", ", FROM), Nearest.hint(text, FROM)));
        };
    }

    private void refuseOtherSource(Column.Origin origin, Type type) {
        if (origin instanceof Column.Origin.FileName && !(type instanceof Type.Text)) {
            faults.add(entry("from"), "from: file_name is a text: expected the type text");
        }
        if (origin instanceof Column.Origin.FileDate
                && !(type instanceof Type.Timestamp || type instanceof Type.Date)) {
            faults.add(entry("from"), "from: file_date is a time: expected the type timestamp or date");
        }
    }

    private Set<String> accepted(String typeName, Type type) {
        Set<String> accepted = types.items("accept");
        if (!accepted.isEmpty() && WITHOUT_ACCEPT.contains(typeName)) {
            faults.add(
                    keys.get("accept"),
                    "accept: values of type %s are not compared: expected no such key".formatted(typeName));
        }
        if (type instanceof Type.Text text && !text.oneOf().isEmpty()) {
            Set<String> others = new HashSet<>(accepted);
            others.removeAll(text.oneOf());
            if (!others.isEmpty()) {
                faults.add(
                        keys.get("accept"),
                        "accept: '%s' is not in one_of, so that it is rejected before: expected some of %s"
                                .formatted(
                                        String.join(
                                                "', '", others.stream().sorted().toList()),
                                        String.join(
                                                ", ",
                                                text.oneOf().stream().sorted().toList())));
            }
        }
        return accepted;
    }

    /**
     * Understands a column that is computed.
     *
     * @param others all other columns of the declaration, by their names
     */
    void compute(Map<String, DeclaredColumn> others) {
        Optional<DeclaredFormula> formula = types.read("computed", text -> DeclaredFormula.of(text, others.keySet()));
        if (formula.isEmpty() || typeName.isEmpty()) {
            return;
        }
        if (!typeName.get().equals(formula.get().typeName())) {
            faults.add(
                    entry("type"),
                    "type: '%s' cannot hold what is computed: expected %s"
                            .formatted(typeName.get(), formula.get().typeName()));
            return;
        }
        if (operandsFit(formula.get(), others)) {
            List<Column> operands = formula.get().columns().stream()
                    .map(name -> others.get(name).column)
                    .toList();
            column = new Column(
                    entry.name(),
                    type(formula.get(), operands),
                    new Column.Origin.Computed(),
                    operands.stream().allMatch(Column::required),
                    null,
                    List.of(),
                    Set.of());
        }
    }

    private boolean operandsFit(DeclaredFormula formula, Map<String, DeclaredColumn> others) {
        boolean fit = true;
        for (String name : formula.columns()) {
            DeclaredColumn operand = others.get(name);
            String complaint = operand == null
                    ? "there is no column '%s': expected one of %s%s"
                            .formatted(name, String.join(", ", others.keySet()), Nearest.hint(name, others.keySet()))
                    : operand.isComputed()
                            ? "%s is computed itself: expected columns that are not".formatted(name)
                            : operand.column == null ? "" : formula.complaint(entry.name(), operand.column);
            if (complaint != null && !complaint.isEmpty()) {
                faults.add(entry("computed"), "computed: " + complaint);
            }
            fit &= complaint == null;
        }
        return fit;
    }

    private Type type(DeclaredFormula formula, List<Column> operands) {
        if (formula.operator() == null) {
            return new Type.Day(operands.get(0).name());
        }
        int precision = types.precision(entry, Type.Arithmetic.MOST_DIGITS);
        int scale = types.scale(entry, precision);
        Type left = operands.get(0).type();
        Type right = operands.get(1).type();
        String tooLarge = formula.tooLarge(left, right, precision, scale);
        if (tooLarge != null && keys.containsKey("precision") && keys.containsKey("scale")) {
            faults.add(entry("precision"), tooLarge);
        }
        return new Type.Arithmetic(
                operands.get(0).name(), formula.operator(), operands.get(1).name(), precision, scale);
    }
}
