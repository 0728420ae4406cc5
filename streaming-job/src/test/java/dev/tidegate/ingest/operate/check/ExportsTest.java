package dev.tidegate.ingest.operate.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.files.UnusableFileException;
import dev.tidegate.ingest.mapping.Mappings;
import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.operate.check.JudgedFile.Judging;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.value.ShownValue;
import dev.tidegate.ingest.yaml.YamlException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exports as people really have them: each is read by its mapping, with the right counts and the right values. */
class ExportsTest {

    private static final Path EXPORTS = Path.of("src/test/resources/exports");

    /** A folder whose exports are of a stream of its own has its declaration. */
    private static final String DECLARATION = "stream.yaml";

    static List<String> exports() throws IOException {
        try (var folders = Files.list(EXPORTS)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("exports")
    void exportComesToWhatItsFolderSays(String name) throws IOException, SQLException {
        assertThat(read(EXPORTS.resolve(name)))
                .isEqualTo(Files.readString(EXPORTS.resolve(name).resolve("expected.txt")));
    }

    private static String read(Path folder) throws IOException, SQLException {
        return read(
                folder,
                files(folder).stream()
                        .filter(file -> file.toString().endsWith(".yaml"))
                        .toList());
    }

    /** What the files of a folder come to, as {@code expected.txt} has it. */
    static String read(Path folder, List<Path> mappings) throws IOException, SQLException {
        List<Path> all = files(folder);
        Judging judging;
        try {
            judging = new Judging(ZoneOffset.UTC, mappings(folder, mappings), FileLimits.DEFAULT);
        } catch (YamlException e) {
            return e.getMessage();
        }
        StringBuilder read = new StringBuilder();
        for (Path file : all) {
            String name = file.getFileName().toString();
            if (!mappings.contains(file) && !name.equals("expected.txt")) {
                read.append(parts(file, judging));
            }
        }
        return read.toString();
    }

    /** The file, or those of an archive that the job takes apart. */
    private static String parts(Path file, Judging judging) throws IOException, SQLException {
        StringBuilder read = new StringBuilder();
        try (ArchiveParts parts = new ArchiveParts(judging.mappings().formats())) {
            for (ArchiveParts.Part part : parts.of(file)) {
                String name = part.named().getFileName().toString();
                read.append(name).append(": ").append(read(name, part.real(), judging));
            }
        }
        return read.toString();
    }

    private static Mappings mappings(Path folder, List<Path> files) {
        Path declaration = folder.resolve(DECLARATION);
        return Files.exists(declaration)
                ? Mappings.none(StreamFile.read(declaration).stream())
                : Mappings.read(Events.STREAM, files);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static String read(String name, Path file, Judging judging) throws IOException, SQLException {
        LandedFile landed = new LandedFile(name, Files.size(file), 0, null);
        Told told = new Told(judging.stream());
        try {
            JudgedFile.Read read = new JudgedFile(
                            Folders.local(file.getParent()), file.getFileName().toString(), landed, judging)
                    .read(told);
            String lines = (read.lines().aboveHeader() > 0
                            ? "  %d lines above%n".formatted(read.lines().aboveHeader())
                            : "")
                    + (read.lines().comments() > 0
                            ? "  %d comments%n".formatted(read.lines().comments())
                            : "");
            return "%d read, %d accepted, %d filtered, %d rejected%n%s%s"
                    .formatted(read.records(), told.accepted, told.filtered, told.rejected, lines, told.rows);
        } catch (UnusableFileException e) {
            return "quarantine %s%n".formatted(e.reason());
        }
    }

    /** The records as they stand in {@code expected.txt}. */
    private static final class Told implements JudgedFile.Visitor {
        private final StringBuilder rows = new StringBuilder();
        private final Stream stream;
        private int accepted;
        private int filtered;
        private int rejected;

        Told(Stream stream) {
            this.stream = stream;
        }

        @Override
        public void accepted(long line, long byteOffset, long byteLength, Row event) {
            accepted++;
            rows.append("  ")
                    .append(event.deleted() ? "takes its row away: " : "")
                    .append(Events.is(stream.name()) ? shown(event) : allOf(event))
                    .append('\n');
        }

        private String allOf(Row row) {
            return stream.columns().stream()
                    .filter(column -> column.header() != null)
                    .map(column -> {
                        int place = stream.place(column.name());
                        String text = ShownValue.of(column.type(), row, place);
                        return column.header() + "=" + (text == null ? "-" : text);
                    })
                    .collect(Collectors.joining(" "));
        }

        @Override
        public void filtered(long byteOffset, String eventType) {
            filtered++;
        }

        @Override
        public void rejected(Reject reject) {
            rejected++;
            rows.append("  line %d: %s%s%n"
                    .formatted(reject.line(), reject.reason(), reject.column() == null ? "" : " " + reject.column()));
        }

        private static String shown(Row event) {
            StringJoiner shown = new StringJoiner(" ");
            for (String column : List.of("user_id", "product_id", "event_type", "quantity", "price")) {
                shown.add(value(event, column, "%s", "-"));
            }
            shown.add(value(event, "event_timestamp", "%s", "-"));
            String more = value(event, "currency", " %s", "")
                    + value(event, "product_name", " \"%s\"", "")
                    + value(event, "category", " [%s]", "");
            return shown + more;
        }

        private static String value(Row event, String column, String form, String otherwise) {
            boolean there = Events.STREAM.columns().stream()
                    .anyMatch(one -> one.name().equals(column) && event.has(Events.STREAM.place(column)));
            if (!there) {
                return otherwise;
            }
            String text = ShownValue.of(Events.STREAM.column(column).type(), event, Events.STREAM.place(column));
            boolean isAmount = column.equals("price") || column.equals("quantity");
            return form.formatted(
                    isAmount ? new BigDecimal(text).stripTrailingZeros().toPlainString() : text);
        }
    }
}
