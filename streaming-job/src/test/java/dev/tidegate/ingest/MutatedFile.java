package dev.tidegate.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A file of random events, of which some bytes are lost, changed or added: what crashed programs and people deliver. */
final class MutatedFile {

    private static final int EVENTS = 60;
    private static final List<String> INSERTED =
            List.of("\"", "\"\"", "\0", "\u00c3", "\r", "\n", "\r\n", ",", " ", "\u00e2\u0082\u00ac", "x\"", "\"\n\"");

    private final Random random;

    MutatedFile(Random random) {
        this.random = random;
    }

    /** The bytes of the next file, and whether they are packed. */
    record Delivery(String name, byte[] bytes) {}

    Delivery next(int number) throws IOException {
        byte[] bytes = mutated(content(), random);
        if (random.nextInt(5) > 0) {
            return new Delivery(number + ".csv", bytes);
        }
        byte[] packed = Packed.gzip(bytes);
        return new Delivery(number + ".csv.gz", random.nextInt(4) > 0 ? packed : damaged(packed));
    }

    private String content() {
        String lineEnd = pick("\n", "\r\n", "\r");
        List<Integer> columns = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8));
        if (random.nextInt(3) == 0) {
            Collections.shuffle(columns, random);
        }
        StringBuilder content = new StringBuilder(random.nextInt(4) == 0 ? "\ufeff" : "");
        content.append(inOrder(columns, EventLine.HEADER.split(","))).append(lineEnd);
        for (int records = random.nextInt(25); records > 0; records--) {
            content.append(inOrder(columns, values()));
            content.append(random.nextInt(30) == 0 ? "" : lineEnd);
        }
        return content.toString();
    }

    private String[] values() {
        EventLine line = EventLine.event(random.nextInt(EVENTS))
                .at("10:00:0" + random.nextInt(4))
                .type(pick("view", "click", "buy", "buy", "hover", ""))
                .quantity(pick("1", "2", "", "0"))
                .price(pick("1.00", "2.00", "2", "1.23999"));
        return new String[] {
            line.id(),
            line.user(),
            line.product(),
            pick("Lamp", "\"b,c\"", "\"two\nlines\"", "Größe", ""),
            line.category(),
            line.type(),
            line.quantity(),
            line.price(),
            line.time()
        };
    }

    private static String inOrder(List<Integer> columns, String[] values) {
        return String.join(",", columns.stream().map(column -> values[column]).toList());
    }

    /** Each character of the text that is worked on stands for a byte. */
    static byte[] mutated(String content, Random random) {
        StringBuilder bytes = new StringBuilder(new String(content.getBytes(UTF_8), ISO_8859_1));
        for (int mutations = random.nextInt(6); mutations > 0 && bytes.length() > 2; mutations--) {
            int at = random.nextInt(bytes.length() - 1);
            switch (random.nextInt(6)) {
                case 0 -> bytes.setLength(at);
                case 1 -> bytes.setCharAt(at, (char) (bytes.charAt(at) ^ 1 << random.nextInt(8)));
                case 2 -> bytes.deleteCharAt(at);
                case 3 -> bytes.delete(at, Math.min(bytes.length(), at + random.nextInt(200)));
                default -> bytes.insert(at, INSERTED.get(random.nextInt(INSERTED.size())));
            }
        }
        return bytes.toString().getBytes(ISO_8859_1);
    }

    private byte[] damaged(byte[] packed) {
        byte[] damaged = Arrays.copyOf(packed, packed.length - random.nextInt(3));
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        return damaged;
    }

    private String pick(String... values) {
        return values[random.nextInt(values.length)];
    }
}
