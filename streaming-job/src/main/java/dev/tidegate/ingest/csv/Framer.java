package dev.tidegate.ingest.csv;

import java.util.Arrays;

/**
 * Finds the end and the fields of the record that begins at a given byte. A quote that is still open at the end of the
 * line makes it look ahead; where that does not lead to a well-formed record, the record is the first line alone.
 *
 * <p>No file can make this slow: a line looks ahead only if its number of quotes is odd, and the next such line ends the
 * look-ahead, well or badly. So a byte is looked at a few times at most, whatever the quotes.
 */
final class Framer {
    enum Outcome {
        /** A line, or several that are one well-formed record. */
        RECORD,
        /** The line opens a quote that is not closed in a well-formed record. */
        NOT_CLOSED,
        /** The bytes end before it can be told. */
        MORE_NEEDED
    }

    // What a byte may be; those that end a field are the highest.
    private static final byte PLAIN = 0;
    private static final byte NON_ASCII = 1;
    /** What escapes quotes; elsewhere it is a character like any other. */
    private static final byte ESCAPE = 2;

    private static final byte NUL = 3;
    private static final byte QUOTE = 4;
    private static final byte DELIMITER = 5;
    /** What escapes everything. */
    private static final byte ESCAPE_OF_ALL = 6;

    private static final byte LINE_END = 7;
    /** No kind of byte, but noted like one: what is neither delimiter nor line end stands behind a closing quote. */
    private static final byte TEXT_AFTER_QUOTE = 8;

    /** A quote inside of a field that does not begin with one is a character like any other, but only where one line is the record. */
    private static final int MALFORMED = (1 << QUOTE) | (1 << TEXT_AFTER_QUOTE);

    private static final int NOT_CLOSED = -1;
    private static final int END_NOT_SEEN = -2;

    /** No byte is that. */
    private static final int NO_QUOTE = 256;

    private final byte[] kinds = new byte[256];
    private final int quote;
    private final byte delimiter;
    private final byte[] delimiters; // null: one byte
    private final int delimiterLength;
    private final Escapes escapes; // null: none
    private final boolean isPlain; // one byte tells where a field without quotes ends
    private int expected;
    private int least;

    // The record framed last, as indexes into its bytes.
    private int begin;
    private int end;
    private int next;
    private int lineEnds;
    private int fields;
    private int[] starts = new int[16];
    private int[] ends = new int[16];

    // What was met in it.
    private int kindsMet;
    private int faultyField;
    private boolean doubledQuotes;
    private int firstLineEnd; // -1 while the record does not go beyond its first line
    private int secondLine;
    private boolean refused; // an escaped line end is one that ends the record after all

    /** @param delimiterBytes the delimiter as it stands in what is framed */
    Framer(Dialect dialect, byte[] delimiterBytes) {
        quote = dialect.quote() == Dialect.NO_BYTE ? NO_QUOTE : dialect.quote();
        escapes = dialect.escape() == Dialect.NO_BYTE ? null : new Escapes(dialect);
        delimiter = delimiterBytes[0];
        delimiterLength = delimiterBytes.length;
        delimiters = delimiterLength == 1 ? null : delimiterBytes;
        Arrays.fill(kinds, 128, 256, NON_ASCII);
        kinds[0] = NUL;
        kinds['\n'] = LINE_END;
        kinds['\r'] = LINE_END;
        if (quote != NO_QUOTE) {
            kinds[quote] = QUOTE;
        }
        if (escapes != null) {
            kinds[dialect.escape()] = quote == NO_QUOTE ? ESCAPE_OF_ALL : ESCAPE;
        }
        kinds[delimiter & 0xff] = DELIMITER;
        isPlain = delimiters == null && (escapes == null || quote != NO_QUOTE);
    }

    /**
     * How many fields a record must have that goes over several lines.
     *
     * @param most 0: any number
     * @param atLeast as many, or fewer where those at the end may be missing
     */
    void expect(int most, int atLeast) {
        expected = most;
        least = atLeast;
        if (most > starts.length) {
            starts = new int[most];
            ends = new int[most];
        }
    }

    /** Frames what begins at {@code from}; {@code ended} says that no byte follows the one before {@code seen}. */
    Outcome frame(byte[] bytes, int from, int seen, boolean ended) {
        // A delimiter of several bytes that begins before the limit is there as a whole.
        int step = delimiterLength;
        int limit = ended ? seen : Math.max(from, seen - step + 1);
        boolean plain = isPlain;
        begin = from;
        fields = 0;
        lineEnds = 0;
        kindsMet = 0;
        doubledQuotes = false;
        firstLineEnd = -1;
        int i = from;
        while (true) {
            int start = i;
            int stop = -1;
            if (i < limit && bytes[i] == quote) {
                start = i + 1;
                stop = closingQuote(bytes, start, limit, ended);
                if (stop < 0) {
                    return stop == NOT_CLOSED ? Outcome.NOT_CLOSED : Outcome.MORE_NEEDED;
                }
                i = stop + 1;
                if (i < limit && (kinds[bytes[i] & 0xff] < DELIMITER || !isFieldEnd(bytes, i))) {
                    meet(TEXT_AFTER_QUOTE);
                }
            }
            i = endOfField(bytes, i, limit);
            if (!plain) {
                i = endOfMarkedField(bytes, i, limit, ended);
                if (i == NOT_CLOSED) {
                    return Outcome.NOT_CLOSED;
                }
            }
            if (i == limit && !ended) {
                return Outcome.MORE_NEEDED;
            }
            addField(start, stop < 0 ? i : stop);
            if (i == limit || bytes[i] != delimiter) {
                return endOfRecord(bytes, i, limit, ended);
            }
            if (firstLineEnd >= 0 && (malformed() || (fields == expected && !areDelimiters(bytes, i, limit)))) {
                return Outcome.NOT_CLOSED;
            }
            i += step;
        }
    }

    private boolean isFieldEnd(byte[] bytes, int i) {
        return bytes[i] != delimiter || isDelimiter(bytes, i);
    }

    /** Whether the delimiter stands at {@code i}, where its first byte does. */
    private boolean isDelimiter(byte[] bytes, int i) {
        return delimiters == null
                || (i + delimiterLength <= bytes.length
                        && Arrays.equals(bytes, i, i + delimiterLength, delimiters, 0, delimiterLength));
    }

    /** Index of the delimiter or line end at or behind {@code i}, else {@code limit}. */
    private int endOfField(byte[] bytes, int i, int limit) {
        byte[] kindOf = kinds;
        int at = i;
        for (; at < limit; at++) {
            byte kind = kindOf[bytes[at] & 0xff];
            if (kind != PLAIN) {
                if (kind >= DELIMITER) {
                    return at;
                }
                meet(kind);
            }
        }
        return at;
    }

    /** The same from there on where one byte does not tell a delimiter, or all may be escaped; {@link #NOT_CLOSED}, too. */
    private int endOfMarkedField(byte[] bytes, int i, int limit, boolean ended) {
        int at = i;
        while (at < limit && kinds[bytes[at] & 0xff] != LINE_END) {
            if (bytes[at] == delimiter) {
                if (isDelimiter(bytes, at)) {
                    return at;
                }
                meet(kindOf(bytes[at]));
                at++;
            } else {
                meet(ESCAPE);
                at = behindEscaped(bytes, at + 1, limit, ended);
                if (at < 0) {
                    return refused ? NOT_CLOSED : limit;
                }
            }
            at = endOfField(bytes, at, limit);
        }
        return at;
    }

    /** Of a byte that is none of a delimiter. */
    private static byte kindOf(byte b) {
        return b < 0 ? NON_ASCII : PLAIN;
    }

    /** Index behind a character that is escaped, be it a line end; -1 where it is not seen, or ends the record after all. */
    private int behindEscaped(byte[] bytes, int at, int limit, boolean ended) {
        refused = false;
        if (at == limit) {
            return ended ? at : -1;
        }
        byte kind = kinds[bytes[at] & 0xff];
        if (kind != LINE_END) {
            meet(kind == NUL || kind == NON_ASCII ? kind : PLAIN);
            return at + 1;
        }
        int following = behindLineEnd(bytes, at, limit, ended);
        refused = following != END_NOT_SEEN && !goesBeyondLine(at, following);
        return refused || following == END_NOT_SEEN ? -1 : following;
    }

    /** Whether nothing but delimiters stands from here to the end of the line, as far as it is seen. */
    private boolean areDelimiters(byte[] bytes, int i, int limit) {
        int at = i;
        while (at < limit && bytes[at] == delimiter && isDelimiter(bytes, at)) {
            at += delimiterLength;
        }
        return at >= limit || kinds[bytes[at] & 0xff] == LINE_END;
    }

    /** Index of the quote that closes the field whose content begins at {@code i}. */
    private int closingQuote(byte[] bytes, int i, int limit, boolean ended) {
        for (int at = i; at < limit; at++) {
            switch (kinds[bytes[at] & 0xff]) {
                case QUOTE -> {
                    if (at + 1 == limit) {
                        return ended ? at : END_NOT_SEEN;
                    }
                    if (bytes[at + 1] != quote) {
                        return at;
                    }
                    doubledQuotes = true;
                    at++;
                }
                case LINE_END -> {
                    int following = behindLineEnd(bytes, at, limit, ended);
                    if (following == END_NOT_SEEN) {
                        return END_NOT_SEEN;
                    }
                    if (!goesBeyondLine(at, following)) {
                        return NOT_CLOSED;
                    }
                    at = following - 1;
                }
                case NON_ASCII, NUL -> kindsMet |= 1 << kinds[bytes[at] & 0xff];
                case ESCAPE -> {
                    kindsMet |= 1 << ESCAPE;
                    if (at + 1 == limit) {
                        return ended ? refuseOpenQuote(limit) : END_NOT_SEEN;
                    }
                    byte escaped = kinds[bytes[at + 1] & 0xff];
                    at += escaped == QUOTE || escaped == ESCAPE ? 1 : 0;
                }
                case DELIMITER -> kindsMet |= 1 << kindOf(bytes[at]);
                default -> {}
            }
        }
        return ended ? refuseOpenQuote(limit) : END_NOT_SEEN;
    }

    private int refuseOpenQuote(int limit) {
        goesBeyondLine(limit, limit);
        return NOT_CLOSED;
    }

    /** Notes that a quote is open at the end of a line; false if that line cannot begin a well-formed record. */
    private boolean goesBeyondLine(int lineEnd, int following) {
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

    private Outcome endOfRecord(byte[] bytes, int i, int limit, boolean ended) {
        if (expected != 0 && fields > expected) {
            leaveSurplus(bytes, i);
        }
        if (firstLineEnd >= 0 && (malformed() || !fits())) {
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

    /** Whether the record has as many fields as it must have. */
    boolean fits() {
        return fields <= expected ? fields >= least : expected == 0;
    }

    /** Separators at the end of a line, with nothing between them, are no fields. */
    private void leaveSurplus(byte[] bytes, int recordEnd) {
        int last = expected - 1;
        boolean quoted = starts[last] > begin && bytes[starts[last] - 1] == quote;
        if (areDelimiters(bytes, ends[last] + (quoted ? 1 : 0), recordEnd)) {
            fields = expected;
        }
    }

    /**
     * Whether each line of a record that has several would be a record of as many fields, were quotes characters like any
     * other: then a stray quote may have made one of them.
     */
    boolean linesAreRecords(byte[] bytes) {
        int at = begin;
        while (at <= end) {
            int count = 1;
            while (at < end && kinds[bytes[at] & 0xff] != LINE_END) {
                boolean isDelimiter = bytes[at] == delimiter && isDelimiter(bytes, at);
                count += isDelimiter ? 1 : 0;
                at += isDelimiter ? delimiterLength : 1;
            }
            if (count != fields) {
                return false;
            }
            at = at >= end ? end + 1 : behindLineEnd(bytes, at, end, true);
        }
        return true;
    }

    /** Makes the line on which the record begins the whole of it. */
    void cutToFirstLine() {
        end = firstLineEnd;
        next = secondLine;
        lineEnds = 0;
    }

    private static int behindLineEnd(byte[] bytes, int at, int limit, boolean ended) {
        if (bytes[at] == '\n') {
            return at + 1;
        }
        if (at + 1 == limit) {
            return ended ? limit : END_NOT_SEEN;
        }
        return bytes[at + 1] == '\n' ? at + 2 : at + 1;
    }

    private void addField(int start, int stop) {
        if (fields == starts.length && expected == 0) {
            starts = Arrays.copyOf(starts, 2 * fields);
            ends = Arrays.copyOf(ends, 2 * fields);
        }
        if (fields < starts.length) {
            starts[fields] = start;
            ends[fields] = stop;
        }
        fields++;
    }

    private void meet(byte kind) {
        boolean worst = kind == TEXT_AFTER_QUOTE ? !met(kind) : kind == QUOTE && !malformed();
        if (worst && firstLineEnd < 0) {
            faultyField = fields + 1;
        }
        kindsMet |= 1 << kind;
    }

    private boolean met(byte kind) {
        return (kindsMet & (1 << kind)) != 0;
    }

    private boolean malformed() {
        return (kindsMet & MALFORMED) != 0;
    }

    /** Makes each doubled quote in the fields one, and what is escaped what it stands for, in place. */
    void takeWritten(byte[] bytes) {
        boolean escaped = met(ESCAPE);
        for (int field = 0; (doubledQuotes || escaped) && field < fields; field++) {
            boolean quoted = starts[field] > begin && bytes[starts[field] - 1] == quote;
            if (escaped) {
                ends[field] = escapes.take(bytes, starts[field], ends[field], quoted);
            } else if (quoted) {
                ends[field] = undoubleQuotes(bytes, starts[field], ends[field]);
            }
        }
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
    int end() {
        return end;
    }

    /** Index behind its line end. */
    int next() {
        return next;
    }

    /** How many line ends it holds. */
    int lineEnds() {
        return lineEnds;
    }

    int fields() {
        return fields;
    }

    /** Where the fields begin, behind an opening quote if there is one. */
    int[] starts() {
        return starts;
    }

    /** Where they end. */
    int[] ends() {
        return ends;
    }

    boolean nonAscii() {
        return met(NON_ASCII);
    }

    /** What is wrong with its quotes or its bytes; null if nothing is. */
    Problem malformation() {
        if (kindsMet < 1 << NUL) {
            return null;
        }
        return met(TEXT_AFTER_QUOTE) ? Problem.TEXT_AFTER_QUOTE : met(NUL) ? Problem.NUL : null;
    }

    /** The field, counted from 1, whose quotes are wrong. */
    int faultyField() {
        return faultyField;
    }

    /** Whether the attempt left the line it began on. */
    boolean beyondFirstLine() {
        return firstLineEnd >= 0;
    }
}
