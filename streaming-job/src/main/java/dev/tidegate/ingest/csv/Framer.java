package dev.tidegate.ingest.csv;

import java.util.Arrays;

/**
 * Finds the end and the fields of the record that begins at a given byte. A quote that is still open at the end of the
 * line makes it look ahead; where that does not lead to a well-formed record, the record is the first line alone.
 *
 * <p>No file can make this slow: a line looks ahead only if its number of quotes is odd, and the next such line ends the
 * look-ahead, well or badly. So a byte is looked at a few times at most, whatever the quotes.
 *
 * <p>Which one frames a file is chosen once: almost no file has the marks that cost time with each byte.
 */
abstract sealed class Framer permits PlainFramer, MarkedFramer, Framer.OfLines {
    enum Outcome {
        /** A line, or several that are one well-formed record. */
        RECORD,
        /** The line opens a quote that is not closed in a well-formed record. */
        NOT_CLOSED,
        /** The bytes end before it can be told. */
        MORE_NEEDED
    }

    // What a byte may be; those that end a field are the highest.
    static final byte PLAIN = 0;
    static final byte NON_ASCII = 1;
    /** What escapes quotes; elsewhere it is a character like any other. */
    static final byte ESCAPE = 2;

    static final byte NUL = 3;
    static final byte QUOTE = 4;
    static final byte DELIMITER = 5;
    /** What escapes everything. */
    static final byte ESCAPE_OF_ALL = 6;

    static final byte LINE_END = 7;
    /** No kind of byte, but noted like one: what is neither delimiter nor line end stands behind a closing quote. */
    static final byte TEXT_AFTER_QUOTE = 8;

    /** A quote inside of a field that does not begin with one is a character like any other, but only where one line is the record. */
    private static final int MALFORMED = (1 << QUOTE) | (1 << TEXT_AFTER_QUOTE);

    static final int NOT_CLOSED = -1;
    static final int END_NOT_SEEN = -2;

    /** No byte is that. */
    private static final int NO_QUOTE = 256;

    final byte[] kinds = new byte[256];
    final int quote;
    final byte delimiter;
    private final byte[] delimiters; // null: one byte
    final int delimiterLength;
    private final boolean strict;
    int expected;
    private int least;

    // The record framed last, as indexes into its bytes.
    int begin;
    private int end;
    private int next;
    int lineEnds;
    int fields;
    private int[] starts = new int[16];
    private int[] ends = new int[16];

    // What was met in it.
    int kindsMet;
    private int faultyField;
    boolean doubledQuotes;
    int firstLineEnd; // -1 while the record does not go beyond its first line
    private int secondLine;
    private boolean usual;

    Framer(Dialect dialect, byte[] delimiterBytes) {
        quote = dialect.quote() == Dialect.NO_BYTE ? NO_QUOTE : dialect.quote();
        delimiter = delimiterBytes[0];
        delimiterLength = delimiterBytes.length;
        delimiters = delimiterLength == 1 ? null : delimiterBytes;
        strict = dialect.strict();
        Arrays.fill(kinds, 128, 256, NON_ASCII);
        kinds[0] = NUL;
        kinds['\n'] = LINE_END;
        kinds['\r'] = LINE_END;
        if (quote != NO_QUOTE) {
            kinds[quote] = QUOTE;
        }
        if (dialect.escape() != Dialect.NO_BYTE) {
            kinds[dialect.escape()] = quote == NO_QUOTE ? ESCAPE_OF_ALL : ESCAPE;
        }
        kinds[delimiter & 0xff] = DELIMITER;
    }

    /**
     * The one for a dialect.
     *
     * @param delimiter as it stands in what is framed
     */
    static Framer of(Dialect dialect, byte[] delimiter) {
        if (dialect.isJson()) {
            return new OfLines(dialect, delimiter);
        }
        boolean isPlain =
                delimiter.length == 1 && dialect.quote() != Dialect.NO_BYTE && dialect.escape() == Dialect.NO_BYTE;
        return isPlain ? new PlainFramer(dialect, delimiter) : new MarkedFramer(dialect, delimiter);
    }

    /** Frames what begins at {@code from}; {@code ended} says that no byte follows the one before {@code limit}. */
    abstract Outcome frame(byte[] bytes, int from, int limit, boolean ended);

    final void startAt(int from) {
        begin = from;
        fields = 0;
        lineEnds = 0;
        kindsMet = 0;
        doubledQuotes = false;
        firstLineEnd = -1;
        usual = false;
    }

    /**
     * How many fields a record must have that goes over several lines.
     *
     * @param most 0: any number
     * @param atLeast as many, or fewer where those at the end may be missing
     */
    final void expect(int most, int atLeast) {
        expected = most;
        least = atLeast;
        if (most > starts.length) {
            starts = new int[most];
            ends = new int[most];
        }
    }

    /** Whether the delimiter stands at {@code i}, where its first byte does. */
    final boolean isDelimiter(byte[] bytes, int i) {
        return delimiters == null
                || (i + delimiterLength <= bytes.length
                        && Arrays.equals(bytes, i, i + delimiterLength, delimiters, 0, delimiterLength));
    }

    /** Whether a record that goes over several lines has as many fields as it must have, and another begins at {@code i}. */
    final boolean hasTooMany(byte[] bytes, int i, int limit) {
        return fields == expected && (strict || !areDelimiters(bytes, i, limit));
    }

    /** Whether nothing but delimiters stands from here to the end of the line, as far as it is seen. */
    final boolean areDelimiters(byte[] bytes, int i, int limit) {
        int at = i;
        while (at < limit && bytes[at] == delimiter && isDelimiter(bytes, at)) {
            at += delimiterLength;
        }
        return at >= limit || kinds[bytes[at] & 0xff] == LINE_END;
    }

    /** What becomes of a quote that is open at the end of the file. */
    final int refuseOpenQuote(int limit) {
        goesBeyondLine(limit, limit);
        return NOT_CLOSED;
    }

    /** Notes that a quote is open at the end of a line; false if that line cannot begin a well-formed record. */
    final boolean goesBeyondLine(int lineEnd, int following) {
        lineEnds++;
        if (firstLineEnd >= 0) {
            return true;
        }
        firstLineEnd = lineEnd;
        secondLine = following;
        boolean fits = !malformed() && (expected == 0 || fields < expected);
        faultyField = fields + 1;
        return fits;
    }

    final Outcome endOfRecord(byte[] bytes, int i, int limit, boolean ended) {
        usual = fields == expected && firstLineEnd < 0;
        if (!usual && !canEnd(bytes, i)) {
            return Outcome.NOT_CLOSED;
        }
        int following = i == limit ? limit : behindLineEnd(bytes, i, limit, ended);
        if (following == END_NOT_SEEN) {
            return Outcome.MORE_NEEDED;
        }
        end = i;
        next = following;
        return Outcome.RECORD;
    }

    private boolean canEnd(byte[] bytes, int i) {
        if (expected != 0 && fields > expected && !strict) {
            leaveSurplus(bytes, i);
        }
        return firstLineEnd < 0 || (!malformed() && fits());
    }

    /** Whether the record has as many fields as it must have. */
    final boolean fits() {
        return fields <= expected ? fields >= least : expected == 0;
    }

    /** Whether the record is one line of as many fields as are expected, as almost all are. */
    final boolean isUsual() {
        return usual;
    }

    /** Makes fields at the end that a record may leave out empty ones. */
    final void addMissing() {
        while (fields < expected) {
            addField(end, end);
        }
    }

    /** Separators at the end of a line, with nothing between them, are no fields. */
    private void leaveSurplus(byte[] bytes, int recordEnd) {
        int last = expected - 1;
        if (areDelimiters(bytes, ends[last] + (isQuoted(bytes, last) ? 1 : 0), recordEnd)) {
            fields = expected;
        }
    }

    /**
     * Whether each line of a record that has several would be a record of as many fields, were quotes characters like any
     * other: then a stray quote may have made one of them.
     */
    final boolean linesAreRecords(byte[] bytes) {
        int at = begin;
        while (at <= end) {
            int count = 1;
            while (at < end && kinds[bytes[at] & 0xff] != LINE_END) {
                boolean isDelimiter = bytes[at] == delimiter && isDelimiter(bytes, at);
                count += isDelimiter ? 1 : 0;
                at += isDelimiter ? delimiterLength : 1;
            }
            if (count > fields || (count < fields && count < least)) {
                return false;
            }
            at = at >= end ? end + 1 : behindLineEnd(bytes, at, end, true);
        }
        return true;
    }

    /** Makes the line on which the record begins the whole of it. */
    final void cutToFirstLine() {
        end = firstLineEnd;
        next = secondLine;
        lineEnds = 0;
    }

    static int behindLineEnd(byte[] bytes, int at, int limit, boolean ended) {
        if (bytes[at] == '\n') {
            return at + 1;
        }
        if (at + 1 == limit) {
            return ended ? limit : END_NOT_SEEN;
        }
        return bytes[at + 1] == '\n' ? at + 2 : at + 1;
    }

    final void addField(int start, int stop) {
        if (fields < starts.length || hasMadeRoom()) {
            starts[fields] = start;
            ends[fields] = stop;
        }
        fields++;
    }

    /** What is beyond the number of fields that is expected is counted alone. */
    private boolean hasMadeRoom() {
        if (expected == 0) {
            starts = Arrays.copyOf(starts, 2 * fields);
            ends = Arrays.copyOf(ends, 2 * fields);
        }
        return expected == 0;
    }

    final void meet(byte kind) {
        boolean worst = kind == TEXT_AFTER_QUOTE ? !met(kind) : kind == QUOTE && !malformed();
        if (worst && firstLineEnd < 0) {
            faultyField = fields + 1;
        }
        kindsMet |= 1 << kind;
    }

    final boolean met(byte kind) {
        return (kindsMet & (1 << kind)) != 0;
    }

    final boolean malformed() {
        return (kindsMet & MALFORMED) != 0;
    }

    /** Makes what is written in the fields of the record what it stands for, in place. */
    void takeWritten(byte[] bytes) {
        for (int field = 0; doubledQuotes && field < fields; field++) {
            if (isQuoted(bytes, field)) {
                ends[field] = undoubleQuotes(bytes, starts[field], ends[field]);
            }
        }
    }

    final boolean isQuoted(byte[] bytes, int field) {
        return starts[field] > begin && bytes[starts[field] - 1] == quote;
    }

    private int undoubleQuotes(byte[] bytes, int start, int stop) {
        int to = start;
        for (int from = start; from < stop; from++) {
            bytes[to++] = bytes[from];
            if (bytes[from] == quote) {
                from++;
            }
        }
        return to;
    }

    /** Index behind the last byte of the record: of its line end. */
    final int end() {
        return end;
    }

    /** Index behind its line end. */
    final int next() {
        return next;
    }

    /** How many line ends it holds. */
    final int lineEnds() {
        return lineEnds;
    }

    final int fields() {
        return fields;
    }

    /** Where the fields begin, behind an opening quote if there is one. */
    final int[] starts() {
        return starts;
    }

    /** Where they end. */
    final int[] ends() {
        return ends;
    }

    final boolean nonAscii() {
        return met(NON_ASCII);
    }

    /** What is wrong with its quotes or its bytes; null if nothing is. */
    final Problem malformation() {
        if (kindsMet < 1 << NUL) {
            return null;
        }
        return met(TEXT_AFTER_QUOTE) ? Problem.TEXT_AFTER_QUOTE : met(NUL) ? Problem.NUL : null;
    }

    /** The field, counted from 1, whose quotes are wrong. */
    final int faultyField() {
        return faultyField;
    }

    /** Whether the attempt left the line it began on. */
    final boolean beyondFirstLine() {
        return firstLineEnd >= 0;
    }

    /** For files of which each line is a record, and all of it one field. */
    static final class OfLines extends Framer {

        OfLines(Dialect dialect, byte[] delimiter) {
            super(dialect, delimiter);
            kinds[delimiter[0] & 0xff] = PLAIN;
        }

        @Override
        Outcome frame(byte[] bytes, int from, int limit, boolean ended) {
            startAt(from);
            int at = from;
            while (at < limit && kinds[bytes[at] & 0xff] != LINE_END) {
                kindsMet |= 1 << kinds[bytes[at] & 0xff];
                at++;
            }
            if (at == limit && !ended) {
                return Outcome.MORE_NEEDED;
            }
            addField(from, at);
            return endOfRecord(bytes, at, limit, ended);
        }
    }
}
