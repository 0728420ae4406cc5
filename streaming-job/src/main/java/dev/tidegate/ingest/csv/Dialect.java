package dev.tidegate.ingest.csv;

import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * How the bytes of a file mark fields and text.
 *
 * @param form what a record is; where it is no line of fields, what is said of delimiters, quotes and the header means nothing
 * @param delimiter between two fields, one character or several
 * @param quote around a field that holds delimiters, quotes or line ends, one ASCII byte; {@link #NO_BYTE} where quotes are
 *     characters like any other
 * @param escape before a character that stands for itself, one ASCII byte; {@link #NO_BYTE} for none
 * @param comment what lines begin with that are no records; empty for none
 * @param header what stands above the records
 * @param charset of files that do not begin with a byte order mark of another one
 * @param strict whether that is all: then a file cannot say that it is in another charset or has another delimiter, none stand
 *     at the end of a line but between two fields, and no name is in the header twice
 */
public record Dialect(
        Form form,
        String delimiter,
        byte quote,
        byte escape,
        String comment,
        HeaderForm header,
        Charset charset,
        boolean strict)
        implements Serializable {

    /** What the records of a file are. */
    public enum Form {
        /** Fields below a header. */
        CSV,
        /** An object a line. */
        JSON_LINES
    }

    /** No quote, or no escape. */
    public static final byte NO_BYTE = 0;

    /** Comma, double quote, UTF-8, and strictly so. */
    public static final Dialect RFC4180 =
            new Dialect(Form.CSV, ",", (byte) '"', NO_BYTE, "", HeaderForm.FIRST_LINE, StandardCharsets.UTF_8, true);

    private static final int LONGEST_DELIMITER = 16;

    /** @throws IllegalArgumentException if a file cannot be read this way */
    public Dialect {
        form = form == null ? Form.CSV : form; // offsets of before do not say it
        requireDelimiter(delimiter);
        requireAscii("quote", quote);
        requireAscii("escape", escape);
        if (comment.indexOf('\n') >= 0 || comment.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("A comment begins within a line, but holds a line end");
        }
        if (quote != NO_BYTE && delimiter.indexOf(quote) >= 0) {
            throw new IllegalArgumentException("Delimiter and quote must differ, but both are " + named(quote));
        }
        if (escape != NO_BYTE && (escape == quote || delimiter.indexOf(escape) >= 0)) {
            throw new IllegalArgumentException("The escape must differ from delimiter and quote, but is "
                    + named(escape) + ": a doubled quote needs no escape");
        }
    }

    /** That of files that may also say themselves how they are written. */
    public Dialect(String delimiter, byte quote, byte escape, String comment, HeaderForm header, Charset charset) {
        this(Form.CSV, delimiter, quote, escape, comment, header, charset, false);
    }

    /** The same for fields of which none is escaped, below a header in the first line. */
    public Dialect(byte delimiter, byte quote, Charset charset) {
        this(String.valueOf((char) (delimiter & 0xff)), quote, NO_BYTE, "", HeaderForm.FIRST_LINE, charset);
    }

    /**
     * That of files with a JSON object in each line.
     *
     * @param skipped lines at the begin of a file that are passed over
     */
    public static Dialect jsonLines(int skipped, Charset charset) {
        HeaderForm noHeader = new HeaderForm(skipped, HeaderForm.Place.FIRST, List.of());
        return new Dialect(Form.JSON_LINES, ",", NO_BYTE, NO_BYTE, "", noHeader, charset, false);
    }

    boolean isJson() {
        return form == Form.JSON_LINES;
    }

    /** The same with what a file says of itself. */
    Dialect with(String ownDelimiter, Charset ownCharset) {
        return new Dialect(form, ownDelimiter, quote, escape, comment, header, ownCharset, strict);
    }

    private static void requireDelimiter(String delimiter) {
        for (int i = 0; i < delimiter.length(); i++) {
            char c = delimiter.charAt(i);
            if (c == 0 || c == '\n' || c == '\r') {
                throw new IllegalArgumentException(
                        "The delimiter must be of characters other than NUL, CR and LF, but has " + named((byte) c));
            }
        }
        if (delimiter.isEmpty() || delimiter.length() > LONGEST_DELIMITER) {
            throw new IllegalArgumentException("The delimiter has %d characters: expected 1 to %d"
                    .formatted(delimiter.length(), LONGEST_DELIMITER));
        }
    }

    private static void requireAscii(String what, byte value) {
        if (value < 0 || value == '\n' || value == '\r') {
            throw new IllegalArgumentException(
                    "The " + what + " must be one ASCII character other than NUL, CR and LF, but is " + named(value));
        }
    }

    private static String named(byte value) {
        return String.format(Locale.ROOT, "0x%02X", value);
    }

    /** A charset knows no serialization: it goes by its name. */
    private Object writeReplace() {
        return new Named(form, delimiter, quote, escape, comment, header, charset.name(), strict);
    }

    private record Named(
            Form form,
            String delimiter,
            byte quote,
            byte escape,
            String comment,
            HeaderForm header,
            String charset,
            boolean strict)
            implements Serializable {
        private Object readResolve() {
            return new Dialect(form, delimiter, quote, escape, comment, header, Charset.forName(charset), strict);
        }
    }
}
