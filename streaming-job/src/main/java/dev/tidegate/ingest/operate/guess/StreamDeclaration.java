package dev.tidegate.ingest.operate.guess;

import dev.tidegate.ingest.stream.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The keys of a stream whose table has the columns of a sample, each of the narrowest type that takes all that stands there. */
final class StreamDeclaration {

    private static final Probe INTEGER = new Probe(new Type.Whole(Long.MIN_VALUE, Long.MAX_VALUE, 8, false));
    private static final Probe UUID = new Probe(new Type.Uuid());
    private static final Probe DATE = new Probe(new Type.Date(List.of()));
    private static final int WHOLE_DIGITS = 14;
    private static final int MOST_SCALE = 8;

    /** So many records that differ in one column are no chance. */
    private static final int SHOWS_A_KEY = 20;

    private static final Set<String> TAKEN =
            Set.of("extra", "source_file_id", "source_line", "ingested_at", "deleted_at");
    private static final Set<String> DELETES = Set.of("delete", "deleted", "d", "remove", "tombstone");
    private static final Set<String> TRUTHS = Set.of("true", "false");

    private final SampledTable table;
    private final KnownExports known;
    private final List<Decision> decisions = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final Map<Integer, String> types = new LinkedHashMap<>();
    private final Set<String> nulls = new LinkedHashSet<>();
    private NumberGuess marked;
    private int deletes = -1;

    private StreamDeclaration(SampledTable table, KnownExports known) {
        this.table = table;
        this.known = known;
    }

    static List<Decision> of(String stream, SampledTable table, KnownExports known) {
        return new StreamDeclaration(table, known).declared(stream);
    }

    private List<Decision> declared(String stream) {
        nulls();
        names();
        deletes();
        List<Decision> columns = new ArrayList<>();
        Set<Integer> key = key();
        int version = -1;
        for (int place = 0; place < names.size(); place++) {
            if (place != deletes) {
                String type = type(place);
                types.put(place, type);
                version = version < 0 && type.startsWith("type: timestamp") && isFull(place) ? place : version;
            }
        }
        decisions.add(Decision.of("stream", Yaml.text(stream)));
        decisions.add(Decision.of("table", Yaml.text(stream)));
        decisions.add(keyDecision(key));
        if (version >= 0 && !key.isEmpty()) {
            decisions.add(Decision.of(
                    "version", Yaml.text(names.get(version)), "the first column of times that each record has"));
        }
        int versionPlace = key.isEmpty() ? -1 : version;
        String body = types.entrySet().stream()
                .map(entry -> "%n  %s: {%s%s}"
                        .formatted(
                                Yaml.text(names.get(entry.getKey())),
                                entry.getValue(),
                                key.contains(entry.getKey()) || entry.getKey() == versionPlace
                                        ? ", required: true"
                                        : ""))
                .collect(Collectors.joining());
        columns.add(Decision.of("columns", body));
        decisions.addAll(columns);
        headers();
        if (deletes >= 0) {
            decisions.add(deletedDecision());
        }
        if (marked != null) {
            if (marked.point() == ',') {
                decisions.add(new Decision("decimal_point", "','", List.of(marked.evidence()), false));
            }
            if (!marked.thousands().isEmpty()) {
                decisions.add(Decision.of("thousands", quoted(marked.thousands()), "stands between groups of digits"));
            }
            if (!marked.signs().isEmpty()) {
                decisions.add(Decision.of("currency_signs", quoted(marked.signs()), "stands beside amounts"));
            }
        }
        return decisions;
    }

    private static String quoted(List<String> texts) {
        return texts.stream().map(Yaml::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private void nulls() {
        Set<String> sure =
                known.nulls().stream().filter(word -> word.length() > 1).collect(Collectors.toSet());
        for (int place = 0; place < table.names().size(); place++) {
            table.column(place).stream().map(Cell::text).filter(sure::contains).forEach(nulls::add);
        }
        if (!nulls.isEmpty()) {
            decisions.add(Decision.of("'null'", quoted(List.copyOf(nulls)), "texts that stand for nothing"));
        }
    }

    private void names() {
        for (int place = 0; place < table.names().size(); place++) {
            String name = table.names()
                    .get(place)
                    .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9]+", "_")
                    .replaceAll("^_+|_+$", "");
            name = name.isEmpty() || !Character.isLetter(name.charAt(0))
                    ? ("column_" + name).replaceAll("_$", "")
                    : name;
            name = TAKEN.contains(name) ? name + "_of_file" : name;
            String unique = name;
            for (int number = 2; names.contains(unique); number++) {
                unique = name + "_" + number;
            }
            names.add(unique);
        }
    }

    private List<Cell> filled(int place) {
        return table.column(place).stream()
                .filter(cell -> !cell.isEmpty() && !nulls.contains(cell.text()))
                .toList();
    }

    private boolean isFull(int place) {
        return !table.records().isEmpty()
                && filled(place).size() == table.records().size();
    }

    private String type(int place) {
        List<Cell> cells = filled(place);
        String name = table.names().get(place);
        if (cells.isEmpty()) {
            decisions.add(Decision.note("%s: no value in the sample, taken for a text".formatted(name)));
            return "type: text";
        }
        if (all(cells, UUID)) {
            return "type: uuid";
        }
        boolean hasZeros = cells.stream().anyMatch(cell -> cell.text().matches("0[0-9]+"));
        if (hasZeros) {
            decisions.add(Decision.note("%s: a text, since zeros stand before digits".formatted(name)));
            return text(cells);
        }
        if (all(cells, INTEGER)) {
            return numberOrTime(place, cells);
        }
        if (all(cells, DATE)) {
            return "type: date";
        }
        NumberGuess number = NumberGuess.of(cells);
        if (number.understood() == number.all() && agrees(number)) {
            return decimal(name, cells, number);
        }
        TimeGuess time = TimeGuess.of(cells, false);
        if (time.isFound() && time.strange() == null) {
            return timestamp(name, time);
        }
        if (cells.stream().allMatch(cell -> TRUTHS.contains(cell.text().toLowerCase(Locale.ROOT)))) {
            return "type: boolean";
        }
        return text(cells);
    }

    private static boolean all(List<Cell> cells, Probe probe) {
        return cells.stream().allMatch(cell -> probe.takes(cell.text()));
    }

    private String numberOrTime(int place, List<Cell> cells) {
        String name = table.names().get(place);
        boolean isNamed = known.names().get("timestamp").contains(KnownExports.bare(name))
                || known.parts().get("timestamp").stream().anyMatch(KnownExports.bare(name)::contains);
        TimeGuess time = isNamed ? TimeGuess.of(cells, false) : null;
        return time != null && time.isFound() && time.strange() == null ? timestamp(name, time) : "type: integer";
    }

    private String timestamp(String name, TimeGuess time) {
        time.reasons()
                .forEach(reason ->
                        decisions.add(new Decision(null, null, List.of(name + ": " + reason), time.ambiguous())));
        boolean isIso = time.formats().equals(List.of("iso"));
        return "type: timestamp" + (isIso ? "" : ", formats: " + Yaml.list(time.formats()));
    }

    /** A file has one decimal mark: a column with another one stays a text. */
    private boolean agrees(NumberGuess number) {
        boolean isPlain = number.point() == '.'
                && number.thousands().isEmpty()
                && number.signs().isEmpty();
        boolean agrees = isPlain
                ? marked == null || marked.point() == '.'
                : marked == null
                        || (marked.point() == number.point()
                                && marked.thousands().containsAll(number.thousands()));
        if (agrees && !isPlain) {
            marked = number;
        }
        return agrees;
    }

    private String decimal(String name, List<Cell> cells, NumberGuess number) {
        int scale = cells.stream()
                .mapToInt(cell -> decimals(cell.text(), number.point()))
                .max()
                .orElse(0);
        if (scale > MOST_SCALE) {
            return "type: double";
        }
        if (number.doubt() != null) {
            decisions.add(Decision.ambiguous(null, null, name + ": " + number.doubt()));
        }
        int kept = Math.max(2, scale);
        return "type: decimal, precision: %d, scale: %d".formatted(Math.min(18, WHOLE_DIGITS - 2 + kept), kept);
    }

    private static int decimals(String text, char point) {
        int at = text.lastIndexOf(point);
        return at < 0
                ? 0
                : (int) text.substring(at + 1)
                        .chars()
                        .filter(Character::isDigit)
                        .count();
    }

    private static String text(List<Cell> cells) {
        int longest =
                cells.stream().mapToInt(cell -> cell.text().length()).max().orElse(0);
        return longest > Type.Text.MAX_LENGTH / 2 ? "type: text, max_length: %d".formatted(longest * 4) : "type: text";
    }

    /** The first column that tells all records apart, or the first ones that look like keys and do so together. */
    private Set<Integer> key() {
        List<Integer> candidates = IntStream.range(0, names.size())
                .filter(place -> place != deletes && isFull(place))
                .filter(place -> looksLikeKey(table.names().get(place)))
                .boxed()
                .toList();
        for (int place : candidates) {
            if (hasLineBehind(place) && candidates.contains(place + 1)) {
                Set<Integer> line = new LinkedHashSet<>(List.of(place, place + 1));
                return isUnique(line) ? line : Set.of();
            }
        }
        for (int place : candidates) {
            if (isUnique(Set.of(place))) {
                return Set.of(place);
            }
        }
        Set<Integer> together = new LinkedHashSet<>();
        for (int place : candidates) {
            together.add(place);
            if (isUnique(together)) {
                return together;
            }
        }
        return Set.of();
    }

    private boolean hasLineBehind(int place) {
        return place + 1 < names.size()
                && known.names()
                        .get("line")
                        .contains(KnownExports.bare(table.names().get(place + 1)));
    }

    private boolean looksLikeKey(String name) {
        String bare = KnownExports.bare(name);
        return bare.endsWith("id")
                || bare.endsWith("no")
                || bare.endsWith("sku")
                || bare.endsWith("code")
                || bare.endsWith("key")
                || bare.endsWith("number")
                || known.names().get("line").contains(bare);
    }

    private boolean isUnique(Set<Integer> places) {
        Set<String> seen = new HashSet<>();
        return table.records().stream()
                .allMatch(record -> seen.add(places.stream()
                        .map(place -> record.values().get(place).length() + ":"
                                + record.values().get(place))
                        .collect(Collectors.joining())));
    }

    private Decision keyDecision(Set<Integer> key) {
        if (key.isEmpty()) {
            return Decision.ambiguous(
                    "key",
                    "none",
                    "no columns that look like a key tell all records of the sample apart: rows are only appended,"
                            + " and a file that comes again in a larger one adds its rows again");
        }
        List<String> columns = key.stream().map(names::get).toList();
        boolean isShown = columns.size() == 1 && table.records().size() >= SHOWS_A_KEY;
        return new Decision(
                "key",
                Yaml.oneOrList(columns),
                List.of("%s in all %,d records of the sample%s"
                        .formatted(
                                columns.size() == 1 ? "differs" : "differ together",
                                table.records().size(),
                                isShown ? "" : "; whether they always will, only you know")),
                !isShown);
    }

    private void headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        types.keySet().forEach(place -> {
            if (!SampledTable.folded(table.names().get(place)).equals(names.get(place))) {
                headers.put(names.get(place), Yaml.text(table.names().get(place)));
            }
        });
        if (!table.hasHeader()) {
            decisions.add(Decision.of(
                    "names", Yaml.list(table.names()), "there is no header: better names are yours to give"));
        }
        if (!headers.isEmpty()) {
            decisions.add(Decision.of("headers", Yaml.map(headers)));
        }
    }

    /** A column whose words take rows away. */
    private void deletes() {
        for (int place = 0; place < names.size(); place++) {
            String bare = KnownExports.bare(table.names().get(place));
            boolean isOperation = Set.of("op", "operation", "eventtype", "changetype", "action")
                    .contains(bare);
            if (isOperation && filled(place).stream().anyMatch(cell -> isDelete(cell.text()))) {
                deletes = place;
            }
        }
    }

    private static boolean isDelete(String text) {
        return DELETES.contains(text.toLowerCase(Locale.ROOT));
    }

    private Decision deletedDecision() {
        List<String> words = filled(deletes).stream()
                .map(Cell::text)
                .filter(StreamDeclaration::isDelete)
                .distinct()
                .toList();
        return Decision.of(
                "deleted",
                "{header: %s, values: %s}".formatted(Yaml.text(table.names().get(deletes)), Yaml.list(words)),
                "a record with such a word takes its row away");
    }
}
