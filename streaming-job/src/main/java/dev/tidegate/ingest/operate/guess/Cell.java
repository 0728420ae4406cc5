package dev.tidegate.ingest.operate.guess;

/**
 * A value in a sample.
 *
 * @param line where its record begins
 * @param text without blanks around it
 */
record Cell(long line, String text) {

    private static final int SHOWN = 60;

    boolean isEmpty() {
        return text.isEmpty();
    }

    /** For people. */
    String shown() {
        return "line %d: %s".formatted(line, text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "..");
    }
}
