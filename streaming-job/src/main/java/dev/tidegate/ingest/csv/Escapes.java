package dev.tidegate.ingest.csv;

/**
 * What stands behind an escape. Where there are quotes, it escapes quotes and itself, within them; all else is kept as it
 * stands, as Spark and Python write it. Where there are none, it is a form of text as PostgreSQL and MySQL write it: letters
 * stand for control characters, and each other character for itself. A field that is an escape and {@code N} is no value.
 */
final class Escapes {
    private static final String LETTERS = "bfnrtv0Z";
    private static final byte[] MEANT = {'\b', '\f', '\n', '\r', '\t', 0x0b, 0, 0x1a};

    private final byte escape;
    private final byte quote;

    Escapes(Dialect dialect) {
        this.escape = dialect.escape();
        this.quote = dialect.quote();
    }

    /** Makes the bytes of a field what they stand for, in place; returns where they end then. */
    int take(byte[] bytes, int start, int stop, boolean quoted) {
        if (!quoted && stop - start == 2 && bytes[start] == escape && bytes[start + 1] == 'N') {
            return start;
        }
        if (quoted) {
            return quoted(bytes, start, stop);
        }
        return quote == Dialect.NO_BYTE ? text(bytes, start, stop) : stop;
    }

    private int quoted(byte[] bytes, int start, int stop) {
        int to = start;
        for (int from = start; from < stop; from++) {
            boolean next = from + 1 < stop;
            boolean isEscape = next && bytes[from] == escape && (bytes[from + 1] == quote || bytes[from + 1] == escape);
            // A quote that does not close the field is there twice.
            from += isEscape || (next && bytes[from] == quote) ? 1 : 0;
            bytes[to++] = bytes[from];
        }
        return to;
    }

    private int text(byte[] bytes, int start, int stop) {
        int to = start;
        for (int from = start; from < stop; from++) {
            byte b = bytes[from];
            if (b == escape && from + 1 < stop) {
                b = bytes[++from];
                int letter = LETTERS.indexOf(b);
                b = letter < 0 ? b : MEANT[letter];
            }
            bytes[to++] = b;
        }
        return to;
    }
}
