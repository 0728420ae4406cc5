package dev.tidegate.crashtest.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class CheckerTest {

    private static final long SEED = 4;

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @TempDir
    Path root;

    private final Findings findings = new Findings();
    private Connection connection;
    private LoadedFiles files;

    @BeforeEach
    void loadFiles() throws IOException, SQLException {
        connection = database.connect();
        files = LoadedFiles.load(connection, root, SEED);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void findsNothingWhereNothingIsWrong() throws IOException, SQLException {
        Checker.Extent extent = files.checker().check(connection, findings);
        assertThat(findings.descriptions()).isEmpty();
        assertThat(findings.summary()).isEqualTo("lost=0 doubled=0 wrong=0");
        assertThat(extent.rows()).isGreaterThan(500);
        assertThat(extent.rejects()).isGreaterThan(20);
        assertThat(extent.files()).isEqualTo(6);
    }

    @Test
    void findsALostRow() throws IOException, SQLException {
        change("DELETE FROM raw_events WHERE event_id = (SELECT min(event_id::text)::uuid FROM raw_events)");
        assertThat(check()).startsWith("lost=1 doubled=0").doesNotEndWith("wrong=0");
    }

    @Test
    void findsARowThatNobodyDelivered() throws IOException, SQLException {
        files.execute("CREATE TEMP TABLE foreign_row AS SELECT * FROM raw_events LIMIT 1");
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
        change("UPDATE pipeline SET unchanged = unchanged + 1");
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
        files.execute("CREATE TEMP TABLE again AS SELECT * FROM rejected_events ORDER BY file_id, byte_offset LIMIT 1");
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
        Files.writeString(root.resolve("input/late.csv"), "x");
        assertThat(check()).isEqualTo("lost=1 doubled=0 wrong=0");
    }

    @Test
    void aReaderSeesRowsWithoutTheirLedger() throws SQLException {
        try (Watch watch = Watch.begin(database::connect, findings)) {
            awaitLooks(watch);
            assertThat(findings.isEmpty()).isTrue();
            change("UPDATE raw_events SET source_file_id = 99 WHERE ctid = (SELECT min(ctid) FROM raw_events)");
            awaitLooks(watch);
        }
        assertThat(findings.descriptions()).anyMatch(line -> line.contains("file 99"));
    }

    @Test
    void aReaderSeesALedgerWithoutItsRows() throws SQLException {
        change("DELETE FROM raw_events WHERE source_file_id = (SELECT max(source_file_id) FROM raw_events)");
        try (Watch watch = Watch.begin(database::connect, findings)) {
            awaitLooks(watch);
        }
        assertThat(findings.descriptions()).anyMatch(line -> line.contains("rows in raw_events of all files"));
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
        assertThat(files.execute(sql)).isGreaterThan(0);
    }

    private String check() throws IOException, SQLException {
        files.checker().check(connection, findings);
        return findings.summary();
    }

    private java.util.List<String> findings() throws IOException, SQLException {
        files.checker().check(connection, findings);
        return findings.descriptions();
    }
}
