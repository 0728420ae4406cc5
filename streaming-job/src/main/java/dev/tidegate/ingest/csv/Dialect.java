package dev.tidegate.ingest.csv;

import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * How the bytes of a file mark fields and text.
 *
 * @param delimiter between two fields, one ASCII byte
 * @param quote around a field that holds delimiters, quotes or line ends, one ASCII byte
 * @param charset UTF-8, or one in which each byte is a character and the ASCII characters have their own bytes
 */
public record Dialect(byte delimiter, byte quote, Charset charset) implements Serializable {

    /** Comma, double quote, UTF-8. */
    public static final Dialect RFC4180 = new Dialect((byte) ',', (byte) '"', StandardCharsets.UTF_8);

    /** @throws IllegalArgumentException if a file cannot be read this way */
    public Dialect {
        requireAscii("delimiter", delimiter);
        requireAscii("quote", quote);
        if (delimiter == quote) {
            throw new IllegalArgumentException("Delimiter and quote must differ, but both are " + named(quote));
        }
        if (!charset.equals(StandardCharsets.UTF_8)) {
            SingleByteCharset.require(charset);
        }
    }

    private static void requireAscii(String what, byte value) {
        if (value <= 0 || value == '\n' || value == '\r') {
            throw new IllegalArgumentException(
                    "The " + what + " must be one ASCII character other than NUL, CR and LF, but is " + named(value));
        }
    }

    private static String named(byte value) {
        return String.format(Locale.ROOT, "0x%02X", value);
    }

    /** A charset knows no serialization: it goes by its name. */
    private Object writeReplace() {
        return new Named(delimiter, quote, charset.name());
    }

    private record Named(byte delimiter, byte quote, String charset) implements Serializable {
        private Object readResolve() {
            return new Dialect(delimiter, quote, Charset.forName(charset));
        }
    }
}
