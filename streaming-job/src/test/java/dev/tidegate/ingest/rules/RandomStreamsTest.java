package dev.tidegate.ingest.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Column.Origin;
import dev.tidegate.ingest.stream.Key;
import dev.tidegate.ingest.stream.OtherColumns;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Table;
import dev.tidegate.ingest.stream.Tombstones;
import dev.tidegate.ingest.stream.Type;
import dev.tidegate.ingest.value.ShownValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Any declaration and any values: what the rules say is what plain Java says, with no care for speed. */
class RandomStreamsTest {

    private static final DeliveredFile FILE = new DeliveredFile("a.csv", 0);

    private static final String[] DIRT = {
        "",
        " ",
        "NULL",
        "\\N",
        "-",
        "+",
        ".",
        "1.",
        ".1",
        "1e5",
        "1E-3",
        "1e999",
        "NaN",
        "0",
        "-0",
        "007",
        "9".repeat(18),
        "9".repeat(19),
        "-" + "9".repeat(19),
        "9".repeat(25),
        "1.10",
        "1.000000",
        "0.0000001",
        "true",
        "No",
        "2026-02-30",
        "2026-02-28",
        "2026-02-28T10:00:00Z",
        "1969-12-31T23:59:59Z",
        "23:59:59.9999999",
        "24:00",
        "12:00",
        "a\0b",
        "ä😀",
        "d",
        "u",
        "{\"a\":1}",
        "3f2a8c1e-0b7d-4e59-9a61-c4d20f8e7b13",
        "\t7 ",
        "--1",
        "+-1",
        "1 2",
        "١"
    };

    private final long seed = Long.getLong("tidegate.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void whatTheRulesSayIsWhatPlainJavaSays() {
        System.out.println("RandomStreamsTest -Dtidegate.fuzz.seed=" + seed);
        int[] seen = new int[4];
        for (int i = 0; i < 400; i++) {
            Stream stream = stream();
            StreamRules rules = new StreamRules(stream, ZoneOffset.UTC);
            Row row = new Row(stream);
            for (int record = 0; record < 100; record++) {
                String[] values = record(stream);
                String expected = truth(stream, values);
                assertThat(shown(stream, rules.judge(values, null, FILE, row), row))
                        .as("seed %d: %s of %s", seed, String.join(",", List.of(text(values))), stream)
                        .isEqualTo(expected);
                seen[List.of("a", "f", "r", "d").indexOf(expected.substring(0, 1))]++;
            }
        }
        assertThat(seen).as("accepted, filtered, rejected, deleted").doesNotContain(0);
    }

    private static String[] text(String[] values) {
        String[] text = values.clone();
        for (int i = 0; i < text.length; i++) {
            text[i] = String.valueOf(text[i]);
        }
        return text;
    }

    private static String shown(Stream stream, Verdict verdict, Row row) {
        if (verdict instanceof Verdict.Rejected rejected) {
            return "rejected " + rejected.column();
        }
        if (verdict instanceof Verdict.Filtered) {
            return "filtered";
        }
        List<String> values = new ArrayList<>();
        for (int place = 0; place < stream.columns().size(); place++) {
            values.add(ShownValue.of(stream.columns().get(place).type(), row, place));
        }
        return (row.deleted() ? "deleted " : "accepted ") + values;
    }

    // Declarations

    private Stream stream() {
        List<Column> columns = new ArrayList<>();
        int count = 2 + random.nextInt(6);
        columns.add(new Column("k", type(), new Origin.Header("k"), true, null, List.of(), Set.of()));
        for (int i = 1; i < count; i++) {
            columns.add(column("c" + i));
        }
        numbers(columns);
        boolean tombstones = random.nextInt(3) == 0;
        return new Stream(
                "s",
                new Table("public", "t"),
                columns,
                new Key.Columns(List.of("k")),
                null,
                tombstones ? new Tombstones("op", Set.of("d")) : null,
                OtherColumns.IGNORE,
                Set.of());
    }

    private Column column(String name) {
        Type type = type();
        List<String> nulls = random.nextInt(3) == 0 ? List.of("NULL", "\\N") : List.of();
        Set<String> accepted = random.nextInt(4) == 0
                ? Set.copyOf(List.of(valid(type).strip(), valid(type).strip()))
                : Set.of();
        return new Column(
                name,
                type,
                new Origin.Header(name),
                random.nextBoolean(),
                random.nextInt(4) == 0 ? valid(type) : null,
                nulls,
                accepted);
    }

    /** What is computed of two columns that hold numbers. */
    private void numbers(List<Column> columns) {
        List<String> numbers = columns.stream()
                .filter(column -> column.type() instanceof Type.Whole || column.type() instanceof Type.Decimal)
                .map(Column::name)
                .toList();
        if (!numbers.isEmpty()) {
            List<Type.Operator> operators = List.of(Type.Operator.values());
            Type.Operator operator = operators.get(random.nextInt(operators.size()));
            String left = numbers.get(random.nextInt(numbers.size()));
            String right = numbers.get(random.nextInt(numbers.size()));
            int scale = 36;
            Type.Arithmetic type =
                    new Type.Arithmetic(left, operator, right, scale + random.nextInt(39 - scale), scale);
            columns.add(new Column("x", type, new Origin.Computed(), false, null, List.of(), Set.of()));
        }
    }

    private Type type() {
        return switch (random.nextInt(9)) {
            case 0 -> {
                int bytes = 2 << random.nextInt(3);
                long bound = random.nextInt(1000);
                yield random.nextBoolean()
                        ? new Type.Whole(Long.MIN_VALUE, Long.MAX_VALUE, bytes, random.nextInt(4) == 0)
                        : new Type.Whole(-bound, bound + 1000, bytes, false);
            }
            case 1 -> {
                int precision = 1 + random.nextInt(18);
                yield new Type.Decimal(precision, random.nextInt(precision + 1), Long.MIN_VALUE, Long.MAX_VALUE, false);
            }
            case 2 -> new Type.Real();
            case 3 -> Type.Truth.USUAL;
            case 4 -> new Type.Date(List.of());
            case 5 -> new Type.Time(List.of());
            case 6 -> new Type.Timestamp(List.of(), null);
            case 7 -> new Type.Uuid();
            default -> new Type.Text(1 + random.nextInt(20), null, Set.of(), random.nextBoolean(), null);
        };
    }

    // Values

    private String[] record(Stream stream) {
        String[] values = new String[stream.headers().size()];
        for (int field = 0; field < values.length; field++) {
            String header = stream.headers().get(field);
            int roll = random.nextInt(20);
            values[field] = header.equals("op")
                    ? (random.nextBoolean() ? "d" : "u")
                    : roll == 0
                            ? null
                            : roll < 3
                                    ? DIRT[random.nextInt(DIRT.length)]
                                    : valid(stream.column(header).type());
        }
        return values;
    }

    /** A text that the type takes; rarely with blanks around it. */
    private String valid(Type type) {
        String text = clean(type);
        return random.nextInt(10) == 0 && !(type instanceof Type.Text) ? " " + text + "\t" : text;
    }

    private String clean(Type type) {
        if (type instanceof Type.Whole whole) {
            BigInteger least = BigInteger.valueOf(whole.digitsOnly() ? 0 : whole.least());
            BigInteger most = BigInteger.valueOf(whole.most());
            BigInteger width = most.subtract(least).add(BigInteger.ONE);
            return least.add(new BigInteger(70, random).mod(width)).toString();
        }
        if (type instanceof Type.Decimal decimal) {
            BigInteger units =
                    new BigInteger(70, random).mod(BigInteger.TEN.pow(1 + random.nextInt(decimal.precision())));
            String text =
                    new BigDecimal(random.nextBoolean() ? units : units.negate(), decimal.scale()).toPlainString();
            return decimal.scale() > 0 && random.nextInt(4) == 0 ? text + "00" : text;
        }
        if (type instanceof Type.Real) {
            return Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(600) - 300));
        }
        if (type instanceof Type.Truth) {
            return random.nextBoolean() ? "Yes" : "0";
        }
        if (type instanceof Type.Date) {
            return LocalDate.of(1, 1, 1).plusDays(random.nextInt(3_600_000)).toString();
        }
        if (type instanceof Type.Time) {
            return LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000_000L)).toString();
        }
        if (type instanceof Type.Timestamp) {
            return Instant.ofEpochSecond(random.nextLong(4_000_000_000L), random.nextInt(1_000_000_000))
                    .toString();
        }
        if (type instanceof Type.Uuid) {
            return new UUID(random.nextLong(), random.nextLong()).toString();
        }
        return "ab ä😀".substring(0, 1 + random.nextInt(3));
    }

    // The truth

    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
    }

    private static String truth(Stream stream, String[] record) {
        boolean deleted =
                stream.deleted() != null && "d".equals(record[stream.headers().indexOf("op")]);
        List<String> shown = new ArrayList<>();
        for (boolean filters : new boolean[] {true, false}) {
            for (Column column : stream.columns()) {
                boolean judged = deleted ? column.name().equals("k") : column.isFilter() == filters;
                if (!judged) {
                    continue;
                }
                try {
                    String value = value(stream, column, record);
                    if (filters && !deleted && value != null && !accepts(column, value)) {
                        return "filtered";
                    }
                } catch (Refused | DateTimeException | ArithmeticException | NumberFormatException e) {
                    return "rejected " + column.name();
                }
            }
        }
        for (Column column : stream.columns()) {
            try {
                shown.add(deleted && !column.name().equals("k") ? null : value(stream, column, record));
            } catch (Refused e) {
                throw new AssertionError(e);
            }
        }
        return (deleted ? "deleted " : "accepted ") + shown;
    }

    private static boolean accepts(Column column, String value) throws Refused {
        for (String accepted : column.accepted()) {
            // A text is compared as it is kept, which may be with blanks.
            String kept = column.type() instanceof Type.Text ? accepted : typed(column.type(), accepted);
            if (kept.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static String value(Stream stream, Column column, String[] record) throws Refused {
        if (column.type() instanceof Type.Arithmetic arithmetic) {
            String left = value(stream, stream.column(arithmetic.left()), record);
            String right = value(stream, stream.column(arithmetic.right()), record);
            return left == null || right == null
                    ? null
                    : computed(arithmetic, new BigDecimal(left), new BigDecimal(right));
        }
        String text = record[stream.headers().indexOf(column.header())];
        boolean absent = text == null
                || text.replaceAll("[ \t]", "").isEmpty()
                || column.nulls().contains(text.replaceAll("^[ \t]+|[ \t]+$", ""));
        if (absent && column.otherwise() == null) {
            if (column.required()) {
                throw new Refused();
            }
            return null;
        }
        return typed(column.type(), absent ? column.otherwise() : text);
    }

    private static String computed(Type.Arithmetic type, BigDecimal left, BigDecimal right) throws Refused {
        BigDecimal result =
                switch (type.operator()) {
                    case TIMES -> left.multiply(right);
                    case PLUS -> left.add(right);
                    case MINUS -> left.subtract(right);
                };
        result = result.setScale(type.scale());
        require(result.unscaledValue().abs().compareTo(BigInteger.TEN.pow(type.precision())) < 0);
        return result.toPlainString();
    }

    private static void require(boolean fits) throws Refused {
        if (!fits) {
            throw new Refused();
        }
    }

    private static String typed(Type type, String delivered) throws Refused {
        String text = delivered.replaceAll("^[ \t]+|[ \t]+$", "");
        if (type instanceof Type.Whole whole) {
            require(text.matches(whole.digitsOnly() ? "[0-9]{1,19}" : "[+-]?[0-9]{1,19}"));
            BigInteger number = new BigInteger(text);
            int bits = 8 * whole.bytes() - 1;
            require(number.bitLength() <= bits);
            long value = number.longValueExact();
            require(value >= whole.min() && value <= whole.max());
            return number.toString();
        }
        if (type instanceof Type.Decimal decimal) {
            require(text.matches("[+-]?[0-9]+(\\.[0-9]+)?"));
            BigDecimal number = new BigDecimal(text).setScale(decimal.scale());
            require(number.unscaledValue().abs().compareTo(BigInteger.TEN.pow(decimal.precision())) < 0);
            return number.toPlainString();
        }
        if (type instanceof Type.Real) {
            require(text.matches("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?"));
            double number = Double.parseDouble(text);
            require(!Double.isInfinite(number));
            require(number != 0 || new BigDecimal(text).signum() == 0);
            return Double.toString(number);
        }
        if (type instanceof Type.Truth) {
            require(text.matches("(?i)true|t|1|yes|false|f|0|no"));
            return Boolean.toString(text.matches("(?i)true|t|1|yes"));
        }
        if (type instanceof Type.Date) {
            require(text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}") && !text.startsWith("0000"));
            return LocalDate.parse(text).toString();
        }
        if (type instanceof Type.Time) {
            require(text.matches("[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?"));
            return LocalTime.parse(text).truncatedTo(ChronoUnit.MICROS).toString();
        }
        if (type instanceof Type.Timestamp) {
            require(text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?Z"));
            Instant time = Instant.parse(text);
            require(time.getEpochSecond() >= 0);
            return time.truncatedTo(ChronoUnit.MICROS).toString();
        }
        if (type instanceof Type.Uuid) {
            require(text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"));
            return UUID.fromString(text).toString();
        }
        Type.Text limits = (Type.Text) type;
        String kept = limits.trimmed() ? text : delivered;
        require(!kept.contains("\0") && kept.codePointCount(0, kept.length()) <= limits.maxLength());
        return kept;
    }
}
