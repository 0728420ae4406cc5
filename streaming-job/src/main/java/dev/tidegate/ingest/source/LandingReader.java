package dev.tidegate.ingest.source;

import dev.tidegate.ingest.csv.CsvRecords;
import dev.tidegate.ingest.files.Folder;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Reads the ranges of a partition, in order: a row for each record and one for the end of each range.
 *
 * <p>No content and no state of a file stops it: what went wrong with a file stands in the row of its end.
 */
final class LandingReader implements PartitionReader<InternalRow> {

    private final Folder folder;
    private final FileFormats formats;
    private final int columns;
    private final Iterator<FileRange> ranges;
    private final Object[] values;
    private final GenericInternalRow row;
    private RangeReader current;

    LandingReader(Folder folder, FileFormats formats, List<FileRange> ranges) {
        this.folder = folder;
        this.formats = formats;
        this.columns = formats.columns().names().size();
        this.ranges = ranges.iterator();
        int format = formats.mapped().isEmpty() ? 0 : 1;
        this.values = new Object[LandingSchema.FIRST_COLUMN + columns + 1 + format];
        this.row = new GenericInternalRow(values);
    }

    @Override
    public boolean next() throws IOException {
        if (current == null) {
            if (!ranges.hasNext()) {
                return false;
            }
            current = RangeReader.open(folder, formats, ranges.next());
        }
        java.util.Arrays.fill(values, null);
        values[LandingSchema.FILE_NO] = current.range().fileNo();
        if (!formats.mapped().isEmpty()) {
            values[values.length - 1] = current.format();
        }
        if (current.next()) {
            fillRecord(current.records());
        } else {
            fillEnd(current.end());
            current = null;
        }
        return true;
    }

    private void fillRecord(CsvRecords records) {
        values[LandingSchema.LINE] = records.line();
        values[LandingSchema.BYTE_OFFSET] = records.byteOffset();
        values[LandingSchema.BYTE_LENGTH] = records.byteLength();
        values[LandingSchema.RECORDS] = 0L;
        if (records.problem() != null) {
            values[LandingSchema.PROBLEM] =
                    UTF8String.fromString(records.problem().code());
            values[LandingSchema.MESSAGE] = UTF8String.fromString(records.message());
            return;
        }
        for (int column = 0; column < columns; column++) {
            values[LandingSchema.FIRST_COLUMN + column] = text(records, column);
        }
        values[LandingSchema.FIRST_COLUMN + columns] = map(records.extra());
    }

    private static UTF8String text(CsvRecords records, int column) {
        if (!records.has(column)) {
            return null;
        }
        int length = records.length(column);
        byte[] bytes = new byte[length];
        System.arraycopy(records.buffer(), records.start(column), bytes, 0, length);
        return UTF8String.fromBytes(bytes);
    }

    private static ArrayBasedMapData map(Map<String, String> extra) {
        if (extra == null) {
            return null;
        }
        return new ArrayBasedMapData(
                new GenericArrayData(
                        extra.keySet().stream().map(UTF8String::fromString).toArray()),
                new GenericArrayData(
                        extra.values().stream().map(UTF8String::fromString).toArray()));
    }

    private void fillEnd(RangeReader.End end) {
        values[LandingSchema.LINE] = 0L;
        values[LandingSchema.BYTE_OFFSET] = 0L;
        values[LandingSchema.BYTE_LENGTH] = 0L;
        values[LandingSchema.PROBLEM] = UTF8String.fromString(end.reason());
        values[LandingSchema.MESSAGE] = UTF8String.fromString(end.message());
        values[LandingSchema.FILE_STATE] = UTF8String.fromString(end.state().name());
        values[LandingSchema.SHA256] = end.sha256();
        values[LandingSchema.RECORDS] = end.records();
    }

    @Override
    public InternalRow get() {
        return row;
    }

    @Override
    public void close() throws IOException {
        if (current != null) {
            current.close();
        }
    }
}
