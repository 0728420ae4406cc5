package dev.tidegate.ingest.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.merge.FileOutcome.Kind;
import dev.tidegate.ingest.merge.NewEvents.Expected;
import dev.tidegate.ingest.merge.Writing.Written;
import dev.tidegate.ingest.source.FileState;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.stage.FileTally;
import dev.tidegate.ingest.stage.SessionTables;
import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Key;
import dev.tidegate.ingest.stream.OtherColumns;
import dev.tidegate.ingest.stream.Risk;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Table;
import dev.tidegate.ingest.stream.Type;
import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a table may refuse rows, a row that it refuses is a reject of that row, and the others of its file go in. */
class RefusedByTableIT {

    private static final Duration HOLD = Duration.ofMinutes(10);

    private static final Stream ORDERS = new Stream(
            "orders",
            new Table("public", "orders"),
            List.of(column("id", true), column("customer", false), column("parent", false), column("amount", false)),
            new Key.Columns(List.of("id")),
            null,
            null,
            OtherColumns.IGNORE,
            Set.of(Risk.TRIGGERS, Risk.FOREIGN_KEYS, Risk.UNIQUE));

    /** The same where the order of the files is not that of the versions. */
    private static final Stream BY_AMOUNT = new Stream(
            ORDERS.name(),
            ORDERS.table(),
            ORDERS.columns(),
            ORDERS.key(),
            "amount",
            null,
            OtherColumns.IGNORE,
            ORDERS.allowed());

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @TempDir
    Path folder;

    private final Statements statements = Statements.of(ORDERS);
    private final List<LandedFile> files = new ArrayList<>();
    private Deciding deciding;
    private Connection connection;
    private long batch;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private List<Integer> staged = new ArrayList<>();

    private static Column column(String name, boolean required) {
        return new Column(
                name,
                new Type.Whole(Integer.MIN_VALUE, Integer.MAX_VALUE, 4, false),
                new Column.Origin.Header(name),
                required,
                null,
                List.of(),
                Set.of());
    }

    @BeforeEach
    void createTables() throws SQLException, IOException {
        database.execute("""
                CREATE TABLE customers (id int PRIMARY KEY);
                INSERT INTO customers VALUES (1);
                CREATE TABLE orders (
                    id int PRIMARY KEY, customer int REFERENCES customers, parent int REFERENCES orders DEFERRABLE INITIALLY DEFERRED,
                    amount int UNIQUE CHECK (amount < 1000000), source_file_id bigint NOT NULL, source_line bigint NOT NULL,
                    ingested_at timestamptz NOT NULL);
                GRANT SELECT, INSERT, UPDATE, DELETE ON orders TO tidegate_ingest;
                CREATE FUNCTION keep_out() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF NEW.amount = -13 THEN RETURN NULL; END IF;
                    IF NEW.amount = -14 THEN RAISE EXCEPTION 'no such amount'; END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER keep_out BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION keep_out();
                """);
        connection = database.connect(database.ingest());
        new SessionTables(ORDERS).create(connection);
        Merge.createStagedFiles(connection);
        StreamTable.createKnown(connection);
        connection.setAutoCommit(false);
        deciding = new Deciding(Folders.local(folder), FileLimits.DEFAULT, new WaitingForParents(HOLD), BY_AMOUNT);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @EnumSource
    void rowsThatTheTableRefusesAreRejectsAndTheOthersGoIn(Expected expected) throws SQLException, IOException {
        deliver(IntStream.range(0, 300)
                .mapToObj(i -> switch (i) {
                    case 7 -> "7,1,,1000000";
                    case 8 -> "8,1,,3";
                    case 100 -> "100,1,,-13";
                    case 299 -> "299,1,,-14";
                    default -> "%d,1,,%d".formatted(i, i);
                })
                .toArray(String[]::new));
        write(expected);
        assertThat(counts()).containsExactly("300|296|0|0|0|0|0|4");
        assertThat(database.rows("SELECT count(*) FROM orders")).containsExactly("296");
        assertThat(database.rows(
                        "SELECT line, reason, convert_from(raw, 'UTF8'), message FROM rejected_events ORDER BY line"))
                .hasSize(4)
                .satisfiesExactly(
                        row -> assertThat(row)
                                .startsWith("9|refused_by_table|7,1,,1000000|")
                                .contains("check constraint"),
                        row -> assertThat(row)
                                .startsWith("10|refused_by_table|8,1,,3|")
                                .contains("(amount)=(3)"),
                        row -> assertThat(row)
                                .startsWith("102|refused_by_table|100,1,,-13|")
                                .contains("keeps the row out"),
                        row -> assertThat(row)
                                .startsWith("301|refused_by_table|299,1,,-14|")
                                .contains("no such amount"));
        assertThat(database.rows("SELECT first_error FROM ingested_files").get(0))
                .startsWith("line 9: refused_by_table: ");
    }

    /** Else it would depend on the micro-batches into which the versions happen to fall. */
    @Test
    void whereTheNewestVersionIsRefusedTheOneBeforeItIsKept() throws SQLException, IOException {
        deliver("1,1,,5", "1,1,,6", "1,1,,1000000", "1,1,,-13", "2,1,,7");
        write(Expected.ANY);
        assertThat(counts()).containsExactly("5|2|0|0|0|1|0|2");
        assertThat(database.rows("SELECT id, amount FROM orders ORDER BY id")).containsExactly("1|6", "2|7");
    }

    @Test
    void newerVersionThatIsRefusedLeavesTheRowAsItWas() throws SQLException, IOException {
        deliver("1,1,,5", "2,1,,6");
        write(Expected.ANY);
        deliver("1,1,,1000000", "2,1,,8", "3,1,,-13");
        write(Expected.ANY);
        assertThat(counts()).containsExactly("2|2|0|0|0|0|0|0", "3|0|1|0|0|0|0|2");
        assertThat(database.rows("SELECT id, amount FROM orders ORDER BY id")).containsExactly("1|5", "2|8");
    }

    /** A child may stand before its parent, and both are tried in halves, since another row of the file is refused. */
    @Test
    void rowsThatReferToEachOtherGoIn() throws SQLException, IOException {
        deliver("1,1,9,1", "2,1,1,2", "3,1,,-14", "4,1,,4", "9,1,,9");
        write(Expected.ANY);
        assertThat(counts()).containsExactly("5|4|0|0|0|0|0|1");
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("1", "2", "4", "9");
    }

    /** None of a circle goes in alone. */
    @Test
    void rowsThatReferToEachOtherInACircleGoIn() throws SQLException, IOException {
        deciding = new Deciding(
                Folders.local(folder), FileLimits.DEFAULT, new WaitingForParents(Duration.ZERO), BY_AMOUNT);
        deliver("1,1,2,1", "2,1,1,2", "3,1,,-14");
        deliver("4,1,99,4", "5,1,,5");
        write(Expected.ANY);
        deliver("6,1,7,6", "8,1,,8", "9,1,,-14");
        deliver("7,1,6,7");
        write(Expected.ANY);
        assertThat(counts())
                .containsExactly("3|2|0|0|0|0|0|1", "2|1|0|0|0|0|0|1", "3|2|0|0|0|0|0|1", "1|1|0|0|0|0|0|0");
    }

    @Test
    void fileThatMissesRowsOfAnotherTableWaitsForThemAndHoldsUpNoOther() throws SQLException, IOException {
        deliver("1,1,,1", "2,77,,2");
        deliver("3,1,,3");
        assertThat(write(Expected.ANY).decisions()).extracting(Decision::kind).containsExactly(Kind.HELD, Kind.LOADED);
        assertThat(counts()).containsExactly("1|1|0|0|0|0|0|0");
        files.remove(1);
        staged.remove(1);
        now = now.plus(HOLD.dividedBy(2));
        assertThat(write(Expected.ANY).decisions()).extracting(Decision::kind).containsExactly(Kind.HELD);
        database.execute("INSERT INTO customers VALUES (77)");
        assertThat(write(Expected.ANY).decisions()).extracting(Decision::kind).containsExactly(Kind.LOADED);
        assertThat(counts()).containsExactly("1|1|0|0|0|0|0|0", "2|2|0|0|0|0|0|0");
    }

    @Test
    void whereTheLastDeliveredWinsTheFilesBehindOneThatWaitsWaitToo() throws SQLException, IOException {
        deciding = new Deciding(Folders.local(folder), FileLimits.DEFAULT, new WaitingForParents(HOLD), ORDERS);
        deliver("1,1,,1");
        deliver("2,1,,2", "3,77,,3");
        deliver("2,1,,4", "4,1,,1000000");
        assertThat(write(Expected.ANY).decisions())
                .extracting(Decision::kind)
                .containsExactly(Kind.LOADED, Kind.HELD, Kind.PUT_BACK);
        assertThat(counts()).containsExactly("1|1|0|0|0|0|0|0");
        assertThat(database.rows("SELECT count(*) FROM rejected_events")).containsExactly("0");
        database.execute("INSERT INTO customers VALUES (77)");
        files.remove(0);
        staged.remove(0);
        write(Expected.ANY);
        assertThat(counts()).containsExactly("1|1|0|0|0|0|0|0", "2|1|0|0|0|1|0|0", "2|1|0|0|0|0|0|1");
        assertThat(database.rows("SELECT id, amount FROM orders ORDER BY id")).containsExactly("1|1", "2|4", "3|3");
    }

    @Test
    void rowThatMissesItsParentForTooLongIsRejected() throws SQLException, IOException {
        deliver("1,1,,1", "2,77,,2");
        write(Expected.ANY);
        now = now.plus(HOLD);
        write(Expected.ANY);
        assertThat(counts()).containsExactly("2|1|0|0|0|0|0|1");
        assertThat(database.rows("SELECT convert_from(raw, 'UTF8'), message FROM rejected_events")
                        .get(0))
                .startsWith("2,77,,2|")
                .contains("(customer)=(77)");
    }

    @Test
    @Tag("long")
    void tensOfThousandsOfRefusedRowsAreRejectsToo() throws SQLException, IOException {
        deliver(IntStream.range(0, 40_000)
                .mapToObj(i -> i % 3 == 0 ? i + ",1,,1000000" : "%d,1,,%d".formatted(i, i))
                .toArray(String[]::new));
        write(Expected.ANY);
        assertThat(counts()).containsExactly("40000|26666|0|0|0|0|0|13334");
        assertThat(database.rows("SELECT count(*), count(DISTINCT line), min(length(raw)) FROM rejected_events"))
                .containsExactly("13334|13334|12");
    }

    @Test
    void whereMoreVersionsOfARowAreRefusedThanAnybodyExpectsTheOneBeforeThemIsKept() throws SQLException, IOException {
        deliver(IntStream.range(0, 700)
                .mapToObj(i -> i < 2 ? "1,1,," + i : "1,1,,1000000")
                .toArray(String[]::new));
        write(Expected.ANY);
        assertThat(counts()).containsExactly("700|1|0|0|0|1|0|698");
        assertThat(database.rows("SELECT amount FROM orders")).containsExactly("1");
    }

    @Test
    void fileOfWhichMoreRowsAreRefusedThanAFileMayHaveRejectsGoesToQuarantineAndTheOthersGoIn()
            throws SQLException, IOException {
        FileLimits limits = new FileLimits(200, 1_000, 16 << 10, 500);
        deciding = new Deciding(Folders.local(folder), limits, new WaitingForParents(HOLD), BY_AMOUNT);
        deliver(IntStream.range(0, 2_000)
                .mapToObj(i -> i % 2 == 0 ? i + ",1,,1000000" : i + ",77,," + i)
                .toArray(String[]::new));
        deliver(IntStream.range(2_000, 3_000).mapToObj(i -> i + ",1,,1000000").toArray(String[]::new));
        deliver(IntStream.range(3_000, 4_002).mapToObj(i -> i + ",1,,1000000").toArray(String[]::new));
        deliver("5000,1,,5000", "5001,1,,1000000");
        assertThat(write(Expected.ANY).decisions())
                .extracting(Decision::kind)
                .containsExactly(Kind.HELD, Kind.LOADED, Kind.QUARANTINED, Kind.LOADED);
        assertThat(counts()).containsExactly("1000|0|0|0|0|0|0|1000", "0|0|0|0|0|0|0|0", "2|1|0|0|0|0|0|1");
        assertThat(database.rows("SELECT first_error FROM ingested_files WHERE state = 'quarantined'"))
                .singleElement()
                .asString()
                .startsWith("too_many_rejects: More than 1,000 records would be rejected, the first: line ")
                .contains(": refused_by_table: ");
        assertThat(database.rows("SELECT count(*) FROM rejected_events")).containsExactly("1001");
    }

    @Test
    void parentsThatComeBehindTheirChildrenAreFoundHoweverManyThereAre() throws SQLException, IOException {
        deliver(IntStream.rangeClosed(1, 600)
                .mapToObj(i -> switch (i) {
                    case 600 -> "600,1,,600";
                    case 300 -> "300,1,301,1000000";
                    default -> "%d,1,%d,%d".formatted(i, i + 1, i);
                })
                .toArray(String[]::new));
        now = now.plus(HOLD);
        deciding = new Deciding(
                Folders.local(folder), FileLimits.DEFAULT, new WaitingForParents(Duration.ZERO), BY_AMOUNT);
        write(Expected.ANY);
        // Those below the refused one have no parent; those above it find theirs.
        assertThat(counts()).containsExactly("600|300|0|0|0|0|0|300");
        assertThat(database.rows("SELECT min(id), max(id) FROM orders")).containsExactly("301|600");
    }

    /** Files that are delivered, and not yet written, are written together. */
    private void deliver(String... records) throws IOException {
        String name = "file-%d.csv".formatted(batch * 10 + files.size());
        Path file = Files.writeString(folder.resolve(name), "id,customer,parent,amount\n" + String.join("\n", records));
        files.add(new LandedFile(
                name, Files.size(file), Files.getLastModifiedTime(file).toMillis(), null));
        staged.add(records.length);
    }

    private Written write(Expected expected) throws SQLException, IOException {
        long id = 10 * ++batch;
        long[] ids = LongStream.rangeClosed(1, files.size()).map(n -> id + n).toArray();
        Fence fence = new Fence(statements.stream().name(), batch, 1, ids, Timestamp.from(now));
        List<Decision> decisions = new ArrayList<>();
        for (int place = 0; place < files.size(); place++) {
            stage(place + 1, files.get(place));
            FileTally tally = new FileTally(
                    place + 1, FileState.COMPLETE, null, null, null, staged.get(place), staged.get(place), 0, 0, null);
            decisions.add(new Decision(files.get(place), tally, Kind.LOADED, null, null));
        }
        Written written = new Writing(connection, statements, fence, decision -> Writing.delivery(decision, fence))
                .write(decisions, deciding.refusals(now), () -> expected);
        connection.commit();
        if (written.decisions().stream().allMatch(Decision::entersLedger)) {
            files.clear();
            staged.clear();
        }
        return written;
    }

    private void stage(int fileNo, LandedFile file) throws SQLException, IOException {
        String text = Files.readString(folder.resolve(file.name()), StandardCharsets.UTF_8);
        int offset = text.indexOf('\n') + 1;
        int line = 2;
        try (Statement statement = connection.createStatement()) {
            for (String record : text.substring(offset).lines().toList()) {
                String values = record.replace(",,", ",NULL,");
                statement.addBatch(
                        "INSERT INTO staged_events (_tg_file_no, _tg_line, _tg_byte_offset, _tg_byte_length, id, customer, parent, amount)"
                                + " VALUES (%d, %d, %d, %d, %s)"
                                        .formatted(fileNo, line++, offset, record.length(), values));
                offset += record.length() + 1;
            }
            statement.executeBatch();
        }
    }

    private List<String> counts() throws SQLException {
        return database.rows("SELECT records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected"
                + " FROM ingested_files ORDER BY file_id");
    }
}
