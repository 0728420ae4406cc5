package dev.tidegate.ingest.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * Walks the records of a stream of bytes in order, by RFC 4180 made strict. What is not well formed costs the physical
 * line it stands on: that line is a record with a {@link #problem()}, and the next is searched on the line below.
 * Framing depends on nothing before the first byte of a record, so a file can be read from any of them on.
 *
 * <p>Hands out its own buffers: the fields of a record are valid until the next call of {@link #next()}.
 */
final class RecordScanner {
    /** The bytes a record may have, its line end not counted. */
    static final int MAX_RECORD = 1 << 20;

    /** A record of that length, the line end behind it and one byte more decide every case. */
    private static final int LOOK_AHEAD = MAX_RECORD + 2;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final ByteWindow window;
    private final Framer framer;
    private final Dialect dialect;
    private final SingleByteCharset charset; // null: UTF-8
    private boolean atStartOfFile;
    private int expected;

    private int begin; // in the window, as are end and next
    private int end;
    private int next;
    private long offset;
    private long length;
    private long line;
    private long nextLine;
    private Problem problem;
    private byte[] content;
    private byte[] transcoded = new byte[0];

    /**
     * @param fieldCount how many fields a well-formed record has; 0 takes any number, as for a header
     * @param offset of the first byte of {@code in} in its file; at 0 a UTF-8 byte order mark is passed over
     * @param line the physical line of that byte, counted from 1
     */
    RecordScanner(InputStream in, Dialect dialect, int fieldCount, long offset, long line) {
        this.window = new ByteWindow(in, offset, LOOK_AHEAD);
        this.framer = new Framer(dialect);
        this.dialect = dialect;
        this.charset = dialect.charset().equals(UTF_8) ? null : new SingleByteCharset(dialect.charset());
        this.atStartOfFile = offset == 0;
        this.nextLine = line;
        expect(fieldCount);
    }

    /** From the next record on this is the number of fields that makes a record well formed; 0 takes any. */
    void expect(int fieldCount) {
        expected = fieldCount;
        framer.expect(fieldCount);
    }

    /** Goes to the next record; false at the end. Throws what the stream throws, and never because of its content. */
    boolean next() throws IOException {
        if (atStartOfFile) {
            atStartOfFile = false;
            passOverByteOrderMark();
        }
        do {
            if (next == window.limit() && !fill()) {
                return false;
            }
            frame();
        } while (isBlankLine());
        if (problem == null) {
            takeContent();
        }
        return true;
    }

    /** Place of its first byte in the file. */
    long offset() {
        return offset;
    }

    /** The physical line it begins on, counted from 1. */
    long line() {
        return line;
    }

    /** Its bytes, the line end not counted. */
    long length() {
        return length;
    }

    /** Place in the file where the search for the following record begins. */
    long nextOffset() {
        return window.offset() + next;
    }

    /** The physical line of {@link #nextOffset()}. */
    long nextLine() {
        return nextLine;
    }

    /** Null where the record is well formed. */
    Problem problem() {
        return problem;
    }

    /** The number of its fields; the fields themselves are there only where {@link #problem()} is null. */
    int fields() {
        return framer.fields();
    }

    /** Holds the fields, without their quotes and in UTF-8 whatever the charset of the file. */
    byte[] buffer() {
        return content;
    }

    int fieldStart(int field) {
        return framer.starts()[field];
    }

    int fieldLength(int field) {
        return framer.ends()[field] - framer.starts()[field];
    }

    String text(int field) {
        return new String(content, fieldStart(field), fieldLength(field), UTF_8);
    }

    /** What is wrong, with the values; null where {@link #problem()} is. */
    String message() {
        if (problem == null) {
            return null;
        }
        return switch (problem) {
            case TOO_LONG -> "the line has " + length + " bytes, a record may have " + MAX_RECORD;
            case UNBALANCED_QUOTE ->
                "the quote that opens field " + framer.faultyField() + " is not closed in a well-formed record"
                        + (expected == 0 ? "" : " of " + expected + " fields");
            case TEXT_AFTER_QUOTE -> "there is text behind the closing quote of field " + framer.faultyField();
            case NUL -> "byte " + (firstNul() - begin + 1) + " of the record is NUL";
            case BAD_ENCODING ->
                String.format(
                        Locale.ROOT,
                        "byte %d of the record, 0x%02X, is no %s",
                        firstInvalid() - begin + 1,
                        window.bytes()[firstInvalid()],
                        dialect.charset());
            case FIELD_COUNT -> "expected " + expected + " fields, found " + fields();
            case REPEATED_HEADER -> problem.message();
        };
    }

    private void passOverByteOrderMark() throws IOException {
        fill();
        if (charset == null && window.startsWith(BYTE_ORDER_MARK)) {
            next = BYTE_ORDER_MARK.length;
        }
    }

    /** Brings what follows the window into it; false if nothing does. */
    private boolean fill() throws IOException {
        window.slide(next);
        next = 0;
        return window.limit() > 0;
    }

    private void frame() throws IOException {
        begin = next;
        line = nextLine;
        offset = window.offset() + begin;
        Framer.Outcome outcome = attempt();
        while (outcome == Framer.Outcome.MORE_NEEDED && window.limit() - begin < LOOK_AHEAD) {
            window.slide(begin);
            begin = 0;
            outcome = attempt();
        }
        if (outcome == Framer.Outcome.MORE_NEEDED && !framer.beyondFirstLine()) {
            passOverLine();
            problem = Problem.TOO_LONG;
            return;
        }
        boolean whole = outcome == Framer.Outcome.RECORD && framer.end() - begin <= MAX_RECORD;
        if (!whole && framer.beyondFirstLine()) {
            framer.cutToFirstLine();
        }
        end = framer.end();
        next = framer.next();
        length = (long) end - begin;
        nextLine = line + framer.lineEnds() + 1;
        problem = length > MAX_RECORD ? Problem.TOO_LONG : whole ? problemOfRecord() : Problem.UNBALANCED_QUOTE;
    }

    private Framer.Outcome attempt() {
        return framer.frame(window.bytes(), begin, window.limit(), window.ended());
    }

    /** Goes to the end of a line that is longer than the window. */
    private void passOverLine() throws IOException {
        int i = window.limit() - 1; // may be a CR whose LF was not seen
        while (i < window.limit() && !isLineEnd(window.bytes()[i])) {
            if (++i == window.limit() && !window.ended()) {
                window.slide(i);
                i = 0;
            }
        }
        length = window.offset() + i - offset;
        window.slide(i);
        byte[] bytes = window.bytes();
        int limit = window.limit();
        next = limit > 1 && bytes[0] == '\r' && bytes[1] == '\n' ? 2 : Math.min(1, limit);
        nextLine = line + 1;
    }

    private static boolean isLineEnd(byte b) {
        return b == '\n' || b == '\r';
    }

    private Problem problemOfRecord() {
        Problem malformation = framer.malformation();
        if (malformation != null) {
            return malformation;
        }
        if (framer.nonAscii() && firstInvalid() >= 0) {
            return Problem.BAD_ENCODING;
        }
        return expected != 0 && fields() != expected ? Problem.FIELD_COUNT : null;
    }

    private int firstInvalid() {
        byte[] bytes = window.bytes();
        return charset == null ? Utf8.firstInvalid(bytes, begin, end) : charset.firstInvalid(bytes, begin, end);
    }

    private int firstNul() {
        int i = begin;
        while (window.bytes()[i] != 0) {
            i++;
        }
        return i;
    }

    /** Whether there is one unquoted field of nothing but blanks. */
    private boolean isBlankLine() {
        if (fields() != 1 || (problem != null && problem != Problem.FIELD_COUNT)) {
            return false;
        }
        byte[] bytes = window.bytes();
        for (int i = begin; i < end; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Changes the bytes in place: nobody needs those of a record without a problem again. */
    private void takeContent() {
        content = window.bytes();
        framer.undoubleQuotes(content);
        if (charset != null && framer.nonAscii()) {
            transcode();
        }
    }

    private void transcode() {
        if (transcoded.length < 3 * (end - begin)) {
            transcoded = new byte[3 * (end - begin)];
        }
        int at = 0;
        for (int field = 0; field < fields(); field++) {
            int start = at;
            at = charset.toUtf8(content, framer.starts()[field], framer.ends()[field], transcoded, start);
            framer.starts()[field] = start;
            framer.ends()[field] = at;
        }
        content = transcoded;
    }
}
