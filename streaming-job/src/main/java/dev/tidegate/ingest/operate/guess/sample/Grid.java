package dev.tidegate.ingest.operate.guess.sample;

import dev.tidegate.ingest.csv.Columns;
import dev.tidegate.ingest.csv.CsvRecords;
import dev.tidegate.ingest.csv.Dialect;
import dev.tidegate.ingest.csv.HeaderForm;
import dev.tidegate.ingest.operate.guess.sample.EncodingGuess.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Text as the job's own reader takes it apart by one dialect into records of one number of fields.
 *
 * @param records those that are well formed
 * @param broken those that are not
 * @param doubtful records of several lines of which each would be one by itself
 * @param comments lines that begin as comments do
 * @param firstBroken null where none is
 */
public record Grid(List<Cells> records, long broken, long doubtful, long comments, Place firstBroken) {

    /** A record. */
    public record Cells(Place place, List<String> values) {

        /** The line of one that is of the begin of a file. */
        long line() {
            return place.line();
        }
    }

    static Grid of(Part part, String delimiter, byte quote, byte escape, String comment, int fields) {
        List<String> names =
                IntStream.range(0, fields).mapToObj(place -> "field" + place).toList();
        Dialect dialect = new Dialect(
                delimiter,
                quote,
                escape,
                comment,
                new HeaderForm(0, HeaderForm.Place.NONE, names),
                StandardCharsets.UTF_8);
        byte[] bytes = part.text().getBytes(StandardCharsets.UTF_8);
        try (CsvRecords read =
                CsvRecords.open(new ByteArrayInputStream(bytes), dialect, new Columns(names, Set.of()))) {
            List<Cells> records = new ArrayList<>();
            long broken = 0;
            Place firstBroken = null;
            while (read.next()) {
                Place place = part.place(read.line(), read.byteOffset());
                if (read.problem() == null) {
                    records.add(new Cells(place, values(read, fields)));
                } else {
                    broken++;
                    firstBroken = firstBroken == null ? place : firstBroken;
                }
            }
            return new Grid(
                    records,
                    broken,
                    read.lines().doubtful(),
                    read.lines().comments() + read.head().comments(),
                    firstBroken);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> values(CsvRecords read, int fields) {
        List<String> values = new ArrayList<>(fields);
        for (int field = 0; field < fields; field++) {
            values.add(read.value(field));
        }
        return values;
    }
}
