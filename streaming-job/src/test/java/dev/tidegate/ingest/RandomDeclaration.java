package dev.tidegate.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidegate.ingest.RandomColumn.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** A declaration drawn at random, and files for it. */
final class RandomDeclaration {

    static final String OP = "op";
    static final String OTHER = "Note";
    static final String TOMBSTONE = "d";

    private static final List<Kind> OF_KEY = List.of(
            Kind.TEXT,
            Kind.WORD,
            Kind.INTEGER,
            Kind.DECIMAL,
            Kind.BOOLEAN,
            Kind.DATE,
            Kind.TIME,
            Kind.TIMESTAMP,
            Kind.UUID);
    private static final List<Kind> OF_VERSION = List.of(Kind.TIMESTAMP, Kind.DATE, Kind.INTEGER, Kind.DECIMAL);

    private final Random random;
    final String stream;
    final List<RandomColumn> columns = new ArrayList<>();
    final List<RandomColumn> key = new ArrayList<>();
    final RandomColumn version;
    final Computed computed;
    final boolean sameBytesAgain;
    final boolean tombstones;
    final String others;
    final char delimiter;
    private final char point;
    final List<String> nulls;

    /** A column that follows from two others, or the day of one. */
    record Computed(RandomColumn left, char operator, RandomColumn right, int scale) {

        String yaml() {
            return operator == 'd'
                    ? "{type: date, computed: date(%s)}".formatted(left.name)
                    : "{type: decimal, precision: 38, scale: %d, computed: %s %s %s}"
                            .formatted(scale, left.name, operator, right.name);
        }

        String of(String one, String other) {
            if (one == null || (operator != 'd' && other == null)) {
                return null;
            }
            return switch (operator) {
                case 'd' -> one.substring(0, "yyyy-MM-dd".length());
                case '*' -> exact(new BigDecimal(one).multiply(new BigDecimal(other)));
                case '+' -> exact(new BigDecimal(one).add(new BigDecimal(other)));
                default -> exact(new BigDecimal(one).subtract(new BigDecimal(other)));
            };
        }

        private String exact(BigDecimal number) {
            return number.setScale(scale).toPlainString();
        }
    }

    RandomDeclaration(String stream, Random random) {
        this.stream = stream;
        this.random = random;
        delimiter = pick(',', ',', ';', '\t');
        point = delimiter == ',' ? '.' : pick('.', ',');
        nulls = random.nextInt(4) == 0 ? List.of("NULL") : List.of();
        boolean appendOnly = random.nextInt(4) == 0;
        sameBytesAgain = appendOnly && random.nextInt(3) == 0;
        tombstones = !appendOnly && random.nextInt(2) == 0;
        others = pick("extra", "ignore", "reject");
        if (!appendOnly) {
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                key.add(column("Key " + i, OF_KEY));
                needed(key.get(key.size() - 1));
            }
        }
        columns.addAll(key);
        version = appendOnly || random.nextInt(3) == 0 ? null : version();
        if (version != null) {
            columns.add(version);
        }
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            columns.add(content("c" + i));
        }
        Collections.shuffle(columns, random);
        columns.forEach(column -> column.nullsOfFiles = nulls);
        columns.forEach(column -> column.mapped = isMapped());
        computed = computed();
    }

    @SafeVarargs
    private <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }

    private RandomColumn column(String name, List<Kind> kinds) {
        return new RandomColumn(name, kinds.get(random.nextInt(kinds.size())), point, random);
    }

    private void needed(RandomColumn column) {
        if (random.nextInt(6) == 0 && column.kind != Kind.WORD) {
            column.accept = column.good(random).stream()
                    .map(RandomColumn::stripped)
                    .distinct()
                    .limit(4)
                    .toList();
        }
        if (random.nextInt(3) == 0) {
            column.otherwise = column.good(random).get(0);
        } else {
            column.required = true;
        }
    }

    private RandomColumn version() {
        RandomColumn made = column("version", OF_VERSION);
        boolean mayBeOfFile = made.kind == Kind.TIMESTAMP || made.kind == Kind.DATE;
        if (mayBeOfFile && random.nextInt(4) == 0) {
            made.origin = RandomColumn.FILE_DATE;
        } else {
            needed(made);
            made.header = random.nextBoolean() ? "when" : made.header;
        }
        return made;
    }

    private RandomColumn content(String name) {
        RandomColumn made = column(name, List.of(Kind.values()));
        switch (random.nextInt(10)) {
            case 0 -> made.origin = made.good(random).get(0);
            case 1 -> {
                if (made.kind == Kind.TEXT) {
                    made.origin = RandomColumn.FILE_NAME;
                }
            }
            case 2 -> made.otherwise = made.good(random).get(0);
            case 3 -> made.required = true;
            case 4, 5 -> {
                if (made.kind != Kind.JSON && made.kind != Kind.DOUBLE && made.kind != Kind.WORD) {
                    made.accept = made.good(random).stream()
                            .map(RandomColumn::stripped)
                            .distinct()
                            .limit(2)
                            .toList();
                }
            }
            default -> made.nulls = random.nextBoolean() ? List.of("\\N", "x") : List.of();
        }
        if (made.isField() && made.kind == Kind.TEXT && random.nextInt(3) == 0) {
            made.words = java.util.Map.of("wort", made.good(random).get(0));
        }
        return made;
    }

    private Computed computed() {
        // In a formula names stand as they are.
        List<RandomColumn> numbers = columns.stream()
                .filter(column -> column.isNumber() && !key.contains(column))
                .toList();
        List<RandomColumn> times = columns.stream()
                .filter(column -> column.kind == Kind.TIMESTAMP && !key.contains(column))
                .toList();
        if (!times.isEmpty() && random.nextInt(3) == 0) {
            return new Computed(times.get(0), 'd', null, 0);
        }
        if (numbers.isEmpty()) {
            return null;
        }
        RandomColumn left = numbers.get(random.nextInt(numbers.size()));
        RandomColumn right = numbers.get(random.nextInt(numbers.size()));
        boolean isLarge = left.kind == Kind.INTEGER && right.kind == Kind.INTEGER;
        char operator = isLarge ? '+' : pick('*', '+', '-');
        return new Computed(left, operator, right, left.scale + right.scale);
    }

    /** SQL that makes columns of the table narrower than they are declared; the columns are told. */
    List<String> narrowed() {
        // A view of the table stands in the way of other types.
        return columns.stream()
                .filter(column ->
                        !tombstones && column.isField() && column.otherwise == null && column.accept.isEmpty())
                .filter(column -> random.nextInt(4) == 0)
                .map(RandomColumn::narrowed)
                .filter(java.util.Objects::nonNull)
                .toList();
    }

    boolean hasKey() {
        return !key.isEmpty();
    }

    /** The headers of the files, in the order in which the columns stand in the declaration. */
    List<String> headers() {
        List<String> headers = columns.stream()
                .filter(RandomColumn::isField)
                .map(column -> column.header)
                .collect(Collectors.toCollection(ArrayList::new));
        if (tombstones) {
            headers.add(OP);
        }
        return headers;
    }

    boolean mustHave(String header) {
        return header.equals(OP)
                || columns.stream()
                        .anyMatch(column -> header.equals(column.header) && column.isField() && column.required);
    }

    String yaml() {
        StringBuilder yaml = new StringBuilder("stream: %s\ntable: 'proof.\"%s\"'\n".formatted(stream, stream));
        yaml.append("key: ")
                .append(
                        hasKey()
                                ? RandomColumn.list(
                                        key.stream().map(column -> column.name).toList())
                                : "none")
                .append('\n');
        yaml.append(version == null ? "" : "version: version\n");
        yaml.append(sameBytesAgain ? "same_bytes: again\n" : "");
        yaml.append("other_columns: ").append(others).append('\n');
        yaml.append(tombstones ? "deleted: {header: OP, values: [%s]}\n".formatted(TOMBSTONE) : "");
        yaml.append(delimiter == ',' ? "" : "delimiter: \"%s\"\n".formatted(delimiter == ';' ? ";" : "\\t"));
        yaml.append(point == '.' ? "" : "decimal_point: ','\n");
        yaml.append(nulls.isEmpty() ? "" : "null: [NULL]\n");
        yaml.append("columns:\n");
        for (RandomColumn column : columns) {
            yaml.append("  %s: %s\n".formatted(RandomColumn.quoted(column.name), column.yaml()));
        }
        yaml.append(computed == null ? "" : "  made: %s\n".formatted(computed.yaml()));
        List<RandomColumn> renamed = columns.stream()
                .filter(column -> column.isField() && !column.header.equalsIgnoreCase(column.name))
                .toList();
        yaml.append(renamed.isEmpty() ? "" : "headers:\n");
        renamed.forEach(column -> yaml.append("  %s: %s\n".formatted(column.name, column.header)));
        List<RandomColumn> translated =
                columns.stream().filter(column -> !column.words.isEmpty()).toList();
        yaml.append(translated.isEmpty() ? "" : "words:\n");
        translated.forEach(column -> yaml.append("  %s: {wort: %s}\n"
                .formatted(RandomColumn.quoted(column.name), RandomColumn.quoted(column.words.get("wort")))));
        return yaml.toString();
    }

    // Files

    /** Whether the declaration says how files are written; else they are read more strictly. */
    boolean isMapped() {
        return delimiter != ','
                || point != '.'
                || !nulls.isEmpty()
                || columns.stream().anyMatch(column -> !column.words.isEmpty());
    }

    byte[] file() {
        List<String> headers = new ArrayList<>(headers());
        headers.removeIf(header -> random.nextInt(mustHave(header) ? 60 : 12) == 0);
        if (random.nextInt(others.equals("reject") ? 12 : 3) == 0) {
            headers.add(OTHER);
        }
        Collections.shuffle(headers, random);
        String lineEnd = pick("\n", "\n", "\r\n");
        StringBuilder file = new StringBuilder(random.nextInt(8) == 0 ? "\ufeff" : "");
        file.append(line(headers)).append(lineEnd);
        for (int i = random.nextInt(14); i > 0; i--) {
            file.append(line(headers.stream().map(this::delivered).toList())).append(lineEnd);
        }
        return random.nextInt(4) == 0
                ? MutatedFile.mutated(file.toString(), random)
                : file.toString().getBytes(UTF_8);
    }

    private String delivered(String header) {
        if (header.equals(OP)) {
            return pick(TOMBSTONE, "", "u", "D", "", "", "");
        }
        if (header.equals(OTHER)) {
            return pick("", " ", "n", "\"", "ä");
        }
        return columns.stream()
                .filter(column -> header.equals(column.header) && column.isField())
                .findFirst()
                .orElseThrow()
                .delivered(random);
    }

    private String line(List<String> values) {
        return values.stream()
                .map(value -> value.matches("(?s).*[\"\r\n" + delimiter + "].*") || random.nextInt(10) == 0
                        ? '"' + value.replace("\"", "\"\"") + '"'
                        : value)
                .collect(Collectors.joining(String.valueOf(delimiter)));
    }
}
