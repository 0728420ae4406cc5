package dev.tidegate.ingest.operate.guess.sample;

/**
 * A value in a sample.
 *
 * @param place where its record begins
 * @param text without blanks around it
 */
public record Cell(Place place, String text) {

    private static final int SHOWN = 60;

    /** Whether nothing stands there. */
    public boolean isEmpty() {
        return text.isEmpty();
    }

    /** For people. */
    public String shown() {
        return "%s: %s".formatted(place, text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "..");
    }
}
