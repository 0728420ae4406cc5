package dev.tidegate.ingest.log;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Text that does nothing to a terminal but stand there: names of files and bytes of records come from outside, and may
 * hold line ends, escape sequences, or marks that turn the direction of writing.
 */
public final class Printable {

    private Printable() {}

    /** The text with everything that is no plain character written out, such as {@code \n} or {@code \x1b}. */
    public static String of(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(character -> append(out, character));
        return out.toString();
    }

    /** The bytes as UTF-8 text; bytes that are not UTF-8 are written as {@code \xff}. */
    public static String of(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer chars = CharBuffer.allocate(bytes.length + 1);
        StringBuilder out = new StringBuilder();
        while (true) {
            CoderResult result = decoder.decode(in, chars, true);
            out.append(of(chars.flip().toString()));
            chars.clear();
            if (!result.isError()) {
                return out.toString();
            }
            for (int i = 0; i < result.length(); i++) {
                out.append(hex(in.get() & 0xff));
            }
        }
    }

    private static void append(StringBuilder out, int character) {
        switch (character) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (isHarmless(character)) {
                    out.appendCodePoint(character);
                } else {
                    out.append(character < 0x100 ? hex(character) : "\\u{" + Integer.toHexString(character) + "}");
                }
            }
        }
    }

    /** Whether it is a character to be seen, or a blank. */
    public static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String hex(int value) {
        return "\\x" + Character.forDigit(value >> 4, 16) + Character.forDigit(value & 0xf, 16);
    }
}
