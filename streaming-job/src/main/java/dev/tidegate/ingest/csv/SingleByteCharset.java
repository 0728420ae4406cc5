package dev.tidegate.ingest.csv;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** A charset of 256 bytes at most, the lower half ASCII: what each byte of the upper half is in UTF-8. */
final class SingleByteCharset {
    private static final int ASCII = 128;

    /** The UTF-8 of byte {@code 128 + i}; null where the charset gives that byte no character. */
    private final byte[][] utf8 = new byte[ASCII][];

    SingleByteCharset(Charset charset) {
        for (int i = 0; i < ASCII; i++) {
            String text = decode(charset, ASCII + i);
            utf8[i] = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Whether this is such a charset. */
    static boolean is(Charset charset) {
        boolean fits = charset.canEncode() && charset.newEncoder().maxBytesPerChar() == 1;
        for (int b = 0; fits && b < ASCII; b++) {
            fits = Character.toString(b).equals(decode(charset, b));
        }
        return fits;
    }

    /** Index of the first byte that is no character, or -1. */
    int firstInvalid(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0 && utf8[bytes[i] + ASCII] == null) {
                return i;
            }
        }
        return -1;
    }

    /** Writes valid bytes as UTF-8 into {@code target}, at most three for one; returns the index behind the last. */
    int toUtf8(byte[] bytes, int from, int to, byte[] target, int at) {
        int end = at;
        for (int i = from; i < to; i++) {
            if (bytes[i] >= 0) {
                target[end++] = bytes[i];
            } else {
                for (byte b : utf8[bytes[i] + ASCII]) {
                    target[end++] = b;
                }
            }
        }
        return end;
    }

    private static String decode(Charset charset, int value) {
        try {
            return charset.newDecoder()
                    .decode(ByteBuffer.wrap(new byte[] {(byte) value}))
                    .toString();
        } catch (CharacterCodingException noSuchCharacter) {
            return null;
        }
    }
}
