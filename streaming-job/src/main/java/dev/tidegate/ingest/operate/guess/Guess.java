package dev.tidegate.ingest.operate.guess;

import dev.tidegate.ingest.operate.console.Counted;
import dev.tidegate.ingest.operate.guess.event.EventMapping;
import dev.tidegate.ingest.operate.guess.sample.Decision;
import dev.tidegate.ingest.operate.guess.sample.DialectGuess;
import dev.tidegate.ingest.operate.guess.sample.EncodingGuess;
import dev.tidegate.ingest.operate.guess.sample.EncodingGuess.Part;
import dev.tidegate.ingest.operate.guess.sample.JsonSample;
import dev.tidegate.ingest.operate.guess.sample.KnownExports;
import dev.tidegate.ingest.operate.guess.sample.Sample;
import dev.tidegate.ingest.operate.guess.sample.SampledTable;
import dev.tidegate.ingest.operate.guess.sample.UnguessableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * What files of one kind look like, and the text that says it to the job.
 *
 * @param text a mapping, or the declaration of a stream
 * @param ambiguous whether a person has to look at a decision
 * @param large whether a file is so large that to read all of it takes long
 */
record Guess(String text, boolean ambiguous, boolean large) {

    private static final long LARGE = 64L << 20;

    /**
     * Guesses from samples of files of one kind.
     *
     * @param stream the name of the stream to declare; null for a mapping of events
     * @param zone of times that do not say theirs; null where nobody said it
     * @throws UnguessableException if nothing can be made of them
     */
    static Guess of(List<Path> files, String stream, ZoneId zone) throws IOException {
        KnownExports known = KnownExports.read();
        Path first = files.get(0);
        Sample sample = Sample.read(first);
        EncodingGuess encoding = EncodingGuess.of(sample);
        List<Part> parts = new ArrayList<>(encoding.parts());
        refuseOthers(first, parts.get(0));
        boolean isJson = JsonSample.isOf(parts.get(0));
        DialectGuess dialect = isJson ? null : DialectGuess.of(parts.get(0));
        for (Path file : files.subList(1, files.size())) {
            parts.addAll(more(file, encoding, dialect));
        }
        SampledTable table = isJson ? JsonSample.of(parts) : SampledTable.of(parts, dialect, known);
        List<Decision> form = new ArrayList<>();
        List<String> names =
                files.stream().map(file -> file.getFileName().toString()).toList();
        form.add(Decision.of("files", FilePattern.of(names)));
        form.add(encoding.decision());
        form.addAll(isJson ? List.of() : dialect.decisions());
        form.addAll(table.decisions());
        String name = first.getFileName().toString();
        List<Decision> values =
                stream == null ? EventMapping.of(name, table, known, zone) : StreamDeclaration.of(stream, table, known);
        return written(sample, table, stream, form, values);
    }

    private static Guess written(
            Sample sample, SampledTable table, String stream, List<Decision> form, List<Decision> values) {
        MappingText text = new MappingText();
        text.comment("Guessed from %s of %s, %s bytes unpacked. Each decision stands below its evidence."
                .formatted(
                        Counted.of(table.records().size(), "record"),
                        sample.name(),
                        (sample.whole() ? "which has %,d" : "of which the begin was looked at, %,d")
                                .formatted(sample.bytes())));
        text.blank();
        if (stream == null) {
            text.addAll(form);
            text.blank();
            text.addAll(values);
        } else {
            text.addAll(values);
            text.blank();
            text.addAll(form);
        }
        boolean ambiguous =
                form.stream().anyMatch(Decision::ambiguous) || values.stream().anyMatch(Decision::ambiguous);
        return new Guess(text.toString(), ambiguous, sample.bytes() >= LARGE);
    }

    /**
     * Files of another form are not averaged with the first one.
     *
     * @param dialect of the first one; null where it is JSON
     */
    private static List<Part> more(Path file, EncodingGuess encoding, DialectGuess dialect) throws IOException {
        EncodingGuess other = EncodingGuess.of(Sample.read(file));
        boolean same = String.valueOf(other.decision().yaml())
                        .equals(String.valueOf(encoding.decision().yaml()))
                && isOf(other.parts().get(0), dialect);
        if (!same) {
            throw new UnguessableException(
                    "%s has another form than the first file: guess each kind of file for itself".formatted(file));
        }
        return other.parts();
    }

    private static boolean isOf(Part head, DialectGuess dialect) {
        if (dialect == null || JsonSample.isOf(head)) {
            return dialect == null && JsonSample.isOf(head);
        }
        DialectGuess own = DialectGuess.of(head);
        return own.delimiter().equals(dialect.delimiter()) && own.fields() == dialect.fields();
    }

    private static void refuseOthers(Path file, Part head) {
        String text = head.text().stripLeading();
        if (text.isEmpty()) {
            throw new UnguessableException("%s holds nothing to guess from".formatted(file));
        }
        if (text.matches("(?s)[{\\[]\\s*[\"{\\[].*") && !JsonSample.isOf(head)) {
            throw new UnguessableException(
                    "%s is JSON, but has no object in each line: make lines of it, as by jq -c '.[]' x.json > x.jsonl"
                            .formatted(file));
        }
        if (text.matches("(?si)<(\\?xml|!doctype|html).*")) {
            throw new UnguessableException("%s is XML or HTML: expected text with delimiters".formatted(file));
        }
    }
}
