package dev.tidegate.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.packing.Packing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What holds at rest, whatever was delivered and whatever happened: the promises of the project. */
final class Invariants {

    private static final int KEPT_OF_A_REJECT = 64 << 10;

    private final TestPipeline pipeline;

    Invariants(TestPipeline pipeline) {
        this.pipeline = pipeline;
    }

    void check() throws SQLException, IOException {
        if (pipeline.rows("SELECT to_regclass('public.pipeline')").contains("null")) {
            return; // a test of a database without schema
        }
        countsAddUp();
        eachEventComesFromALoadedFile();
        aggregatesEqualARecount();
        cohortsEqualARecount();
        stagingIsEmpty();
        archiveAndLedgerAgree();
        rejectsAreTheBytesOfTheirFile();
    }

    private void countsAddUp() throws SQLException {
        String totals = "records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected";
        String summed = Stream.of(totals.split(", "))
                .map("coalesce(sum(ledger.%s), 0)"::formatted)
                .reduce((one, other) -> one + ", " + other)
                .orElseThrow();
        assertThat(pipeline.rows("SELECT stream, files, " + totals + " FROM pipeline ORDER BY stream"))
                .as("running totals of each stream")
                .isEqualTo(pipeline.rows("SELECT pipeline.stream, count(ledger.file_id), " + summed
                        + " FROM pipeline LEFT JOIN ingested_files AS ledger USING (stream) GROUP BY 1 ORDER BY 1"));
        assertThat(pipeline.rows(
                        "SELECT batch_id, count(*), sum(records_read) FROM ingested_files GROUP BY 1 ORDER BY 1"))
                .as("files and records of each micro-batch")
                .isEqualTo(pipeline.rows("SELECT batch_id, files, records_read FROM ingest_batches ORDER BY 1"));
        assertThat(pipeline.rows("SELECT file_id, count(*) FROM rejected_events GROUP BY 1 ORDER BY 1"))
                .as("dead letters of each file")
                .isEqualTo(pipeline.rows("SELECT file_id, rejected FROM ingested_files WHERE rejected > 0 ORDER BY 1"));
    }

    private void eachEventComesFromALoadedFile() throws SQLException {
        assertThat(pipeline.rows("""
                        SELECT event_id FROM raw_events
                        WHERE source_file_id NOT IN (SELECT file_id FROM ingested_files WHERE state IN ('loaded', 'archived'))
                           OR total_price <> price * quantity
                           OR event_date <> (event_timestamp AT TIME ZONE 'UTC')::date"""))
                .as("events of no loaded file, or with a wrong derived value")
                .isEmpty();
    }

    private void aggregatesEqualARecount() throws SQLException {
        assertThat(pipeline.rows("SELECT * FROM aggregate_differences()"))
                .as("differences of the aggregates")
                .isEmpty();
    }

    /** Those that a test has left behind are refreshed first: a job that is ended between two pieces may leave marks. */
    private void cohortsEqualARecount() throws SQLException {
        while (pipeline.rows("SELECT refresh_cohorts() OR refresh_sessions()").contains("t")) {
            // one piece of it each time
        }
        assertThat(pipeline.rows("SELECT * FROM session_differences()"))
                .as("differences of the sessions")
                .isEmpty();
        assertThat(pipeline.rows("SELECT pending FROM cohorts_as_of")).containsExactly("f");
        assertThat(pipeline.rows("SELECT * FROM cohort_differences()"))
                .as("differences of the cohorts")
                .isEmpty();
    }

    private void stagingIsEmpty() throws SQLException {
        assertThat(pipeline.rows(
                        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'tidegate_staging'"))
                .as("staging tables left behind")
                .isEmpty();
    }

    /** Each file that was moved lies where the ledger says, with the bytes of the ledger's hash; nothing else lies there. */
    private void archiveAndLedgerAgree() throws SQLException, IOException {
        Map<Path, String> expected = new HashMap<>();
        for (LedgerRow row : pipeline.ledger()) {
            if (row.moved() && row.archivePath() != null) {
                expected.put(place(row), row.sha256());
            }
        }
        Map<Path, String> found = new HashMap<>();
        for (Path file : filesIn(pipeline.archive(), pipeline.quarantine())) {
            found.put(file, sha256(Files.readAllBytes(file)));
        }
        pipeline.foreign().forEach(found::remove);
        assertThat(found).as("files and hashes in archive and quarantine").isEqualTo(expected);
    }

    private Path place(LedgerRow row) {
        Path folder = row.state().equals("quarantined") ? pipeline.quarantine() : pipeline.archive();
        return (row.stream().equals("events") ? folder : folder.resolve(row.stream())).resolve(row.archivePath());
    }

    private static Set<Path> filesIn(Path... folders) throws IOException {
        Set<Path> files = new HashSet<>();
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> all = Files.walk(folder)) {
                    all.filter(Files::isRegularFile)
                            .filter(file -> !file.endsWith(TestPipeline.MARK))
                            .forEach(files::add);
                }
            }
        }
        return files;
    }

    private void rejectsAreTheBytesOfTheirFile() throws SQLException, IOException {
        Map<Long, Path> places = new HashMap<>();
        for (LedgerRow row : pipeline.ledger()) {
            if (row.archivePath() != null) {
                places.put(
                        row.fileId(),
                        row.moved() ? place(row) : pipeline.input().resolve(row.path()));
            }
        }
        try (Connection connection = pipeline.database().connect();
                Statement statement = connection.createStatement();
                ResultSet reject =
                        statement.executeQuery("SELECT file_id, byte_offset, byte_length, raw FROM rejected_events")) {
            while (reject.next()) {
                Path file = places.get(reject.getLong("file_id"));
                long from = reject.getLong("byte_offset");
                int kept = (int) Math.min(KEPT_OF_A_REJECT, reject.getLong("byte_length"));
                assertThat(reject.getBytes("raw"))
                        .as("raw bytes of the reject at %d in %s", from, file)
                        .isEqualTo(bytes(file, from, kept));
            }
        }
    }

    private static byte[] bytes(Path file, long from, int count) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                InputStream unpacked =
                        Packing.open(in, file.getFileName().toString(), Files.size(file), FileLimits.NONE)) {
            unpacked.skipNBytes(from);
            return unpacked.readNBytes(count);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
