package dev.tidegate.ingest.csv;

import java.util.Random;

/** Text of what matters to framing, in no order at all; each character stands for a byte. */
final class Noise {
    private static final String[] PIECES = {
        "\"",
        "\"",
        ",",
        ",",
        ",",
        ",",
        "\n",
        "\n",
        "\r",
        "\r\n",
        " ",
        "\t",
        "a",
        "bc",
        "\"d\"",
        "\"e\nf\"",
        "\"g\r\",",
        ",\"h\"\"\r\n\"",
        "\"\"",
        "\"\n\"",
        "\0",
        "\u00c3\u00a4",
        "\u00e2\u0082\u00ac",
        "\u00e2\u0082",
        "\u00ef\u00bb\u00bf"
    };

    private Noise() {}

    static String text(Random random, int pieces) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(pieces + 1); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    static String blankLines(Random random) {
        return " \t\n".repeat(random.nextInt(3)) + "\r\n".repeat(random.nextInt(3));
    }
}
