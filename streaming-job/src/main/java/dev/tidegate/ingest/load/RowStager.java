package dev.tidegate.ingest.load;

import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.source.FileCost;
import dev.tidegate.ingest.source.FileLimits;
import dev.tidegate.ingest.source.FileState;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.source.RawRecords;
import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/** Stages the rows of one partition, file by file, and counts them. */
final class RowStager implements Closeable {

    private static final int REJECT_COLUMNS = 8;

    private final Folder folder;
    private final List<LandedFile> files;
    private final FileLimits limits;
    private final StagingTarget.Sink sink;
    private final List<FileTally> tallies = new ArrayList<>();
    private RawRecords rawRecords;
    private IOException rawFailure;
    private long accepted;
    private long filtered;
    private FileCost cost;

    RowStager(Folder folder, List<LandedFile> files, FileLimits limits, StagingTarget.Sink sink) {
        this.folder = folder;
        this.files = files;
        this.limits = limits;
        this.sink = sink;
    }

    List<FileTally> tallies() {
        return tallies;
    }

    void stage(InternalRow row) throws IOException, SQLException {
        if (cost == null) {
            cost = new FileCost(
                    limits, files.get(row.getInt(JudgedRow.FILE_NO) - 1).size());
        }
        int kind = row.getInt(JudgedRow.KIND);
        if (cost.beyond() != null && kind != JudgedRow.END_OF_FILE) {
            // It goes to quarantine: no more of it is to be staged.
            return;
        }
        switch (kind) {
            case JudgedRow.ACCEPTED -> event(row);
            case JudgedRow.FILTERED -> {
                filtered++;
                counted(row);
            }
            case JudgedRow.REJECTED -> {
                reject(row);
                counted(row);
            }
            default -> end(row);
        }
    }

    private void event(InternalRow row) throws IOException, SQLException {
        accepted++;
        CopyBuffer out = sink.event(EventColumns.COUNT);
        long idHigh = row.getLong(JudgedRow.EVENT_ID_HIGH);
        long idLow = row.getLong(JudgedRow.EVENT_ID_LOW);
        EventColumns.numbers(
                out,
                row.getInt(JudgedRow.FILE_NO),
                row.getLong(JudgedRow.LINE),
                idHigh,
                idLow,
                row.getLong(JudgedRow.USER_ID),
                row.getLong(JudgedRow.PRODUCT_ID),
                row.getLong(JudgedRow.EVENT_TIMESTAMP),
                row.getInt(JudgedRow.QUANTITY),
                row.getLong(JudgedRow.PRICE));
        text(out, row, JudgedRow.EVENT_TYPE);
        text(out, row, JudgedRow.PRODUCT_NAME);
        text(out, row, JudgedRow.CATEGORY);
        byte[] extra = row.isNullAt(JudgedRow.EXTRA)
                ? null
                : row.getUTF8String(JudgedRow.EXTRA).getBytes();
        out.jsonb(extra);
        cost.addExtra(extra == null ? 0 : extra.length);
        sink.eventDone(idHigh, idLow);
        sink.add(row);
    }

    /** No event, but an occurrence of its derived id. */
    private void counted(InternalRow row) throws SQLException {
        if (!row.isNullAt(JudgedRow.EVENT_ID_HIGH)) {
            RepeatedRows.stageOther(
                    sink.event(EventColumns.COUNT),
                    row.getInt(JudgedRow.FILE_NO),
                    row.getLong(JudgedRow.LINE),
                    row.getLong(JudgedRow.EVENT_ID_HIGH),
                    row.getLong(JudgedRow.EVENT_ID_LOW));
            sink.eventDone(row.getLong(JudgedRow.EVENT_ID_HIGH), row.getLong(JudgedRow.EVENT_ID_LOW));
        }
    }

    private void reject(InternalRow row) throws IOException, SQLException {
        cost.addReject(row.getLong(JudgedRow.LINE), row.getString(JudgedRow.REASON), row.getString(JudgedRow.MESSAGE));
        CopyBuffer out = sink.reject(REJECT_COLUMNS);
        out.int4(row.getInt(JudgedRow.FILE_NO));
        out.int8(row.getLong(JudgedRow.LINE));
        out.int8(row.getLong(JudgedRow.BYTE_OFFSET));
        out.int8(row.getLong(JudgedRow.BYTE_LENGTH));
        text(out, row, JudgedRow.REASON);
        text(out, row, JudgedRow.COLUMN_NAME);
        text(out, row, JudgedRow.MESSAGE);
        out.bytes(raw(row));
        sink.rejectDone();
    }

    private static void text(CopyBuffer out, InternalRow row, int column) {
        out.utf8(row.isNullAt(column) ? null : row.getUTF8String(column));
    }

    /** Rejects are few, so their bytes are read once more instead of being carried along with every record. */
    private byte[] raw(InternalRow row) {
        try {
            if (rawFailure == null) {
                if (rawRecords == null) {
                    rawRecords = RawRecords.open(folder, files.get(row.getInt(JudgedRow.FILE_NO) - 1));
                }
                return rawRecords.read(row.getLong(JudgedRow.BYTE_OFFSET), row.getLong(JudgedRow.BYTE_LENGTH));
            }
        } catch (IOException e) {
            rawFailure = e;
        }
        // The file leaves the micro-batch at its end, and with it this row.
        return new byte[0];
    }

    private void end(InternalRow row) throws IOException {
        FileState state = StageRows.state(row);
        String reason = row.isNullAt(JudgedRow.REASON) ? null : row.getString(JudgedRow.REASON);
        String message = row.isNullAt(JudgedRow.MESSAGE) ? null : row.getString(JudgedRow.MESSAGE);
        if (state == FileState.COMPLETE && rawFailure != null) {
            state = FileState.UNREADABLE;
            reason = "unreadable";
            message = "its rejected records could not be read again: " + rawFailure;
        }
        if (state == FileState.COMPLETE && cost.beyond() != null) {
            state = FileState.UNUSABLE;
            reason = cost.beyond().reason();
            message = cost.beyond().getMessage();
        }
        tallies.add(new FileTally(
                row.getInt(JudgedRow.FILE_NO),
                state,
                reason,
                message,
                row.isNullAt(JudgedRow.SHA256) ? null : row.getBinary(JudgedRow.SHA256),
                row.getLong(JudgedRow.RECORDS),
                accepted,
                filtered,
                cost.rejected(),
                cost.firstReject()));
        accepted = 0;
        filtered = 0;
        cost = null;
        rawFailure = null;
        close();
        rawRecords = null;
    }

    @Override
    public void close() throws IOException {
        if (rawRecords != null) {
            rawRecords.close();
        }
    }
}
