package dev.tidegate.ingest.operate.sample;

import dev.tidegate.ingest.csv.Dialect;
import dev.tidegate.ingest.csv.HeaderForm;
import dev.tidegate.ingest.mapping.Mapping;
import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.source.NamePattern;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** Files of made-up records, written and named as the declaration of the stream says. */
final class SampleFile {

    private final StreamFile declared;
    private final Dialect dialect;
    private final SampleRecords records;
    private final RandomGenerator random;

    SampleFile(StreamFile declared, SampleRecords records, RandomGenerator random) {
        this.declared = declared;
        this.dialect = declared.own().map(own -> own.format().dialect()).orElse(Dialect.RFC4180);
        this.records = records;
        this.random = random;
    }

    /**
     * The bytes of a file.
     *
     * @param count records, besides those that are there twice
     * @param faulty what part of them is there twice, and again what part is damaged: from 0 to 1
     */
    byte[] content(int count, double faulty) {
        List<String> lines = new ArrayList<>();
        for (int above = 0; above < dialect.header().skipped(); above++) {
            lines.add("made up");
        }
        if (dialect.header().place() != HeaderForm.Place.NONE) {
            lines.add(line(records.header()));
        }
        Instant now = Instant.now();
        for (int i = 0; i < count; i++) {
            String line = line(inOrder(records.next(now)));
            lines.add(random.nextDouble() < faulty ? damaged(line) : line);
            if (random.nextDouble() < faulty) {
                lines.add(line);
            }
        }
        return (String.join("\n", lines) + "\n").getBytes(dialect.charset());
    }

    /** The same in a folder: under another name, which the job leaves alone, until it is whole. */
    Path deliver(Path folder, String stamp, byte[] content) throws IOException {
        String name = name(stamp);
        Path written = folder.resolve("." + name + ".tmp");
        Files.write(written, name.toLowerCase(Locale.ROOT).endsWith(".gz") ? packed(content) : content);
        return Files.move(written, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private String name(String stamp) {
        String glob = declared.own()
                .map(Mapping::format)
                .map(format -> glob(format.files()))
                .orElse("*");
        String name = glob.equals("*") ? declared.stream().name() + "-" + stamp : glob.replaceFirst("\\*", stamp);
        name = name.replace("*", "").replace('?', 'x');
        return name.matches("(?i).*\\.[a-z0-9]+") ? name : name + ".csv";
    }

    /** Files that are not packed can be looked at. */
    private static String glob(List<NamePattern> names) {
        return names.stream()
                .map(NamePattern::glob)
                .filter(glob -> !glob.endsWith(".gz"))
                .findFirst()
                .orElse(names.get(0).glob());
    }

    private static byte[] packed(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private String line(List<String> fields) {
        return fields.stream().map(this::field).collect(Collectors.joining(dialect.delimiter()));
    }

    /** Of files without a header, by the names of their fields. */
    private List<String> inOrder(List<String> values) {
        if (dialect.header().place() != HeaderForm.Place.NONE) {
            return values;
        }
        return dialect.header().names().stream()
                .map(name -> records.header().indexOf(name))
                .map(place -> place < 0 ? "" : values.get(place))
                .toList();
    }

    private String field(String text) {
        String quote = String.valueOf((char) dialect.quote());
        boolean isPlain = text.equals(text.strip())
                && !text.contains(dialect.delimiter())
                && text.chars().noneMatch(c -> c == dialect.quote() || c == dialect.escape() || c == '\n' || c == '\r');
        if (isPlain) {
            return text;
        }
        if (dialect.quote() == Dialect.NO_BYTE) {
            return dialect.escape() == Dialect.NO_BYTE ? simplified(text) : escaped(text);
        }
        String written = dialect.escape() == Dialect.NO_BYTE
                ? text
                : text.replace(
                        String.valueOf((char) dialect.escape()),
                        "" + (char) dialect.escape() + (char) dialect.escape());
        return quote + written.replace(quote, quote + quote) + quote;
    }

    /** Nothing marks what is no delimiter here, so the text has none. */
    private String simplified(String text) {
        return text.strip().replace(dialect.delimiter(), " ").replaceAll("[\r\n]", " ");
    }

    private String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean marks = dialect.delimiter().indexOf(c) >= 0 || c == dialect.escape() || c == '\n' || c == '\r';
            escaped.append(marks ? String.valueOf((char) dialect.escape()) : "").append(c);
        }
        return escaped.toString();
    }

    /** A field too many: of one column or of many, no record may have it. */
    private String damaged(String line) {
        return line + dialect.delimiter() + "cut off";
    }
}
