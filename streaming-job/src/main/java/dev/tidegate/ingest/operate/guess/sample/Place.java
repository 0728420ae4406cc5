package dev.tidegate.ingest.operate.guess.sample;

/**
 * Where something of a sample stands.
 *
 * @param line of the file, from 1; 0 where only a part of the file was read, so that nobody counted its lines
 * @param offset about how many bytes stand before it
 */
record Place(long line, long offset) {

    /** For people. */
    @Override
    public String toString() {
        return line > 0 ? "line %d".formatted(line) : "about byte %,d".formatted(offset);
    }
}
