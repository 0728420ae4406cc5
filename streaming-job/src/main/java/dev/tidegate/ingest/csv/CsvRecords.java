package dev.tidegate.ingest.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.UnusableFileException;
import dev.tidegate.ingest.json.BadJsonException;
import dev.tidegate.ingest.json.JsonRecord;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The records of a file, or of a range of it, in order, with their values by column. What a record holds is valid until
 * the next call of {@link #next()}.
 */
public final class CsvRecords implements Closeable {
    private final InputStream in;
    private final RecordScanner scanner;
    private final FileHead head;
    private final Header header; // null: the file has none
    private final JsonRecord json; // null: fields below a header
    private final Columns columns;
    private final boolean fromStart;
    private final long end;
    private Problem problem;
    private String message;
    private long recordsRead;

    private CsvRecords(
            InputStream in, RecordScanner scanner, FileHead head, Columns columns, boolean fromStart, long end) {
        this.in = in;
        this.scanner = scanner;
        this.head = head;
        this.header = head.header();
        this.json = head.json() == null ? null : new JsonRecord(head.json(), columns.others() != Columns.Others.LEFT);
        this.columns = columns;
        this.fromStart = fromStart;
        this.end = end;
    }

    /**
     * Reads a whole file. One of nothing but a byte order mark and blank lines has no header and no records.
     *
     * @throws UnusableFileException if the header does not name the columns
     */
    public static CsvRecords open(InputStream in, Dialect dialect, Columns columns) throws IOException {
        return open(in, dialect, columns, FileLimits.NONE);
    }

    /**
     * The same within limits.
     *
     * @throws UnusableFileException also if the header is beyond them
     */
    public static CsvRecords open(InputStream in, Dialect dialect, Columns columns, FileLimits limits)
            throws IOException {
        RecordScanner scanner = new RecordScanner(in, dialect, 0, 0, 1);
        return new CsvRecords(in, scanner, FileHead.read(scanner, columns, limits), columns, true, Long.MAX_VALUE);
    }

    /**
     * Reads the records that begin in a range of a file.
     *
     * @param in the bytes from {@code from} on, to the end of the file: its last record may go beyond the range
     * @param head of the file, from {@link FileHead#of}
     * @param columns by which it was understood
     * @param from a place where reading the whole file would begin to look for a record, or its start
     * @param end offset in the file behind the last byte at which a record may begin
     */
    public static CsvRecords range(InputStream in, FileHead head, Columns columns, SplitPoint from, long end)
            throws IOException {
        long behindHead = head.records().offset() - from.offset();
        if (behindHead > 0) {
            in.skipNBytes(behindHead);
        }
        SplitPoint first = behindHead > 0 ? head.records() : from;
        RecordScanner scanner = new RecordScanner(in, head.dialect(), 0, first.offset(), first.line());
        head.prepare(scanner);
        return new CsvRecords(in, scanner, head, columns, from.offset() == 0, end);
    }

    /**
     * Goes to the next record; false behind the last one.
     *
     * @throws UnusableFileException if a gzip file turns out cut or corrupt
     */
    public boolean next() throws IOException {
        if ((header == null && json == null)
                || scanner.nextOffset() >= end
                || !scanner.next()
                || scanner.offset() >= end) {
            return false;
        }
        recordsRead++;
        problem = scanner.problem();
        if (problem == null) {
            if (json != null) {
                takeObject();
            } else if (header.repeats(scanner)) {
                problem = Problem.REPEATED_HEADER;
            }
        }
        return true;
    }

    private void takeObject() {
        try {
            json.take(scanner.buffer(), scanner.fieldStart(0), scanner.fieldLength(0));
            if (columns.others() == Columns.Others.REFUSED && json.others() != null) {
                problem = Problem.UNKNOWN_COLUMN;
                message =
                        "it has " + Header.shown(String.join(", ", json.others().keySet()))
                                + ", and the stream has no such column";
            }
        } catch (BadJsonException e) {
            problem = Problem.BAD_JSON;
            message = e.getMessage();
        }
    }

    /** What the begin of the file says of all of it. */
    public FileHead head() {
        return head;
    }

    /** What stands in the file besides records of one line, as far as it was read. */
    public Lines lines() {
        Lines lines = new Lines(
                head.linesAbove(),
                head.above(),
                scanner.comments().count() - head.comments(),
                scanner.spanning(),
                scanner.doubtful(),
                scanner.firstDoubtful(),
                neverThere());
        return fromStart ? lines : lines.withoutHead();
    }

    /** Columns that must be in a file by their names, and that no object had so far. */
    private List<String> neverThere() {
        return json == null || recordsRead == 0
                ? List.of()
                : IntStream.range(0, columns.names().size())
                        .filter(column -> !json.everHad(column)
                                && columns.names().get(column) != null
                                && columns.required().contains(columns.names().get(column)))
                        .mapToObj(column -> columns.shown(columns.names().get(column)))
                        .toList();
    }

    /** How many records {@link #next()} has come to; the header is none. */
    public long recordsRead() {
        return recordsRead;
    }

    /** The physical line on which the record begins, counted from 1. */
    public long line() {
        return scanner.line();
    }

    /** Place of its first byte in the file. */
    public long byteOffset() {
        return scanner.offset();
    }

    /** Its bytes, the line end not counted. */
    public long byteLength() {
        return scanner.length();
    }

    /** Null where the record is well formed; otherwise it has no values. */
    public Problem problem() {
        return problem;
    }

    /** What is wrong, with the values; null where {@link #problem()} is. */
    public String message() {
        return problem == null
                ? null
                : switch (problem) {
                    case REPEATED_HEADER -> problem.message();
                    case BAD_JSON, UNKNOWN_COLUMN -> message;
                    default -> scanner.message();
                };
    }

    /** Whether the record has a value for a column of {@link Columns#names()}, be it an empty one. */
    public boolean has(int column) {
        return problem == null && (json == null ? header.field(column) >= 0 : json.has(column));
    }

    /** Holds the values, in UTF-8 whatever the charset of the file. */
    public byte[] buffer() {
        return json == null ? scanner.buffer() : json.buffer();
    }

    /** Where in {@link #buffer()} the value of a column begins, if it {@linkplain #has(int) has} one. */
    public int start(int column) {
        return json == null ? scanner.fieldStart(header.field(column)) : json.start(column);
    }

    /** Bytes of the value of a column, if it {@linkplain #has(int) has} one. */
    public int length(int column) {
        return json == null ? scanner.fieldLength(header.field(column)) : json.length(column);
    }

    /** The value of a column; null where the file has no such column or the record has a problem. */
    public String value(int column) {
        return has(column) ? new String(buffer(), start(column), length(column), UTF_8) : null;
    }

    /** The values of other columns by their names in the header, empty ones left out; null if there are none. */
    public Map<String, String> extra() {
        if (problem != null) {
            return null;
        }
        if (json != null) {
            return json.others();
        }
        Map<String, String> extra = null;
        for (int field : header.extraFields()) {
            if (scanner.fieldLength(field) > 0) {
                extra = extra == null ? new LinkedHashMap<>() : extra;
                extra.put(header.name(field), scanner.text(field));
            }
        }
        return extra;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
