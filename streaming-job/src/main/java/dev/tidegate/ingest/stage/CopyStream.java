package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.fault.FaultPoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** One COPY into a staging table, on a connection that is opened when there is something to send. */
final class CopyStream implements AutoCloseable {

    /** Much less would be a packet a row, much more only memory. */
    private static final int SEND_AT = 64 << 10;

    /** A COPY lasts as long as its task reads. */
    private static final Duration COPY_LIMIT = Duration.ofHours(1);

    private final Database database;
    private final String copy;
    private final CopyBuffer buffer = new CopyBuffer();
    private Connection connection;
    private CopyIn running;

    CopyStream(Database database, String copy) {
        this.database = database;
        this.copy = copy;
    }

    CopyBuffer buffer() {
        return buffer;
    }

    void sendWhenFull() throws SQLException {
        if (buffer.size() >= SEND_AT) {
            send();
        }
    }

    private void send() throws SQLException {
        if (connection == null) {
            FaultPoint.IN_TASK_BEFORE_COPY.strike();
            connection = database.connect("staging", COPY_LIMIT);
            running = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
            running.writeToCopy(CopyBuffer.HEADER, 0, CopyBuffer.HEADER.length);
        }
        byte[] rows = buffer.drain();
        running.writeToCopy(rows, 0, rows.length);
        FaultPoint.IN_TASK_IN_COPY.strike();
    }

    /** Sends the rest and ends the COPY: its rows are committed. */
    void finish() throws SQLException {
        if (buffer.size() > 0) {
            send();
        }
        if (running != null) {
            running.writeToCopy(CopyBuffer.TRAILER, 0, CopyBuffer.TRAILER.length);
            running.endCopy();
            running = null;
        }
    }

    @Override
    public void close() throws SQLException {
        if (connection != null) {
            // Closing the connection of an unfinished COPY undoes it.
            connection.close();
        }
    }
}
