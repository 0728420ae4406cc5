package dev.tidegate.ingest.csv;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Charsets of files: what their first bytes say, and how they can be framed. */
final class Encoding {

    private static final Mark UTF8 = new Mark(StandardCharsets.UTF_8, 0xef, 0xbb, 0xbf);

    /** Longer marks before those that they begin with. */
    private static final List<Mark> MARKS = List.of(
            new Mark(Charset.forName("UTF-32LE"), 0xff, 0xfe, 0, 0),
            new Mark(Charset.forName("UTF-32BE"), 0, 0, 0xfe, 0xff),
            UTF8,
            new Mark(StandardCharsets.UTF_16LE, 0xff, 0xfe),
            new Mark(StandardCharsets.UTF_16BE, 0xfe, 0xff));

    /** The longest mark. */
    static final int LONGEST_MARK = 4;

    private Encoding() {}

    /**
     * A byte order mark.
     *
     * @param charset that it says
     * @param bytes it is
     */
    record Mark(Charset charset, int... bytes) {

        int length() {
            return bytes.length;
        }

        private boolean begins(byte[] file) {
            boolean begins = file.length >= bytes.length;
            for (int i = 0; begins && i < bytes.length; i++) {
                begins = (file[i] & 0xff) == bytes[i];
            }
            return begins;
        }
    }

    /**
     * The charset of a file.
     *
     * @param first its first bytes, as many as a mark may have if it has so many
     * @param said what else is known; what the file says itself comes first
     */
    static Mark of(byte[] first, Charset said) {
        for (Mark mark : MARKS) {
            if (mark.begins(first)) {
                return mark;
            }
        }
        return new Mark(withOrder(first, said));
    }

    /** UTF-8, whatever its first bytes say: with a mark or without. */
    static Mark utf8(byte[] first) {
        return UTF8.begins(first) ? UTF8 : new Mark(StandardCharsets.UTF_8);
    }

    /** Without a mark the first character tells: it is one of the first 256, and so one half of it is 0. */
    private static Charset withOrder(byte[] first, Charset said) {
        boolean little = first.length > 1 && first[0] != 0 && first[1] == 0;
        if (said.equals(StandardCharsets.UTF_16)) {
            return little ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
        }
        return said.equals(Charset.forName("UTF-32")) ? Charset.forName(little ? "UTF-32LE" : "UTF-32BE") : said;
    }

    /**
     * Whether a character can be understood without those before it, so that a file can be read from any of its records on.
     * Of rare charsets that is not known.
     */
    static boolean isStateless(Charset charset) {
        return charset.name().startsWith("UTF-") || SingleByteCharset.is(charset);
    }

    /** What text looks like that is read as UTF-8 and is in another one; null where that cannot be told. */
    static String likely(byte[] first) {
        for (Mark mark : MARKS) {
            if (!mark.equals(UTF8) && mark.begins(first)) {
                return mark.charset().name();
            }
        }
        if (first.length < 4) {
            return null;
        }
        if (first[0] != 0 && first[1] == 0 && first[2] != 0 && first[3] == 0) {
            return "UTF-16LE";
        }
        return first[0] == 0 && first[1] != 0 && first[2] == 0 && first[3] != 0 ? "UTF-16BE" : null;
    }
}
