package dev.tidegate.crashtest.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.crashtest.running.Folders;
import dev.tidegate.crashtest.running.TestedStream;
import dev.tidegate.crashtest.workload.EventRecords;
import dev.tidegate.crashtest.workload.OrderRecords;
import dev.tidegate.crashtest.workload.Times;
import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.table.TableDdl;
import dev.tidegate.postgres.SetupScript;
import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("long")
class CheckerTest {

    private static final long SEED = 4;

    /** The id of the first file of orders. */
    private static final long FIRST_ORDERS = 51;

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @TempDir
    Path root;

    private final Findings findings = new Findings();
    private Connection connection;
    private LoadedFiles files;
    private LoadedFiles orders;

    @BeforeEach
    void loadFiles() throws IOException, SQLException {
        Path declaration = SetupScript.find().resolveSibling("streams/orders.yaml");
        database.apply(TableDdl.create(StreamFile.read(declaration).stream()));
        connection = database.connect();
        Folders folders = Folders.make(root.resolve("files"));
        Random random = new Random(SEED);
        connection.setAutoCommit(false);
        files = LoadedFiles.load(TestedStream.EVENTS, new EventRecords(Times.OF_DAYS), connection, folders, random, 1);
        orders = LoadedFiles.load(
                TestedStream.ORDERS, new OrderRecords(Times.OF_DAYS), connection, folders, random, FIRST_ORDERS);
        connection.commit();
        connection.setAutoCommit(true);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void findsNothingWhereNothingIsWrong() throws IOException, SQLException {
        List<Checker.Extent> extents = checker().check();
        assertThat(findings.descriptions()).isEmpty();
        assertThat(findings.summary()).isEqualTo("lost=0 doubled=0 wrong=0");
        assertThat(extents).extracting(Checker.Extent::stream).containsExactly("events", "orders");
        assertThat(extents).allSatisfy(extent -> {
            assertThat(extent.rows()).isGreaterThan(500);
            assertThat(extent.rejects()).isGreaterThan(20);
            assertThat(extent.files()).isEqualTo(6);
        });
    }

    @Test
    void findsALostRow() throws IOException, SQLException {
        change("DELETE FROM raw_events WHERE event_id = (SELECT min(event_id::text)::uuid FROM raw_events)");
        assertThat(check()).startsWith("lost=1 doubled=0").doesNotEndWith("wrong=0");
    }

    @Test
    void findsARowThatNobodyDelivered() throws IOException, SQLException {
        execute("CREATE TEMP TABLE foreign_row AS SELECT * FROM raw_events LIMIT 1");
        change("UPDATE foreign_row SET event_id = gen_random_uuid()");
        change("INSERT INTO raw_events SELECT * FROM foreign_row");
        assertThat(check()).startsWith("lost=0 doubled=1").doesNotEndWith("wrong=0");
    }

    @Test
    void findsARowThatSaysItIsFromAnotherLine() throws IOException, SQLException {
        change("UPDATE raw_events SET source_line = source_line + 1"
                + " WHERE event_id = (SELECT min(event_id::text)::uuid FROM raw_events)");
        assertThat(check()).isEqualTo("lost=0 doubled=0 wrong=1");
    }

    @Test
    void findsAWrongPrice() throws IOException, SQLException {
        change("UPDATE raw_events SET price = price + 0.01, total_price = (price + 0.01) * quantity"
                + " WHERE event_id = (SELECT min(event_id::text)::uuid FROM raw_events)");
        assertThat(check()).isEqualTo("lost=0 doubled=0 wrong=1");
    }

    @Test
    void findsAWrongTotal() throws IOException, SQLException {
        change("UPDATE raw_events SET total_price = total_price + 0.01"
                + " WHERE event_id = (SELECT min(event_id::text)::uuid FROM raw_events)");
        assertThat(check()).isEqualTo("lost=0 doubled=0 wrong=1");
    }

    @Test
    void findsAWrongAggregate() throws IOException, SQLException {
        change("UPDATE sales_by_hour SET revenue = revenue + 0.01 WHERE ctid = (SELECT min(ctid) FROM sales_by_hour)");
        assertThat(check()).isEqualTo("lost=0 doubled=0 wrong=1");
    }

    @Test
    void findsADoubledCount() throws IOException, SQLException {
        change(
                "UPDATE ingested_files SET inserted = 2 * inserted, records_read = records_read + inserted WHERE file_id = 1");
        assertThat(check()).startsWith("lost=0 doubled=0").doesNotEndWith("wrong=0");
    }

    @Test
    void findsAVerdictCountedAsAnother() throws IOException, SQLException {
        change("UPDATE ingested_files SET inserted = inserted - 1, unchanged = unchanged + 1 WHERE file_id = 1");
        assertThat(check()).startsWith("lost=0 doubled=0").doesNotEndWith("wrong=0");
    }

    @Test
    void findsAWrongRunningTotal() throws IOException, SQLException {
        change("UPDATE pipeline SET unchanged = unchanged + 1 WHERE stream = 'events'");
        assertThat(check()).isEqualTo("lost=0 doubled=0 wrong=1");
    }

    @Test
    void findsAMicroBatchThatCountsWrong() throws IOException, SQLException {
        change("UPDATE ingest_batches SET records_read = records_read + 1 WHERE batch_id = 2");
        assertThat(check()).isEqualTo("lost=0 doubled=0 wrong=1");
    }

    @Test
    void findsAFileLoadedTwice() throws IOException, SQLException {
        change(
                "INSERT INTO ingested_files SELECT (jsonb_populate_record(f, '{\"file_id\": 99, \"inserted\": 0, \"updated\": 0,"
                        + " \"records_read\": 0, \"unchanged\": 0, \"stale\": 0, \"duplicate\": 0, \"filtered\": 0, \"rejected\": 0}')).*"
                        + " FROM ingested_files AS f WHERE file_id = 1");
        assertThat(findings()).anyMatch(line -> line.startsWith("DOUBLED") && line.contains("2 rows in the ledger"));
    }

    @Test
    void findsAFileThatWasNeverLoaded() throws IOException, SQLException {
        change("DELETE FROM ingested_files WHERE file_id = 1");
        assertThat(findings()).anyMatch(line -> line.startsWith("LOST") && line.contains("0 rows in the ledger"));
    }

    @Test
    void findsALostDeadLetter() throws IOException, SQLException {
        change("DELETE FROM rejected_events WHERE ctid = (SELECT min(ctid) FROM rejected_events)");
        assertThat(check()).startsWith("lost=1 doubled=0").doesNotEndWith("wrong=0");
    }

    @Test
    void findsADoubledDeadLetter() throws IOException, SQLException {
        execute("CREATE TEMP TABLE again AS SELECT * FROM rejected_events ORDER BY file_id, byte_offset LIMIT 1");
        change("UPDATE again SET byte_offset = byte_offset + 1");
        change("INSERT INTO rejected_events SELECT * FROM again");
        assertThat(check()).startsWith("lost=0 doubled=1").doesNotEndWith("wrong=0");
    }

    @Test
    void findsChangedBytesOfADeadLetter() throws IOException, SQLException {
        change(
                "UPDATE rejected_events SET raw = raw || 'x'::bytea WHERE ctid = (SELECT min(ctid) FROM rejected_events)");
        assertThat(check()).isEqualTo("lost=0 doubled=0 wrong=1");
    }

    @Test
    void findsAMissingArchivedFile() throws IOException, SQLException {
        Files.delete(files.archived());
        assertThat(findings())
                .anyMatch(line -> line.startsWith("LOST") && line.contains("is not at"))
                .anyMatch(line -> line.startsWith("LOST") && line.contains("is nowhere"));
    }

    @Test
    void findsAMissingFileInQuarantine() throws IOException, SQLException {
        Files.delete(files.quarantined());
        assertThat(check()).isEqualTo("lost=2 doubled=0 wrong=0");
    }

    @Test
    void findsTwoFilesOfTheArchiveInEachOthersPlace() throws IOException, SQLException {
        Path aside = root.resolve("aside");
        Files.move(files.archived(), aside);
        Files.move(files.firstArchived(), files.archived());
        Files.move(aside, files.firstArchived());
        assertThat(findings()).hasSize(2).allMatch(line -> line.startsWith("WRONG") && line.contains("other bytes"));
    }

    @Test
    void findsAFileThatIsKeptNowhere() throws IOException, SQLException {
        change("UPDATE ingested_files SET archive_path = NULL WHERE file_id = 1");
        Files.delete(files.firstArchived());
        assertThat(check()).isEqualTo("lost=2 doubled=0 wrong=0");
    }

    @Test
    void findsAFileThatIsNotMarkedAsMoved() throws IOException, SQLException {
        change("UPDATE ingested_files SET state = 'loaded', archived_at = NULL WHERE file_id = 1");
        assertThat(check()).isEqualTo("lost=0 doubled=0 wrong=1");
    }

    @Test
    void findsChangedBytesInTheArchive() throws IOException, SQLException {
        Files.writeString(files.archived(), "x", StandardOpenOption.APPEND);
        assertThat(findings()).anyMatch(line -> line.startsWith("WRONG") && line.contains("other bytes"));
    }

    @Test
    void findsAFileThatIsInTheArchiveTwice() throws IOException, SQLException {
        Files.copy(files.archived(), files.archived().resolveSibling("77-again.csv"));
        assertThat(check()).isEqualTo("lost=0 doubled=1 wrong=0");
    }

    @Test
    void findsAFileLeftInTheInputFolder() throws IOException, SQLException {
        Files.writeString(files.input().resolve("late.csv"), "x");
        assertThat(check()).isEqualTo("lost=1 doubled=0 wrong=0");
    }

    @Test
    void findsALostRowOfADeclaredTable() throws IOException, SQLException {
        change("DELETE FROM shop.order_lines WHERE ctid = (SELECT min(ctid) FROM shop.order_lines)");
        assertThat(check()).startsWith("lost=1 doubled=0").doesNotEndWith("wrong=0");
    }

    @Test
    void findsARowOfADeclaredTableThatNobodyDelivered() throws IOException, SQLException {
        execute("CREATE TEMP TABLE foreign_row AS SELECT * FROM shop.order_lines LIMIT 1");
        // Another key: that of a text and a number is not their concatenation.
        change("UPDATE foreign_row SET line_no = line_no + 1000");
        change("INSERT INTO shop.order_lines SELECT * FROM foreign_row");
        assertThat(check()).startsWith("lost=0 doubled=1").doesNotEndWith("wrong=0");
    }

    @Test
    void findsAKeyThatLostAZero() throws IOException, SQLException {
        change("UPDATE shop.order_lines SET order_id = ltrim(order_id, '0')"
                + " WHERE ctid = (SELECT min(ctid) FROM shop.order_lines WHERE order_id LIKE '0%')");
        assertThat(check()).isEqualTo("lost=1 doubled=1 wrong=0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sku = sku || ' '",
                "quantity = quantity + 0.001, total = (quantity + 0.001) * price",
                "price = price + 0.0001, total = quantity * (price + 0.0001)",
                "total = total + 0.0000001",
                "currency = 'XXX'",
                "status = 'none'",
                "source = 'another.csv'",
                "updated_at = updated_at + interval '1 microsecond'",
                "day = day + 1",
                "extra = '{\"note\": \"another\"}'",
                "extra = extra || '{\"unknown\": \"x\"}'",
                "deleted_at = now()",
                "source_line = source_line + 1"
            })
    void findsAWrongValueInADeclaredTable(String change) throws IOException, SQLException {
        change(
                "UPDATE shop.order_lines SET %s WHERE ctid = (SELECT min(ctid) FROM shop.order_lines WHERE deleted_at IS NULL)"
                        .formatted(change));
        assertThat(check()).startsWith("lost=0 doubled=0").doesNotEndWith("wrong=0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deleted_at = NULL", "sku = 'LAMP-A'", "status = 'open'", "day = updated_at::date"})
    void findsARowThatIsNotWhollyTakenAway(String change) throws IOException, SQLException {
        change(
                "UPDATE shop.order_lines SET %s WHERE ctid = (SELECT min(ctid) FROM shop.order_lines WHERE deleted_at IS NOT NULL)"
                        .formatted(change));
        assertThat(check()).startsWith("lost=0 doubled=0").doesNotEndWith("wrong=0");
    }

    @Test
    void findsAVerdictOfADeclaredStreamCountedAsAnother() throws IOException, SQLException {
        change("UPDATE ingested_files SET inserted = inserted - 1, stale = stale + 1 WHERE file_id = " + FIRST_ORDERS);
        assertThat(check()).startsWith("lost=0 doubled=0").doesNotEndWith("wrong=0");
    }

    @Test
    void findsAFileInTheLedgerOfTheOtherStream() throws IOException, SQLException {
        change("UPDATE ingested_files SET stream = 'events' WHERE file_id = " + FIRST_ORDERS);
        assertThat(findings())
                .anyMatch(line -> line.startsWith("LOST") && line.contains("0 rows in the ledger"))
                .anyMatch(line -> line.startsWith("WRONG") && line.contains("which nothing delivered has"));
    }

    @Test
    void findsADeadLetterOfTheOtherStream() throws IOException, SQLException {
        change("UPDATE rejected_events SET stream = 'events' WHERE (file_id, byte_offset) ="
                + " (SELECT file_id, byte_offset FROM rejected_events WHERE stream = 'orders' LIMIT 1)");
        assertThat(check()).startsWith("lost=1 doubled=1").doesNotEndWith("wrong=0");
    }

    @Test
    void findsAMicroBatchOfTheOtherStream() throws IOException, SQLException {
        change("UPDATE ingest_batches SET stream = 'events' WHERE batch_id = " + FIRST_ORDERS);
        assertThat(check()).isEqualTo("lost=0 doubled=0 wrong=2");
    }

    @Test
    void findsAFileUnderANameThatItNeverHad() throws IOException, SQLException {
        change("UPDATE ingested_files SET path = 'x' || path WHERE file_id = 1");
        assertThat(check()).isEqualTo("lost=0 doubled=0 wrong=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"recovered-7-", "recovered-7~1-", "put-back-12-recovered-7-", "recovered-7-/"})
    void knowsAFileThatTheJobPutBackByItsOwnName(String before) throws IOException, SQLException {
        change("UPDATE ingested_files SET path = '%s' || path WHERE stream = 'orders'".formatted(before));
        assertThat(check()).isEqualTo("lost=0 doubled=0 wrong=0");
    }

    @Test
    void findsAMissingFileOfADeclaredStream() throws IOException, SQLException {
        Files.delete(orders.archived());
        assertThat(check()).isEqualTo("lost=2 doubled=0 wrong=0");
    }

    @Test
    void findsAFileLeftInTheInputFolderOfADeclaredStream() throws IOException, SQLException {
        Files.writeString(orders.input().resolve("late.csv"), "x");
        assertThat(check()).isEqualTo("lost=1 doubled=0 wrong=0");
    }

    @Test
    void findsAFileInTheArchiveOfTheOtherStream() throws IOException, SQLException {
        Path stray = files.archived().resolveSibling(orders.archived().getFileName());
        Files.move(orders.archived(), stray);
        assertThat(check()).isEqualTo("lost=2 doubled=1 wrong=0");
    }

    @Test
    void findsAStrayFileBesideTheFoldersOfADeclaredStream() throws IOException, SQLException {
        Path folder = Files.createDirectories(orders.input().resolveSibling("orders2"));
        Files.writeString(folder.resolve("late.csv"), "x");
        assertThat(check()).isEqualTo("lost=1 doubled=0 wrong=0");
    }

    @Test
    void aReaderSeesRowsOfADeclaredStreamWithoutTheirLedger() throws SQLException {
        change("UPDATE shop.order_lines SET source_file_id = 99 WHERE ctid = (SELECT min(ctid) FROM shop.order_lines)");
        try (Watch watch = Watch.begin(database::connect, findings)) {
            awaitLooks(watch);
        }
        assertThat(findings.descriptions()).anyMatch(line -> line.contains("orders, file 99"));
    }

    @Test
    void aReaderSeesRowsWithoutTheirLedger() throws SQLException {
        try (Watch watch = Watch.begin(database::connect, findings)) {
            awaitLooks(watch);
            assertThat(findings.isEmpty()).isTrue();
            change("UPDATE raw_events SET source_file_id = 99 WHERE ctid = (SELECT min(ctid) FROM raw_events)");
            awaitLooks(watch);
        }
        assertThat(findings.descriptions()).anyMatch(line -> line.contains("events, file 99"));
    }

    @Test
    void aReaderSeesALedgerWithoutItsRows() throws SQLException {
        change("DELETE FROM raw_events WHERE source_file_id = (SELECT max(source_file_id) FROM raw_events)");
        try (Watch watch = Watch.begin(database::connect, findings)) {
            awaitLooks(watch);
        }
        assertThat(findings.descriptions()).anyMatch(line -> line.contains("rows of all files of events"));
    }

    /** One that began before may have seen the time before; the next one sees it. */
    private static void awaitLooks(Watch watch) {
        long enough = watch.looks() + 2;
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (watch.looks() < enough && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        assertThat(watch.looks()).isGreaterThanOrEqualTo(enough);
    }

    private void change(String sql) throws SQLException {
        assertThat(execute(sql)).isGreaterThan(0);
    }

    private int execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private Checker checker() {
        return new Checker(List.of(files.checked(), orders.checked()), connection, findings);
    }

    private String check() throws IOException, SQLException {
        checker().check();
        return findings.summary();
    }

    private List<String> findings() throws IOException, SQLException {
        checker().check();
        return findings.descriptions();
    }
}
