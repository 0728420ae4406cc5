package dev.tidegate.ingest.operate.guess;

import dev.tidegate.ingest.operate.guess.sample.Cell;
import dev.tidegate.ingest.operate.guess.sample.Decision;
import dev.tidegate.ingest.operate.guess.sample.KnownExports;
import dev.tidegate.ingest.operate.guess.sample.NumberGuess;
import dev.tidegate.ingest.operate.guess.sample.Probe;
import dev.tidegate.ingest.operate.guess.sample.SampledTable;
import dev.tidegate.ingest.operate.guess.sample.TimeGuess;
import dev.tidegate.ingest.operate.guess.sample.Yaml;
import dev.tidegate.ingest.stream.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** For each column of a stream the narrowest type that takes all that stands there. */
final class ColumnTypes {

    private static final Probe INTEGER = new Probe(new Type.Whole(Long.MIN_VALUE, Long.MAX_VALUE, 8, false));
    private static final Probe UUID = new Probe(new Type.Uuid());
    private static final Probe DATE = new Probe(new Type.Date(List.of()));
    private static final int WHOLE_DIGITS = 14;
    private static final int MOST_SCALE = 8;
    private static final Set<String> TRUTHS = Set.of("true", "false");

    private final SampledTable table;
    private final StreamCells values;
    private final KnownExports known;
    private final List<Decision> decisions = new ArrayList<>();
    private NumberGuess marked; // null: all numbers are plain

    ColumnTypes(StreamCells values, KnownExports known) {
        this.table = values.table();
        this.values = values;
        this.known = known;
    }

    /** What is to be known of the types so far. */
    List<Decision> decisions() {
        return decisions;
    }

    /** As a declaration has it. */
    String type(int place) {
        List<Cell> cells = values.filled(place);
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

    /** How numbers are written, where they are not plain. */
    List<Decision> marks() {
        List<Decision> marks = new ArrayList<>();
        if (marked == null) {
            return marks;
        }
        if (marked.point() == ',') {
            marks.add(Decision.of("decimal_point", "','", marked.evidence()));
        }
        if (!marked.thousands().isEmpty()) {
            marks.add(Decision.of("thousands", quoted(marked.thousands()), "stands between groups of digits"));
        }
        if (!marked.signs().isEmpty()) {
            marks.add(Decision.of("currency_signs", quoted(marked.signs()), "stands beside amounts"));
        }
        return marks;
    }

    static String quoted(List<String> texts) {
        return texts.stream().map(Yaml::quoted).collect(Collectors.joining(", ", "[", "]"));
    }
}
