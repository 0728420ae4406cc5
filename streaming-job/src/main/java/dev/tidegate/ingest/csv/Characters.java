package dev.tidegate.ingest.csv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The characters of a stream, one after the other, each with its place. */
abstract sealed class Characters {
    /** No character follows. */
    static final int END = -1;

    /** The bytes here are no character. */
    static final int NONE = -2;

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final ByteBuffer buffer;
    private long behindBuffer;
    private boolean ended;

    private Characters(InputStream in, long offset, ByteOrder order) {
        this.in = in;
        this.buffer = ByteBuffer.allocate(BUFFER).order(order).limit(0);
        this.behindBuffer = offset;
    }

    /** Those of a stream whose first byte has this offset in its file. */
    static Characters of(InputStream in, Charset charset, long offset) {
        if (charset.equals(StandardCharsets.UTF_16LE)) {
            return new Utf16(in, offset, ByteOrder.LITTLE_ENDIAN);
        }
        return charset.equals(StandardCharsets.UTF_16BE)
                ? new Utf16(in, offset, ByteOrder.BIG_ENDIAN)
                : new Decoded(in, offset, charset);
    }

    /** The next one; {@link #END} or {@link #NONE}. */
    abstract int next() throws IOException;

    /** Where the next one stands in the file. */
    long place() {
        return behindBuffer - buffer.remaining();
    }

    /** Whether so many bytes follow: brings them into the buffer. */
    final boolean has(int bytes) throws IOException {
        if (buffer.remaining() < bytes && !ended) {
            buffer.compact();
            int count = in.readNBytes(buffer.array(), buffer.position(), buffer.remaining());
            ended = count < buffer.remaining();
            behindBuffer += count;
            buffer.position(buffer.position() + count).flip();
        }
        return buffer.remaining() >= bytes;
    }

    final ByteBuffer buffer() {
        return buffer;
    }

    final boolean ended() {
        return ended;
    }

    /** By hand, since almost all files that are not in UTF-8 or in single bytes are in it. */
    private static final class Utf16 extends Characters {

        Utf16(InputStream in, long offset, ByteOrder order) {
            super(in, offset, order);
        }

        @Override
        int next() throws IOException {
            if (!has(2)) {
                // An odd byte at the end is half a character.
                boolean none = buffer().hasRemaining();
                buffer().position(buffer().limit());
                return none ? NONE : END;
            }
            char unit = buffer().getChar();
            if (!Character.isSurrogate(unit)) {
                return unit;
            }
            boolean pair = Character.isHighSurrogate(unit)
                    && has(2)
                    && Character.isLowSurrogate(buffer().getChar(buffer().position()));
            return pair ? Character.toCodePoint(unit, buffer().getChar()) : NONE;
        }
    }

    /** By the decoder of the JDK, which is asked for a character at a time: so the place of each is known. */
    private static final class Decoded extends Characters {
        private static final int LONGEST = 16;

        private final CharsetDecoder decoder;
        private final CharBuffer chars = CharBuffer.allocate(2);
        private int second = END;

        Decoded(InputStream in, long offset, Charset charset) {
            super(in, offset, ByteOrder.BIG_ENDIAN);
            this.decoder = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
        }

        @Override
        int next() throws IOException {
            if (second != END) {
                int c = second;
                second = END;
                return c;
            }
            if (!has(LONGEST) && !buffer().hasRemaining()) {
                return END;
            }
            CoderResult result = decode(1);
            if (result.isOverflow() && chars.position() == 0) {
                result = decode(2);
            }
            if (chars.position() > 0) {
                return decoded();
            }
            if (result.isError()) {
                buffer().position(buffer().position() + result.length());
                return NONE;
            }
            // What is left leads to no character: a shift back at the end of a file, say.
            return buffer().hasRemaining() ? leftOver() : next();
        }

        private CoderResult decode(int most) {
            chars.clear().limit(most);
            return decoder.decode(buffer(), chars, ended());
        }

        private int decoded() {
            char first = chars.get(0);
            if (chars.position() == 1) {
                return Character.isSurrogate(first) ? NONE : first;
            }
            char other = chars.get(1);
            if (Character.isSurrogatePair(first, other)) {
                return Character.toCodePoint(first, other);
            }
            second = other;
            return first;
        }

        private int leftOver() {
            buffer().position(buffer().limit());
            return NONE;
        }
    }
}
