package dev.tidegate.ingest.operate.sample;

import dev.tidegate.ingest.csv.Dialect;
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
        List<String> lines = new ArrayList<>(List.of(line(records.header())));
        Instant now = Instant.now();
        for (int i = 0; i < count; i++) {
            String line = line(records.next(now));
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
        String delimiter = String.valueOf((char) dialect.delimiter());
        return fields.stream().map(this::field).collect(Collectors.joining(delimiter));
    }

    private String field(String text) {
        String quote = String.valueOf((char) dialect.quote());
        boolean isPlain = text.equals(text.strip())
                && text.chars()
                        .noneMatch(c -> c == dialect.delimiter() || c == dialect.quote() || c == '\n' || c == '\r');
        return isPlain ? text : quote + text.replace(quote, quote + quote) + quote;
    }

    /** A field too many: of one column or of many, no record may have it. */
    private String damaged(String line) {
        return line + (char) dialect.delimiter() + "cut off";
    }
}
