package dev.tidegate.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The job's progress by its totals. */
final class Progress implements AutoCloseable {

    private static final long LOOK_MILLIS = 20;

    private final Connection connection;
    private final PreparedStatement files;

    Progress(BenchDatabase database) throws IOException, SQLException {
        this.connection = database.connect();
        this.files = connection.prepareStatement("SELECT files FROM pipeline WHERE stream = 'events'");
    }

    /** Files in the ledger. */
    long files() throws SQLException {
        try (ResultSet row = files.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Waits until this number of files is in the ledger. */
    static void await(BenchDatabase database, long files, TidegateJob.Running job)
            throws IOException, SQLException, InterruptedException {
        try (Progress progress = new Progress(database)) {
            while (progress.files() < files) {
                job.requireAlive();
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
