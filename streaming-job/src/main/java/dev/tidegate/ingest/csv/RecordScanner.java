package dev.tidegate.ingest.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final int FIRST_BYTES = 16;
    private static final int MAX_UTF8 = 4;
    private static final Pattern LINE_END = Pattern.compile("[\r\n]");

    private static final Pattern SEPARATOR_LINE =
            Pattern.compile("(\"?)sep=([^\r\n\0\"])\\1(?:\r|\n|\\z)", Pattern.CASE_INSENSITIVE);

    /** Bytes, with its quotes and its line end. */
    private static final int SEPARATOR_LINE_AT_MOST = 12;

    private final InputStream in;
    private final long from;
    private Dialect dialect;
    private Window window; // null until the first record is asked for
    private Framer framer;
    private SingleByteCharset charset; // null: what is framed is UTF-8
    private byte[] comment; // null: none
    private int lookAhead;
    private int expected;
    private final PassedOver above = new PassedOver();
    private final PassedOver comments = new PassedOver();
    private long spanning;
    private long doubtful;
    private long firstDoubtful;
    private byte[] firstBytes = {};

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
     * @param dialect at the start of a file what is said of it; behind it what {@link #dialect()} was there
     * @param fieldCount how many fields a well-formed record has; 0 takes any number, as for a header
     * @param offset of the first byte of {@code in} in its file
     * @param line the physical line of that byte, counted from 1
     */
    RecordScanner(InputStream in, Dialect dialect, int fieldCount, long offset, long line) {
        this.in = in;
        this.dialect = dialect;
        this.from = offset;
        this.nextLine = line;
        this.expected = fieldCount;
    }

    /**
     * From the next record on this is the number of fields that makes a record well formed.
     *
     * @param fieldCount 0 takes any number
     * @param atLeast as many, or fewer where those at the end may be missing
     */
    void expect(int fieldCount, int atLeast) throws IOException {
        if (window == null) {
            open();
        }
        expected = fieldCount;
        framer.expect(fieldCount, atLeast);
    }

    /** By which the file is read: what it says of itself comes first. */
    Dialect dialect() {
        return dialect;
    }

    /** Lines at the begin of the file that are passed over whatever they hold. */
    PassedOver above() {
        return above;
    }

    /** Comments. */
    PassedOver comments() {
        return comments;
    }

    /** The begin of the record, for people. */
    String shown() {
        int shown = Math.min(PassedOver.SHOWN, end - begin);
        return LINE_END.split(new String(window.bytes(), begin, Math.max(0, shown), framed()), 2)[0];
    }

    /** Records so far that go over several lines. */
    long spanning() {
        return spanning;
    }

    /** Those of them of which each line would be a record by itself. */
    long doubtful() {
        return doubtful;
    }

    /** The line of the first of them. */
    long firstDoubtful() {
        return firstDoubtful;
    }

    /** The first bytes of the file, for people who wonder what it is. */
    byte[] firstBytes() {
        return firstBytes;
    }

    /** Goes to the next record; false at the end. Throws what the stream throws, and never because of its content. */
    boolean next() throws IOException {
        if (window == null) {
            open();
        }
        while (true) {
            if (next == window.limit() && !fill()) {
                return false;
            }
            if (comment != null && beginsComment()) {
                comments.add(passOverLine(), line);
            } else {
                frame();
                if (!isBlankLine()) {
                    break;
                }
            }
        }
        if (problem == null) {
            if (!framer.isUsual()) {
                takeUnusual();
            }
            takeContent();
        }
        return true;
    }

    /** What a file begins with is looked at when it is read, since that may fail. */
    private void open() throws IOException {
        if (from > 0) {
            begin(in, from);
            return;
        }
        firstBytes = in.readNBytes(FIRST_BYTES);
        Encoding.Mark mark = dialect.strict() ? Encoding.utf8(firstBytes) : Encoding.of(firstBytes, dialect.charset());
        dialect = dialect.with(dialect.delimiter(), mark.charset());
        PushbackInputStream all = new PushbackInputStream(in, FIRST_BYTES);
        all.unread(firstBytes, mark.length(), firstBytes.length - mark.length());
        begin(all, mark.length());
        fill();
        if (!dialect.strict() && !dialect.isJson()) {
            readSeparatorLine();
        }
        for (int skipped = (int) nextLine - 1; skipped < dialect.header().skipped() && hasLine(); skipped++) {
            above.add(passOverLine(), line);
        }
    }

    private void begin(InputStream bytes, long offset) {
        boolean isUtf8 = dialect.charset().equals(UTF_8);
        boolean isSingle = !isUtf8 && SingleByteCharset.is(dialect.charset());
        charset = isSingle ? new SingleByteCharset(dialect.charset()) : null;
        comment = dialect.comment().isEmpty() ? null : written(dialect.comment());
        lookAhead = LOOK_AHEAD + dialect.delimiter().length() * MAX_UTF8;
        window = isUtf8 || isSingle
                ? new ByteWindow(bytes, offset, lookAhead)
                : new TranscodedWindow(bytes, dialect.charset(), offset, lookAhead);
        makeFramer();
    }

    private void makeFramer() {
        framer = Framer.of(dialect, written(dialect.delimiter()));
        framer.expect(expected, expected);
    }

    /** As it stands in what is framed. */
    private byte[] written(String text) {
        return text.getBytes(framed());
    }

    /** Excel's own first line, {@code sep=;}, says what parts the fields of the file. */
    private void readSeparatorLine() throws IOException {
        String begin = new String(window.bytes(), 0, Math.min(window.limit(), SEPARATOR_LINE_AT_MOST), framed());
        Matcher line = SEPARATOR_LINE.matcher(begin);
        if (line.lookingAt() && line.group(2).charAt(0) != dialect.quote()) {
            above.add(passOverLine(), 1);
            dialect = dialect.with(line.group(2), dialect.charset());
            makeFramer();
        }
    }

    /** The charset of what is framed. */
    private Charset framed() {
        return charset == null ? UTF_8 : dialect.charset();
    }

    private boolean hasLine() throws IOException {
        return next < window.limit() || fill();
    }

    private boolean beginsComment() throws IOException {
        if (window.limit() - next < comment.length && !window.ended()) {
            fill();
        }
        int at = next;
        return window.limit() - at >= comment.length
                && Arrays.equals(window.bytes(), at, at + comment.length, comment, 0, comment.length);
    }

    /** Goes to the next line, however long this one is; its begin, for people. */
    private String passOverLine() throws IOException {
        line = nextLine++;
        byte[] bytes = window.bytes();
        int at = next;
        String begin = new String(bytes, at, Math.min(PassedOver.SHOWN, window.limit() - at), framed());
        while (true) {
            bytes = window.bytes();
            while (at < window.limit() && !isLineEnd(bytes[at])) {
                at++;
            }
            // A line feed behind a carriage return must be seen, too.
            if (at + 1 < window.limit() || window.ended()) {
                break;
            }
            window.slide(at);
            at = 0;
        }
        bytes = window.bytes();
        boolean both = at + 1 < window.limit() && bytes[at] == '\r' && bytes[at + 1] == '\n';
        next = Math.min(window.limit(), at + (both ? 2 : 1));
        return LINE_END.split(begin, 2)[0];
    }

    private void takeUnusual() {
        if (framer.lineEnds() > 0) {
            noteSpanning();
        }
        framer.addMissing();
    }

    private void noteSpanning() {
        spanning++;
        if (framer.fields() > 1 && framer.linesAreRecords(window.bytes())) {
            doubtful++;
            firstDoubtful = doubtful == 1 ? line : firstDoubtful;
        }
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
        return window == null ? from : window.place(next);
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
            case NUL -> "byte " + place(firstNul()) + " of the record is NUL" + nulHint();
            case BAD_ENCODING ->
                window instanceof TranscodedWindow
                        ? "byte " + place(firstInvalid()) + " of the record begins no character of " + dialect.charset()
                        : String.format(
                                Locale.ROOT,
                                "byte %d of the record, 0x%02X, is no %s",
                                place(firstInvalid()),
                                window.bytes()[firstInvalid()],
                                dialect.charset());
            case FIELD_COUNT -> "expected " + expected + " fields, found " + fields();
            case REPEATED_HEADER, BAD_JSON, UNKNOWN_COLUMN -> problem.message();
        };
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
        offset = window.place(begin);
        Framer.Outcome outcome = attempt();
        while (outcome == Framer.Outcome.MORE_NEEDED && window.limit() - begin < lookAhead) {
            window.slide(begin);
            begin = 0;
            outcome = attempt();
        }
        if (outcome == Framer.Outcome.MORE_NEEDED && !framer.beyondFirstLine()) {
            passOverLongLine();
            problem = Problem.TOO_LONG;
            return;
        }
        boolean whole = outcome == Framer.Outcome.RECORD && framer.end() - begin <= MAX_RECORD;
        if (!whole && framer.beyondFirstLine()) {
            framer.cutToFirstLine();
        }
        end = framer.end();
        next = framer.next();
        length = window.place(end) - offset;
        nextLine = line + framer.lineEnds() + 1;
        problem = end - begin > MAX_RECORD ? Problem.TOO_LONG : whole ? problemOfRecord() : Problem.UNBALANCED_QUOTE;
    }

    private Framer.Outcome attempt() {
        return framer.frame(window.bytes(), begin, window.limit(), window.ended());
    }

    /** Goes to the end of a line that is longer than the window. */
    private void passOverLongLine() throws IOException {
        int i = window.limit() - 1; // may be a CR whose LF was not seen
        while (i < window.limit() && !isLineEnd(window.bytes()[i])) {
            if (++i == window.limit() && !window.ended()) {
                window.slide(i);
                i = 0;
            }
        }
        length = window.place(i) - offset;
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
        return framer.isUsual() || framer.fits() ? null : Problem.FIELD_COUNT;
    }

    /** In the record, from 1. */
    private long place(int index) {
        return window.place(index) - offset + 1;
    }

    private int firstInvalid() {
        byte[] bytes = window.bytes();
        return charset == null ? Utf8.firstInvalid(bytes, begin, end) : charset.firstInvalid(bytes, begin, end);
    }

    /** The halves of two-byte characters may stand either way here: the line end before was taken for one byte. */
    private String nulHint() {
        byte[] first = Arrays.copyOfRange(window.bytes(), begin, Math.min(end, begin + FIRST_BYTES));
        return line == 1 || Encoding.likely(first) == null
                ? ""
                : ". It looks like UTF-16: a mapping with encoding: UTF-16LE or UTF-16BE reads it";
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
        framer.takeWritten(content);
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
