package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Rows and dead letters of one file, on their way into the staging tables of a session. */
public final class SessionRows {

    private static final int SEND_AT = 1 << 20;

    private final Connection connection;
    private final SessionTables tables;
    private final int fileNo;
    private final RowEncoder encoder;
    private final CopyBuffer rows = new CopyBuffer();
    private final CopyBuffer rejects = new CopyBuffer();

    /** @param connection has the tables, see {@link SessionTables#create} */
    public SessionRows(Connection connection, Stream stream, int fileNo) {
        this.connection = connection;
        this.tables = new SessionTables(stream);
        this.fileNo = fileNo;
        this.encoder = new RowEncoder(stream);
    }

    /** Stages a record that has become a row. */
    public void row(long line, long byteOffset, long byteLength, Row row) throws SQLException {
        rows.beginRow(encoder.columns());
        encoder.row(rows, fileNo, line, byteOffset, byteLength, row);
        sendFrom(SEND_AT);
    }

    /** Stages a record that is no row, for the numbering of derived ids. */
    public void other(long line, UUID id) throws SQLException {
        rows.beginRow(encoder.columns());
        encoder.other(rows, fileNo, line, id);
        sendFrom(SEND_AT);
    }

    /**
     * Stages a record that is refused.
     *
     * @param column null where the record as a whole is
     * @param raw its first bytes
     */
    public void reject(
            long line, long byteOffset, long byteLength, String reason, String column, String message, byte[] raw)
            throws SQLException {
        rejects.beginRow(RowEncoder.REJECT_COLUMNS);
        RowEncoder.reject(rejects, fileNo, line, byteOffset, byteLength, reason, column, message, raw);
        sendFrom(SEND_AT);
    }

    /** Sends what is left. */
    public void finish() throws SQLException {
        sendFrom(0);
    }

    private void sendFrom(int size) throws SQLException {
        if (rows.size() >= size || rejects.size() >= size) {
            tables.copy(connection, List.of(rows.drain()), List.of(rejects.drain()));
        }
    }
}
