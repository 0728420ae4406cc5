package dev.tidegate.ingest.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.database.Password;
import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Key;
import dev.tidegate.ingest.stream.OtherColumns;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Table;
import dev.tidegate.ingest.stream.Type;
import dev.tidegate.postgres.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows arrive in the order in which PostgreSQL itself sorts their ids, and all of them do. */
class SortedRunsIT {

    private static final long SEED = 20261126;
    private static final long PLENTY = Long.MAX_VALUE;

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final Random random = new Random(SEED);

    @BeforeEach
    void createTable() throws SQLException {
        DATABASE.execute(
                "DROP TABLE IF EXISTS run; CREATE TABLE run (place bigserial, number int, id uuid, text text)");
    }

    @Test
    void idsOfAnyKindArriveInOrder() throws SQLException {
        List<UUID> ids = new ArrayList<>();
        LongStream.of(0, 1, Long.MAX_VALUE, Long.MIN_VALUE, -1, 1L << 20, (1L << 20) - 1)
                .forEach(high -> LongStream.of(0, 1, Long.MAX_VALUE, Long.MIN_VALUE, -1)
                        .forEach(low -> ids.add(new UUID(high, low))));
        Stream.generate(this::anyId).limit(20_000).forEach(ids::add);
        assertThat(copied(ids, PLENTY)).isEqualTo(1);
        assertThat(inOrder(ids.size())).isEqualTo("t");
    }

    /** Such as those of a clock or a counter: their first bits tell little. */
    @Test
    void idsThatBeginAlikeArriveInOrder() throws SQLException {
        List<UUID> ids = IntStream.range(0, 30_000)
                .mapToObj(i -> new UUID(0x0190_0000_0000_7000L + i % 7, random.nextLong()))
                .toList();
        assertThat(copied(ids, PLENTY)).isEqualTo(1);
        assertThat(inOrder(ids.size())).isEqualTo("t");
    }

    @Test
    void idThatComesTwiceInARunIsNoticedAndBothRowsArrive() throws SQLException {
        List<UUID> ids =
                new ArrayList<>(Stream.generate(this::anyId).limit(5_000).toList());
        ids.add(ids.get(17));
        assertThat(copied(ids, PLENTY)).isEqualTo(StagedPart.NO_ORDER);
        assertThat(inOrder(ids.size())).isEqualTo("t");
    }

    @Test
    void moreThanMemoryAllowsArrivesInSeveralRuns() throws SQLException {
        List<UUID> ids = Stream.generate(this::anyId).limit(20_000).toList();
        int runs = copied(ids, 300_000);
        assertThat(runs).isBetween(2, 20);
        assertThat(DATABASE.rows("SELECT count(*), count(DISTINCT id), min(number), max(number) FROM run"))
                .containsExactly("20000|20000|0|19999");
        assertThat(DATABASE.rows(
                        "SELECT count(*) + 1 FROM (SELECT id < lag(id) OVER (ORDER BY place) AS begins FROM run) AS run"
                                + " WHERE begins"))
                .as("runs, counted where an id is smaller than the one before")
                .containsExactly(Integer.toString(runs));
    }

    /** Such as 1, 2, 3, or moments of one day: they differ in their last bits only. */
    @Test
    void numbersArriveInOrder() throws SQLException {
        dev.tidegate.ingest.stream.Stream stream = keyed(new Type.Whole(Long.MIN_VALUE, Long.MAX_VALUE, 8, false));
        SortedRuns.KeyOrder order = SortedRuns.KeyOrder.of(stream);
        List<Long> numbers = new ArrayList<>(List.of(0L, -1L, 1L, Long.MIN_VALUE, Long.MAX_VALUE));
        random.longs(20_000, -50_000, 50_000)
                .distinct()
                .filter(number -> Math.abs(number) > 1)
                .forEach(numbers::add);
        for (List<Long> run : List.of(numbers, numbers.subList(5, numbers.size()))) {
            DATABASE.execute("TRUNCATE run");
            Row row = new Row(stream);
            Map<Long, Integer> places = new HashMap<>();
            List<UUID> keys = new ArrayList<>();
            for (long number : run) {
                places.put(number, keys.size());
                row.number(0, number);
                keys.add(new UUID(order.high(row), order.low(row)));
            }
            assertThat(copied(keys, PLENTY)).isEqualTo(1);
            List<String> sorted =
                    run.stream().sorted().map(number -> "" + places.get(number)).toList();
            assertThat(DATABASE.rows("SELECT number FROM run ORDER BY place")).isEqualTo(sorted);
        }
    }

    /** That of their bytes, which is the one of the collation C. */
    @Test
    void textsArriveInOrder() throws SQLException {
        dev.tidegate.ingest.stream.Stream stream = keyed(new Type.Text(500, null, Set.of(), true, "\"C\""));
        SortedRuns.KeyOrder order = SortedRuns.KeyOrder.of(stream);
        Row row = new Row(stream);
        List<String> texts = new ArrayList<>(
                List.of("", "a", "aa", "A", "ä", "😀", "\uffee", "12345678", "123456789é", "12345678é"));
        Stream.generate(() -> "L-" + Long.toString(random.nextLong() >>> 1, 36))
                .limit(5_000)
                .forEach(texts::add);
        List<UUID> keys = new ArrayList<>();
        DATABASE.execute("DROP TABLE IF EXISTS texts; CREATE TABLE texts (number int, text text COLLATE \"C\")");
        StringBuilder rows = new StringBuilder();
        for (String text : texts) {
            rows.append(rows.isEmpty() ? "(" : ", (")
                    .append(keys.size())
                    .append(", '")
                    .append(text)
                    .append("')");
            row.text(0, text);
            keys.add(new UUID(order.high(row), order.low(row)));
        }
        DATABASE.execute("INSERT INTO texts VALUES " + rows);
        assertThat(copied(keys, PLENTY)).isEqualTo(1);
        assertThat(DATABASE.rows("SELECT number FROM run ORDER BY place"))
                .isEqualTo(DATABASE.rows("SELECT number FROM texts ORDER BY text"));
    }

    @Test
    void textsThatBeginAlikeAreInNoOrder() throws SQLException {
        dev.tidegate.ingest.stream.Stream stream = keyed(new Type.Text(500, null, Set.of(), true, null));
        SortedRuns.KeyOrder order = SortedRuns.KeyOrder.of(stream);
        Row row = new Row(stream);
        List<UUID> keys = new ArrayList<>();
        for (String text : List.of("0123456789abcdef1", "0123456789abcdef2")) {
            row.text(0, text);
            keys.add(new UUID(order.high(row), order.low(row)));
        }
        assertThat(copied(keys, PLENTY)).isEqualTo(StagedPart.NO_ORDER);
    }

    private static dev.tidegate.ingest.stream.Stream keyed(Type type) {
        return new dev.tidegate.ingest.stream.Stream(
                "keyed",
                new Table("public", "keyed"),
                List.of(new Column("id", type, new Column.Origin.Header("id"), true, null, List.of(), Set.of())),
                new Key.Columns(List.of("id")),
                null,
                null,
                OtherColumns.IGNORE,
                Set.of());
    }

    @Test
    void nothingIsNoRun() throws SQLException {
        assertThat(copied(List.of(), PLENTY)).isZero();
        assertThat(DATABASE.rows("SELECT count(*) FROM run")).containsExactly("0");
    }

    private UUID anyId() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    /** Rows of any length, some of them longer than the pieces of memory they are encoded into. */
    private int copied(List<UUID> ids, long mostBytes) throws SQLException {
        Database database = new Database(DATABASE.jdbcUrl(), DATABASE.user(), Password.of(DATABASE.password()));
        try (CopyStream copy = new CopyStream(database, "COPY run (number, id, text) FROM STDIN (FORMAT binary)")) {
            SortedRuns runs = new SortedRuns(copy, true, mostBytes);
            for (int number = 0; number < ids.size(); number++) {
                UUID id = ids.get(number);
                CopyBuffer row = runs.next();
                row.beginRow(3);
                row.int4(number);
                row.uuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
                row.text(id.toString().repeat(number % 5_000 == 7 ? 10_000 : random.nextInt(3)));
                runs.done(id.getMostSignificantBits(), id.getLeastSignificantBits());
            }
            return runs.finish();
        }
    }

    /** Whether all rows are there, in order, each with the text that belongs to its id. */
    private String inOrder(int count) throws SQLException {
        return DATABASE.rows("SELECT count(*) = " + count + " AND count(DISTINCT number) = " + count
                        + " AND bool_and(coalesce(id >= before, true) AND replace(text, id::text, '') = '')"
                        + " FROM (SELECT *, lag(id) OVER (ORDER BY place) AS before FROM run) AS run")
                .get(0);
    }
}
