package dev.tidegate.ingest.csv;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A record as a value, to compare what a scanner found with what it should have.
 *
 * @param values null where there is a problem
 */
record FramedRecord(long offset, long length, long line, Problem problem, List<String> values) {

    /** All records of a file of {@code fieldCount} columns, a header being one of them. */
    static List<FramedRecord> scan(byte[] file, Dialect dialect, int fieldCount) {
        return scan(new ByteArrayInputStream(file), dialect, fieldCount, SplitPoint.START_OF_FILE, Long.MAX_VALUE);
    }

    /** The records that begin from {@code from} on and before {@code end}. */
    static List<FramedRecord> scan(InputStream in, Dialect dialect, int fieldCount, SplitPoint from, long end) {
        RecordScanner scanner = new RecordScanner(in, dialect, fieldCount, from.offset(), from.line());
        List<FramedRecord> records = new ArrayList<>();
        try {
            while (scanner.next() && scanner.offset() < end) {
                records.add(current(scanner));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return records;
    }

    /** Its line, and its values in brackets or its problem. */
    String shown() {
        return line + " " + (problem == null ? "[" + String.join("][", values) + "]" : problem.code());
    }

    private static FramedRecord current(RecordScanner scanner) {
        List<String> values = null;
        if (scanner.problem() == null) {
            values = new ArrayList<>();
            for (int field = 0; field < scanner.fields(); field++) {
                values.add(scanner.text(field));
            }
        }
        return new FramedRecord(scanner.offset(), scanner.length(), scanner.line(), scanner.problem(), values);
    }
}
