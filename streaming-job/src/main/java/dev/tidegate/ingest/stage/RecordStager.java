package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.files.FileCost;
import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.rules.DeliveredFile;
import dev.tidegate.ingest.rules.StreamRules;
import dev.tidegate.ingest.rules.Verdict;
import dev.tidegate.ingest.source.FileState;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.source.LandingSchema;
import dev.tidegate.ingest.stage.SortedRuns.KeyOrder;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Judges the records of one partition, stages what they become, file by file, and counts them.
 *
 * <p>On Spark's own rows: for a Dataset of Row, Spark generates the code of two conversions anew in each micro-batch, which
 * took a third of the time of a small one.
 */
final class RecordStager implements Closeable {

    private final List<LandedFile> files;
    private final FileLimits limits;
    private final RawBytes rawBytes;
    private final StreamRules[] rules;
    private final StagingTarget.Sink sink;
    private final RowEncoder encoder;
    private final KeyOrder order;
    private final DeliveredFile[] delivered;
    private final String[] values;
    private final Row row;

    /** Where the map of the other columns stands, and behind it the number of the format. */
    private final int extraPlace;

    private final List<FileTally> tallies = new ArrayList<>();
    private long accepted;
    private long filtered;
    private FileCost cost;

    RecordStager(Judging judging, List<LandedFile> files, StagingTarget.Sink sink) {
        this.files = files;
        this.limits = judging.limits();
        this.rawBytes = new RawBytes(judging.input(), files);
        this.rules = judging.rules().make();
        this.sink = sink;
        Stream stream = judging.stream();
        this.encoder = new RowEncoder(stream);
        this.order = KeyOrder.of(stream);
        this.delivered = files.stream()
                .map(file -> new DeliveredFile(file.deliveredAs(), file.modifiedMillis()))
                .toArray(DeliveredFile[]::new);
        this.values = new String[stream.headers().size()];
        this.row = new Row(stream);
        this.extraPlace = LandingSchema.FIRST_COLUMN + values.length;
    }

    List<FileTally> tallies() {
        return tallies;
    }

    /** Whether a row of the source is the end of a file, or of a range of it. */
    static boolean isEnd(InternalRow landed) {
        return !landed.isNullAt(LandingSchema.FILE_STATE);
    }

    /** Takes a record. */
    void record(InternalRow landed) throws SQLException {
        // A file that costs too much goes to quarantine: no more of it is to be staged.
        if (cost(landed).beyond() == null) {
            judge(landed);
        }
    }

    private FileCost cost(InternalRow landed) {
        if (cost == null) {
            cost = new FileCost(
                    limits, files.get(landed.getInt(LandingSchema.FILE_NO) - 1).size());
        }
        return cost;
    }

    private void judge(InternalRow landed) throws SQLException {
        if (!landed.isNullAt(LandingSchema.PROBLEM)) {
            reject(landed, text(landed, LandingSchema.PROBLEM), null, text(landed, LandingSchema.MESSAGE));
            return;
        }
        for (int column = 0; column < values.length; column++) {
            values[column] = text(landed, LandingSchema.FIRST_COLUMN + column);
        }
        Map<String, String> extra = landed.isNullAt(extraPlace) ? null : map(landed.getMap(extraPlace));
        StreamRules ofFile = rules[rules.length == 1 ? 0 : landed.getInt(extraPlace + 1)];
        Verdict verdict = ofFile.judge(values, extra, delivered[landed.getInt(LandingSchema.FILE_NO) - 1], row);
        if (verdict instanceof Verdict.Accepted) {
            accept(landed);
            return;
        }
        if (verdict instanceof Verdict.Rejected broken) {
            reject(landed, broken.reason(), broken.column(), broken.message());
        } else {
            filtered++;
        }
        count(landed, ofFile.derivedId(values, extra));
    }

    private void accept(InternalRow landed) throws SQLException {
        accepted++;
        encoder.row(
                sink.event(encoder.columns()),
                landed.getInt(LandingSchema.FILE_NO),
                landed.getLong(LandingSchema.LINE),
                landed.getLong(LandingSchema.BYTE_OFFSET),
                landed.getLong(LandingSchema.BYTE_LENGTH),
                row);
        cost.addExtra(encoder.otherColumnsBytes());
        sink.eventDone(order.high(row), order.low(row));
        sink.add(row);
    }

    /** No event, but an occurrence of its derived id; null where there is none. */
    private void count(InternalRow landed, UUID id) throws SQLException {
        if (id != null) {
            encoder.other(
                    sink.event(encoder.columns()),
                    landed.getInt(LandingSchema.FILE_NO),
                    landed.getLong(LandingSchema.LINE),
                    id);
            sink.eventDone(id.getMostSignificantBits(), id.getLeastSignificantBits());
        }
    }

    private void reject(InternalRow landed, String reason, String column, String message) throws SQLException {
        int fileNo = landed.getInt(LandingSchema.FILE_NO);
        long line = landed.getLong(LandingSchema.LINE);
        long offset = landed.getLong(LandingSchema.BYTE_OFFSET);
        long length = landed.getLong(LandingSchema.BYTE_LENGTH);
        cost.addReject(line, reason, message);
        RowEncoder.reject(
                sink.reject(RowEncoder.REJECT_COLUMNS),
                fileNo,
                line,
                offset,
                length,
                reason,
                column,
                message,
                rawBytes.read(fileNo, offset, length));
        sink.rejectDone();
    }

    /** Takes the end of a file, or of a range of it. */
    void end(InternalRow landed) throws IOException {
        FileCost whole = cost(landed);
        FileState state = FileState.valueOf(text(landed, LandingSchema.FILE_STATE));
        String reason = text(landed, LandingSchema.PROBLEM);
        String message = text(landed, LandingSchema.MESSAGE);
        if (state == FileState.COMPLETE && rawBytes.failure() != null) {
            state = FileState.UNREADABLE;
            reason = "unreadable";
            message = "its rejected records could not be read again: " + rawBytes.failure();
        }
        if (state == FileState.COMPLETE && whole.beyond() != null) {
            state = FileState.UNUSABLE;
            reason = whole.beyond().reason();
            message = whole.beyond().getMessage();
        }
        tallies.add(new FileTally(
                landed.getInt(LandingSchema.FILE_NO),
                state,
                reason,
                message,
                landed.isNullAt(LandingSchema.SHA256) ? null : landed.getBinary(LandingSchema.SHA256),
                landed.getLong(LandingSchema.RECORDS),
                accepted,
                filtered,
                whole.rejected(),
                whole.firstReject()));
        accepted = 0;
        filtered = 0;
        cost = null;
        rawBytes.nextFile();
    }

    private static String text(InternalRow landed, int column) {
        UTF8String text = landed.getUTF8String(column);
        return text == null ? null : text.toString();
    }

    private static Map<String, String> map(MapData map) {
        ArrayData names = map.keyArray();
        ArrayData values = map.valueArray();
        Map<String, String> extra = new HashMap<>();
        for (int i = 0; i < map.numElements(); i++) {
            extra.put(names.getUTF8String(i).toString(), values.getUTF8String(i).toString());
        }
        return extra;
    }

    @Override
    public void close() throws IOException {
        rawBytes.close();
    }
}
