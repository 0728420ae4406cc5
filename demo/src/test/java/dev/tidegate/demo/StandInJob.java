package dev.tidegate.demo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** Takes the streaming job's place, as far as the demo sees it: files go from input to archive and into the ledger. */
final class StandInJob {
    /** The stream that it knows besides events. */
    private static final String ORDERS = "orders";

    private static final CountDownLatch STOP = new CountDownLatch(1);
    private static final CountDownLatch STOPPED = new CountDownLatch(1);

    private StandInJob() {}

    public static void main(String[] arguments) throws IOException, SQLException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(StandInJob::stop));
        String password = Files.readString(option(arguments, "--password-file")).strip();
        String url = option(arguments, "--jdbc-url").toString().replace("jdbc:postgresql:/", "jdbc:postgresql://");
        Path archive = Files.createDirectories(option(arguments, "--archive"));
        try (Connection connection =
                DriverManager.getConnection(url, option(arguments, "--user").toString(), password)) {
            connection.setAutoCommit(false);
            while (STOP.getCount() > 0) {
                loadAll(connection, "events", option(arguments, "--input"), archive);
                if (Arrays.stream(arguments).anyMatch(argument -> argument.startsWith("--stream="))) {
                    loadAll(connection, ORDERS, option(arguments, "--input").resolve(ORDERS), archive.resolve(ORDERS));
                }
                Thread.sleep(50);
            }
        } finally {
            STOPPED.countDown();
        }
    }

    static Path option(String[] arguments, String name) {
        return Arrays.stream(arguments)
                .filter(argument -> argument.startsWith(name + "="))
                .map(argument -> Path.of(argument.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static void loadAll(Connection connection, String stream, Path input, Path archive)
            throws IOException, SQLException {
        Files.createDirectories(input);
        Files.createDirectories(archive);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(input, "*.csv")) {
            for (Path file : files) {
                load(connection, stream, file);
                Files.move(file, archive.resolve(file.getFileName()));
            }
        }
    }

    static boolean hasFiles(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.csv")) {
            return files.iterator().hasNext();
        }
    }

    private static void load(Connection connection, String stream, Path file) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                WITH fence AS (
                    UPDATE pipeline SET last_batch = nextval('ingest_batch_ids'), last_file_id = nextval('ingested_file_ids'), files = files + 1,
                        records_read = records_read + 1, inserted = inserted + 1
                    WHERE stream = ? AND NOT EXISTS (SELECT FROM ingested_files WHERE path = ? AND stream = pipeline.stream)
                    RETURNING last_batch, last_file_id, stream
                ), batch AS (
                    INSERT INTO ingest_batches (batch_id, epoch, spark_batch_id, records_read, started_at, committed_at,
                        files, read_ms, stage_ms, merge_ms, query_id, stream)
                    SELECT last_batch, 1, 1, 1, now(), now(), 1, 1, 1, 1, 'stand-in', stream FROM fence
                )
                INSERT INTO ingested_files (file_id, batch_id, size_bytes, modified_at, loaded_at, records_read, inserted,
                    state, path, stream)
                SELECT last_file_id, last_batch, 9, now(), now(), 1, 1, 'loaded', ?, stream FROM fence
                """)) {
            // Loaded, but killed before it could be moved: nothing is done.
            statement.setString(1, stream);
            statement.setString(2, file.getFileName().toString());
            statement.setString(3, file.getFileName().toString());
            statement.executeUpdate();
        }
        connection.commit();
    }

    private static void stop() {
        STOP.countDown();
        try {
            STOPPED.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(0);
    }
}
