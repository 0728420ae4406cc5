package dev.tidegate.ingest.operate.guess.sample;

import dev.tidegate.ingest.operate.guess.sample.Sample.Block;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * In which encoding a file is, and its sample as text. A byte order mark says it; so do zero bytes in every second place; text
 * that is UTF-8 to the letter is UTF-8, since no other text is by chance. Among encodings of single bytes only a person can tell.
 *
 * @param decision the key, and the evidence
 * @param parts the sample, in whole lines
 */
public record EncodingGuess(Decision decision, List<Part> parts) {

    /** Of those that are not UTF-8, the likelier ones first. */
    private static final List<String> OTHERS =
            List.of("windows-1252", "windows-1250", "windows-1251", "ISO-8859-15", "Shift_JIS", "GB18030");

    private static final int SHOWN = 40;

    /**
     * Lines that follow each other.
     *
     * @param first where they begin
     */
    public record Part(String text, Place first) {

        /** Where in the file stands what has this line and offset within the part. */
        Place place(long line, long offset) {
            return new Place(first.line() == 0 ? 0 : first.line() + line - 1, first.offset() + offset);
        }
    }

    /**
     * The encoding of a file.
     *
     * @throws UnguessableException if it is no text
     */
    public static EncodingGuess of(Sample sample) {
        byte[] head = sample.blocks().get(0).bytes();
        refuseBinary(sample.name(), head);
        String marked = marked(head);
        if (marked != null) {
            return with(
                    sample,
                    Charset.forName(marked),
                    marked.equals("UTF-8") ? null : marked,
                    "its byte order mark says so");
        }
        String wide = wide(head);
        if (wide != null) {
            return with(
                    sample, Charset.forName(wide), wide, "every second byte is zero, and there is no byte order mark");
        }
        if (parts(sample, StandardCharsets.UTF_8, true) != null) {
            return with(sample, StandardCharsets.UTF_8, null, "all of the sample is UTF-8");
        }
        return ofSingleBytes(sample);
    }

    private static EncodingGuess with(Sample sample, Charset charset, String said, String why) {
        Decision decision = said == null ? Decision.of(null, null) : Decision.of("encoding", said, why);
        return new EncodingGuess(decision, parts(sample, charset, false));
    }

    private static EncodingGuess ofSingleBytes(Sample sample) {
        Map<String, List<Part>> readable = new LinkedHashMap<>();
        for (String name : OTHERS) {
            List<Part> parts = Charset.isSupported(name) ? parts(sample, Charset.forName(name), true) : null;
            if (parts != null) {
                readable.put(name, parts);
            }
        }
        if (readable.isEmpty()) {
            readable.put("ISO-8859-1", parts(sample, StandardCharsets.ISO_8859_1, false));
        }
        String chosen = readable.containsKey("windows-1251") && isCyrillic(readable.get("windows-1251"))
                ? "windows-1251"
                : readable.keySet().iterator().next();
        List<String> reasons = new ArrayList<>();
        reasons.add("the sample is not UTF-8; which encoding it is, its bytes do not say. What stands there would be:");
        readable.forEach((name, parts) -> reasons.add("  %-12s %s".formatted(name, firstBeyondAscii(parts))));
        return new EncodingGuess(new Decision("encoding", chosen, reasons, true), readable.get(chosen));
    }

    private static boolean isCyrillic(List<Part> parts) {
        return parts.stream().anyMatch(part -> part.text().matches("(?s).*[\\u0400-\\u04ff]{4}.*"));
    }

    private static String firstBeyondAscii(List<Part> parts) {
        for (Part part : parts) {
            for (int i = 0; i < part.text().length(); i++) {
                if (part.text().charAt(i) > 0x7f) {
                    int from = Math.max(part.text().lastIndexOf('\n', i) + 1, i - SHOWN / 2);
                    int end = part.text().indexOf('\n', i);
                    int to = Math.min(end < 0 ? part.text().length() : end, i + SHOWN / 2);
                    return part.text().substring(from, to).strip();
                }
            }
        }
        return "";
    }

    private static void refuseBinary(String name, byte[] head) {
        String first = new String(head, 0, Math.min(head.length, 4), StandardCharsets.ISO_8859_1);
        if (first.equals("PAR1")) {
            throw new UnguessableException(name + " is Parquet: expected text; convert it, as with DuckDB:"
                    + " COPY (FROM 'x.parquet') TO 'x.csv' (HEADER)");
        }
        boolean isText = marked(head) != null || wide(head) != null;
        for (int i = 0; i < head.length && !isText; i++) {
            if (head[i] == 0) {
                throw new UnguessableException("%s: byte %,d is NUL: this is no text".formatted(name, i));
            }
        }
    }

    private static String marked(byte[] head) {
        if (begins(head, 0xef, 0xbb, 0xbf)) {
            return "UTF-8";
        }
        if (begins(head, 0xff, 0xfe, 0, 0) || begins(head, 0, 0, 0xfe, 0xff)) {
            return head[0] == 0 ? "UTF-32BE" : "UTF-32LE";
        }
        return begins(head, 0xff, 0xfe) ? "UTF-16LE" : begins(head, 0xfe, 0xff) ? "UTF-16BE" : null;
    }

    private static boolean begins(byte[] head, int... bytes) {
        boolean begins = head.length >= bytes.length;
        for (int i = 0; begins && i < bytes.length; i++) {
            begins = (head[i] & 0xff) == bytes[i];
        }
        return begins;
    }

    /** UTF-16 of which most characters are among the first 256; null for all else. */
    private static String wide(byte[] head) {
        int[] zeros = new int[2];
        int length = Math.min(head.length, 4096) & ~1;
        for (int i = 0; i < length; i++) {
            zeros[i & 1] += head[i] == 0 ? 1 : 0;
        }
        int most = length * 2 / 5;
        return length < 4 || Math.max(zeros[0], zeros[1]) < most ? null : zeros[1] > zeros[0] ? "UTF-16LE" : "UTF-16BE";
    }

    /** Null where it is not in this encoding. */
    private static List<Part> parts(Sample sample, Charset charset, boolean strict) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < sample.blocks().size(); i++) {
            Block block = sample.blocks().get(i);
            String text = decoded(block, charset, i == 0);
            if (strict && !isExact(block, charset, i == 0) && !isTolerable(text, charset)) {
                return null;
            }
            int from = i == 0 ? 0 : text.indexOf('\n') + 1;
            int to = block.last() ? text.length() : text.lastIndexOf('\n') + 1;
            long firstLine = block.linesBefore() < 0 ? 0 : block.linesBefore() + (from == 0 ? 1 : 2);
            parts.add(new Part(text.substring(Math.min(from, to), to), new Place(firstLine, block.offset() + from)));
        }
        return parts;
    }

    /** A broken character among many whole ones does not make another encoding. */
    private static boolean isTolerable(String text, Charset charset) {
        long broken = text.chars().filter(c -> c == '\ufffd').count();
        long whole = text.chars().filter(c -> c > 0x7f && c != '\ufffd').count();
        return charset.equals(StandardCharsets.UTF_8) && whole > 4 * broken;
    }

    private static boolean isExact(Block block, Charset charset, boolean first) {
        int from = first ? 0 : lineStart(block.bytes(), charset);
        int to = block.last() ? block.bytes().length : lineEnd(block.bytes(), charset);
        try {
            charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(block.bytes(), from, Math.max(0, to - from)));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String decoded(Block block, Charset charset, boolean first) {
        byte[] bytes = block.bytes();
        int from = first ? 0 : lineStart(bytes, charset);
        int to = block.last() ? bytes.length : lineEnd(bytes, charset);
        try {
            CharBuffer text = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE)
                    .decode(ByteBuffer.wrap(bytes, from, Math.max(0, to - from)));
            String all = text.toString();
            return first && all.startsWith("\ufeff") ? all.substring(1) : all;
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("a decoder that replaces what it cannot read refused " + charset, e);
        }
    }

    /** At a line end: what stands before it may be half a character. */
    private static int lineStart(byte[] bytes, Charset charset) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return isWide(charset) ? i & ~3 : i;
            }
        }
        return 0;
    }

    private static int lineEnd(byte[] bytes, Charset charset) {
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (bytes[i] == '\n') {
                return isWide(charset) ? Math.min(bytes.length, (i & ~3) + 4) : i + 1;
            }
        }
        return bytes.length;
    }

    private static boolean isWide(Charset charset) {
        return charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32");
    }
}
