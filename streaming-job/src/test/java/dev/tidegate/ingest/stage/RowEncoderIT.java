package dev.tidegate.ingest.stage;

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
import dev.tidegate.postgres.TestDatabase;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Any row of any stream is in the table what it was before, whatever the types of its columns. */
class RowEncoderIT {

    private static final int ROWS = 3000;
    private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
    private static final long DAYS = LocalDate.of(9999, 12, 31).toEpochDay() - FIRST_DAY + 1;
    private static final String[] DOCUMENTS = {"{}", "[1, 2.50]", "\"😀\"", "null", "{\"a\": {\"b\": [true]}}", "-0.5"};
    private static final String[] TEXTS = {"", " ", "a", "\\N", "日本\t\n😀", "x".repeat(10_000)};

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final long seed = Long.getLong("tidegate.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void rowsAreReadBackAsTheyWere() throws SQLException {
        System.out.println("RowEncoderIT -Dtidegate.fuzz.seed=" + seed);
        for (boolean tombstones : new boolean[] {false, true}) {
            Stream stream = stream(tombstones);
            RowEncoder encoder = new RowEncoder(stream);
            CopyBuffer rows = new CopyBuffer();
            List<String> expected = new ArrayList<>();
            for (int line = 0; line < ROWS; line++) {
                Row row = row(stream);
                rows.beginRow(encoder.columns());
                encoder.row(rows, 1, line, 0, 0, row);
                expected.add(shown(stream, row));
            }
            assertThat(copied(stream, rows)).as("seed %d", seed).containsExactlyElementsOf(expected);
        }
    }

    private static Stream stream(boolean tombstones) {
        List<Type> types = new ArrayList<>(List.of(
                new Type.Uuid(),
                new Type.Whole(Long.MIN_VALUE, Long.MAX_VALUE, 2, false),
                new Type.Whole(Long.MIN_VALUE, Long.MAX_VALUE, 4, false),
                new Type.Whole(Long.MIN_VALUE, Long.MAX_VALUE, 8, false),
                new Type.Real(),
                Type.Truth.USUAL,
                new Type.Date(List.of()),
                new Type.Time(List.of()),
                new Type.Timestamp(List.of(), null),
                new Type.Text(20_000, null, Set.of(), false, null),
                new Type.Word(),
                new Type.Json(),
                new Type.Day("t")));
        for (int scale = 0; scale <= Type.Decimal.MOST_DIGITS; scale++) {
            types.add(new Type.Decimal(18, scale, Long.MIN_VALUE, Long.MAX_VALUE, false));
        }
        for (int scale = 0; scale <= Type.Arithmetic.MOST_DIGITS; scale++) {
            types.add(new Type.Arithmetic("a", Type.Operator.TIMES, "b", 38, scale));
        }
        List<Column> columns = new ArrayList<>();
        for (Type type : types) {
            String name = "c" + columns.size();
            columns.add(new Column(name, type, new Origin.Header(name), columns.isEmpty(), null, List.of(), Set.of()));
        }
        return new Stream(
                "s",
                new Table("public", "t"),
                columns,
                new Key.Columns(List.of("c0")),
                null,
                tombstones ? new Tombstones("op", Set.of("d")) : null,
                OtherColumns.IGNORE,
                Set.of());
    }

    private Row row(Stream stream) {
        Row row = new Row(stream);
        for (int place = 0; place < stream.columns().size(); place++) {
            Column column = stream.columns().get(place);
            if (column.required() || random.nextInt(8) > 0) {
                fill(row, place, column.type());
            }
        }
        if (stream.deleted() != null && random.nextBoolean()) {
            row.delete();
        }
        return row;
    }

    private void fill(Row row, int place, Type type) {
        if (type instanceof Type.Uuid) {
            row.uuid(place, random.nextLong(), random.nextLong());
        } else if (type instanceof Type.Whole whole) {
            row.number(place, near(whole.least(), whole.most()));
        } else if (type instanceof Type.Real) {
            double[] edges = {0.0, -0.0, Double.MIN_VALUE, -Double.MAX_VALUE, Math.PI, 1e-310};
            double any = Double.longBitsToDouble(random.nextLong());
            double number = Double.isFinite(any) && random.nextInt(4) > 0 ? any : edges[random.nextInt(edges.length)];
            row.number(place, Double.doubleToRawLongBits(number));
        } else if (type instanceof Type.Truth) {
            row.number(place, random.nextInt(2));
        } else if (type instanceof Type.Date || type instanceof Type.Day) {
            row.number(place, FIRST_DAY + random.nextLong(DAYS));
        } else if (type instanceof Type.Time) {
            row.number(place, near(0, 86_399_999_999L));
        } else if (type instanceof Type.Timestamp) {
            row.number(place, near(0, 4_133_980_799_999_999L));
        } else if (type instanceof Type.Decimal) {
            row.number(place, near(-999_999_999_999_999_999L, 999_999_999_999_999_999L));
        } else if (type instanceof Type.Arithmetic) {
            BigInteger units = wide();
            row.wide(place, units.shiftRight(64).longValue(), units.longValue());
        } else if (type instanceof Type.Json) {
            row.text(place, DOCUMENTS[random.nextInt(DOCUMENTS.length)]);
        } else {
            row.text(place, TEXTS[random.nextInt(TEXTS.length)]);
        }
    }

    /** Of any size, the bounds, and round numbers, more often than chance has them. */
    private long near(long least, long most) {
        long[] edges = {least, most, 0, 1, -1, 10_000, -10_000, 99_990_000, 100_000_000L * 100_000_000L};
        long edge = edges[random.nextInt(edges.length)];
        if (random.nextInt(4) == 0 && edge >= least && edge <= most) {
            return edge;
        }
        long any = random.nextLong() >> random.nextInt(64);
        return any >= least && any <= most
                ? any
                : random.nextLong(Math.max(least, -1_000_000), Math.min(most, 1_000_000));
    }

    /** Of up to 38 digits. */
    private BigInteger wide() {
        BigInteger size =
                switch (random.nextInt(4)) {
                    case 0 -> BigInteger.TEN.pow(random.nextInt(38));
                    case 1 -> BigInteger.TEN.pow(random.nextInt(39)).subtract(BigInteger.ONE);
                    default -> new BigInteger(random.nextInt(127), random).mod(BigInteger.TEN.pow(38));
                };
        return random.nextBoolean() ? size : size.negate();
    }

    private static String shown(Stream stream, Row row) {
        List<String> shown = new ArrayList<>();
        for (Column column : stream.staged()) {
            shown.add(ShownValue.of(column.type(), row, stream.place(column.name())));
        }
        if (stream.deleted() != null) {
            shown.add(Boolean.toString(row.deleted()));
        }
        return shown.toString();
    }

    private static List<String> copied(Stream stream, CopyBuffer rows) throws SQLException {
        String columns = stream.staged().stream()
                .map(column -> column.name() + " " + column.type().sql())
                .collect(Collectors.joining(", "));
        try (Connection connection = DATABASE.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE t (file_no int, line bigint, "
                    + (stream.deleted() == null ? "" : "deleted boolean, ") + columns + ")");
            CopyBuffer.send(connection, "COPY t FROM STDIN (FORMAT binary)", List.of(rows.drain()));
            List<String> read = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("SELECT * FROM t ORDER BY line")) {
                while (row.next()) {
                    read.add(shown(stream, row));
                }
            }
            return read;
        }
    }

    private static String shown(Stream stream, ResultSet row) throws SQLException {
        List<String> shown = new ArrayList<>();
        for (Column column : stream.staged()) {
            shown.add(shown(column, row));
        }
        if (stream.deleted() != null) {
            shown.add(Boolean.toString(row.getBoolean("deleted")));
        }
        return shown.toString();
    }

    private static String shown(Column column, ResultSet row) throws SQLException {
        String name = column.name();
        if (row.getObject(name) == null) {
            return null;
        }
        Type type = column.type();
        if (type instanceof Type.Real) {
            return Double.toString(row.getDouble(name));
        }
        if (type instanceof Type.Truth) {
            return Boolean.toString(row.getBoolean(name));
        }
        if (type instanceof Type.Date || type instanceof Type.Day) {
            return row.getObject(name, LocalDate.class).toString();
        }
        if (type instanceof Type.Time) {
            return row.getObject(name, LocalTime.class).toString();
        }
        if (type instanceof Type.Timestamp) {
            return row.getObject(name, OffsetDateTime.class).toInstant().toString();
        }
        return row.getString(name);
    }
}
