package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.value.BrokenRule;
import dev.tidegate.ingest.value.Reading;
import dev.tidegate.ingest.value.Value;

/** Texts of a declaration that are read once, and not with each record. */
final class Constants {

    private Constants() {}

    /**
     * A row that has just this value.
     *
     * @throws IllegalArgumentException if it is none of the column's type
     */
    static Row row(Stream stream, String column, String text, Reading reading) {
        Row row = new Row(stream);
        try {
            reading.read(new Value(column, text), row);
        } catch (BrokenRule broken) {
            throw new IllegalArgumentException(
                    "column %s of stream %s: %s".formatted(column, stream.name(), broken.getMessage()), broken);
        }
        return row;
    }
}
