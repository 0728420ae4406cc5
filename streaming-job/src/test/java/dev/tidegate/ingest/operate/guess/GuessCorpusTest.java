package dev.tidegate.ingest.operate.guess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.files.UnusableFileException;
import dev.tidegate.ingest.mapping.Mapping;
import dev.tidegate.ingest.mapping.Mappings;
import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.operate.check.JudgedFile;
import dev.tidegate.ingest.operate.check.JudgedFile.Judging;
import dev.tidegate.ingest.operate.check.Reject;
import dev.tidegate.ingest.operate.guess.sample.UnguessableException;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.value.ShownValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Exports of which it is known what comes of them: how many are read rightly by what is guessed, and that none is read
 * wrongly without a word. A table of them is printed.
 */
class GuessCorpusTest {

    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Path EXPORTS = RESOURCES.resolve("exports");
    private static final Path SPECTRUM = RESOURCES.resolve("csv-spectrum");
    private static final Path SHIPPED = Path.of("../mappings");

    /** The same files as in another folder, read by less. */
    private static final Set<String> REPEATED = Set.of("16-times", "16-times-native");

    /** What no file says, and a person put into the mapping by hand. */
    private static final Map<String, Set<String>> NOT_IN_THE_FILE = Map.of("02-olist", Set.of("user_id"));

    /** Better than the native format does, in which one of the two records is a reject. */
    private static final Map<String, String> BETTER = Map.of("24-windows-1252", "files: '*'\nencoding: windows-1252\n");

    private static final List<String> ALWAYS_COMPARED =
            List.of("user_id", "product_id", "event_type", "quantity", "price", "event_timestamp");

    private static final List<String> COMPARED_WHERE_EXPECTED = List.of("currency", "product_name", "category");

    @TempDir
    Path folder;

    private enum Verdict {
        RIGHT,
        REFUSED_RIGHTLY,
        WRONG_AND_SAID_SO,
        WRONG
    }

    private record Case(String name, Verdict verdict, boolean ambiguous, String why) {}

    private record Read(long records, long filtered, long rejected, List<Map<String, String>> rows) {}

    @Test
    void mostExportsAreReadRightlyByWhatIsGuessedAndNoneWronglyWithoutAWord() throws Exception {
        List<Case> cases = new ArrayList<>();
        exports(cases);
        cumulative(cases);
        spectrum(cases);
        shops(cases);
        shippedSamples(cases);
        print(cases);
        long good = cases.stream()
                .filter(one -> one.verdict() == Verdict.RIGHT || one.verdict() == Verdict.REFUSED_RIGHTLY)
                .count();
        assertThat(cases).noneMatch(one -> one.verdict() == Verdict.WRONG);
        assertThat(cases).hasSizeGreaterThan(60);
        assertThat((double) good / cases.size()).as("share that is right").isGreaterThanOrEqualTo(0.85);
    }

    private void exports(List<Case> cases) throws Exception {
        for (Path export : sorted(EXPORTS)) {
            String name = export.getFileName().toString();
            if (!Files.isDirectory(export) || REPEATED.contains(name) || Files.exists(export.resolve("stream.yaml"))) {
                continue;
            }
            List<Path> mappings = sorted(export).stream()
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .toList();
            Mappings byHand = BETTER.containsKey(name)
                    ? Mappings.read(
                            Events.STREAM, List.of(Files.writeString(folder.resolve("better.yaml"), BETTER.get(name))))
                    : Mappings.read(Events.STREAM, mappings);
            for (Path file : sorted(export)) {
                if (!file.toString().endsWith(".yaml") && !file.endsWith("expected.txt")) {
                    cases.add(compared(
                            name + "/" + file.getFileName(),
                            file,
                            byHand,
                            NOT_IN_THE_FILE.getOrDefault(name, Set.of())));
                }
            }
        }
    }

    private void shops(List<Case> cases) throws Exception {
        Path rees46 = RESOURCES.resolve("rees46/rees46-2019-oct.csv.gz");
        cases.add(compared("rees46", rees46, shipped("rees46.yaml"), Set.of()));
        Path retail = RESOURCES.resolve("shops/online-retail.csv");
        cases.add(compared("shops/online-retail", retail, shipped("online-retail.yaml"), Set.of()));
        for (Path olist : sorted(RESOURCES.resolve("shops"))) {
            if (olist.getFileName().toString().startsWith("olist_")
                    && !olist.getFileName().toString().contains("items")) {
                cases.add(compared("shops/" + olist.getFileName(), olist, shipped("olist.yaml"), Set.of()));
            }
        }
        String twoSessions = """
                timestamp,visitorid,event,itemid,transactionid
                1433221332117,257597,view,355908,
                1433224214164,992329,addtocart,248676,
                1433223236124,257597,transaction,355908,17
                """;
        Path retailrocket = Files.writeString(folder.resolve("events.csv"), twoSessions);
        cases.add(compared("retailrocket", retailrocket, shipped("retailrocket.yaml"), Set.of()));
    }

    /** Files of the exports that the project has mappings for. */
    private void shippedSamples(List<Case> cases) throws Exception {
        for (Path export : sorted(RESOURCES.resolve("shipped"))) {
            if (Files.isDirectory(export)) {
                String name = export.getFileName().toString();
                for (Path file : sorted(export)) {
                    if (!file.endsWith("expected.txt")) {
                        cases.add(compared(
                                "shipped/" + name + "/" + file.getFileName(), file, shipped(name + ".yaml"), Set.of()));
                    }
                }
            }
        }
    }

    private static Mappings shipped(String name) {
        return Mappings.read(Events.STREAM, List.of(SHIPPED.resolve(name)));
    }

    /** Its rows are those of a stream: lines of orders, of which some are taken away. */
    private void cumulative(List<Case> cases) throws Exception {
        Path export = EXPORTS.resolve("28-cumulative");
        Stream stream = StreamFile.read(export.resolve("stream.yaml")).stream();
        for (Path file : sorted(export)) {
            if (file.toString().endsWith(".csv")) {
                String name = "28-cumulative/" + file.getFileName();
                Read expected = read(file, new Judging(ZoneOffset.UTC, Mappings.none(stream), FileLimits.DEFAULT));
                cases.add(ofStream(name, file, expected.rows(), Set.of("event_type")));
            }
        }
    }

    private void spectrum(List<Case> cases) throws Exception {
        for (Path file : sorted(SPECTRUM.resolve("csvs"))) {
            String name = file.getFileName().toString();
            String json = Files.readString(SPECTRUM.resolve("json").resolve(name.replace(".csv", ".json")));
            List<Map<String, String>> expected = new ArrayList<>();
            Object read = new Load(LoadSettings.builder().build()).loadFromString(json);
            for (Object record : read instanceof List<?> several ? several : List.of(read)) {
                Map<String, String> row = new LinkedHashMap<>();
                ((Map<?, ?>) record)
                        .forEach((key, value) -> row.put(
                                key.toString().toLowerCase(Locale.ROOT),
                                value.toString().isEmpty() ? null : value.toString()));
                expected.add(row);
            }
            // There the JSON has another number than the CSV: it was made up in one of them only.
            cases.add(ofStream("csv-spectrum/" + name, file, expected, Set.of("contact phone number")));
        }
    }

    private Case ofStream(String name, Path file, List<Map<String, String>> expected, Set<String> besides)
            throws Exception {
        Guess guess = Guess.of(List.of(file), "guessed", null);
        Path written = Files.writeString(folder.resolve("guessed.yaml"), guess.text());
        StreamFile declared = StreamFile.read(written);
        Mappings mappings = Mappings.none(declared.stream()).and(declared.own());
        List<Map<String, String>> rows = read(file, new Judging(ZoneOffset.UTC, mappings, FileLimits.DEFAULT))
                .rows();
        boolean right = rows.size() == expected.size();
        String why = right ? "" : rows.size() + " rows, expected " + expected.size();
        for (int i = 0; right && i < rows.size(); i++) {
            for (Map.Entry<String, String> value : expected.get(i).entrySet()) {
                String found = rows.get(i).get(value.getKey());
                if (right && !besides.contains(value.getKey()) && !isSame(found, value.getValue())) {
                    right = false;
                    why = "%s is %s, expected %s".formatted(value.getKey(), found, value.getValue());
                }
            }
        }
        // That a person has to look at the key is said of each stream: it excuses no wrong value.
        return new Case(name, right ? Verdict.RIGHT : Verdict.WRONG, guess.ambiguous(), why);
    }

    private Case compared(String name, Path file, Mappings byHand, Set<String> besides) throws Exception {
        String landed = file.getFileName().toString();
        ZoneId zone = byHand.of(landed)
                .map(Mapping::values)
                .map(values -> values.zone())
                .orElse(null);
        Read expected;
        try {
            expected = read(file, new Judging(ZoneOffset.UTC, byHand, FileLimits.DEFAULT));
        } catch (UnusableFileException e) {
            expected = null;
        }
        Guess guess;
        try {
            guess = Guess.of(List.of(file), null, null);
        } catch (UnguessableException | UnusableFileException e) {
            boolean rightly = expected == null || expected.records() == 0;
            return new Case(name, rightly ? Verdict.REFUSED_RIGHTLY : Verdict.WRONG_AND_SAID_SO, false, e.getMessage());
        }
        Path written = Files.writeString(folder.resolve("mapping.yaml"), guess.text());
        Mappings guessed = Mappings.read(Events.STREAM, List.of(written));
        assertThat(guessed.of(landed))
                .as("the mapping of %s is for it:%n%s", name, guess.text())
                .isPresent();
        Read read = read(file, new Judging(zone == null ? ZoneOffset.UTC : zone, guessed, FileLimits.DEFAULT));
        String why = expected == null ? "a mapping where none is" : difference(expected, read, besides);
        Verdict wrong = guess.ambiguous() ? Verdict.WRONG_AND_SAID_SO : Verdict.WRONG;
        return new Case(name, why.isEmpty() ? Verdict.RIGHT : wrong, guess.ambiguous(), why);
    }

    /** Nothing where there is none. */
    private static String difference(Read expected, Read found, Set<String> besides) {
        List<Long> counts = List.of(expected.records(), expected.filtered(), expected.rejected());
        List<Long> foundCounts = List.of(found.records(), found.filtered(), found.rejected());
        if (!counts.equals(foundCounts)
                || expected.rows().size() != found.rows().size()) {
            return "read, filtered, rejected %s and %d rows, expected %s and %d"
                    .formatted(
                            foundCounts,
                            found.rows().size(),
                            counts,
                            expected.rows().size());
        }
        for (int i = 0; i < expected.rows().size(); i++) {
            for (String column : ALWAYS_COMPARED) {
                String value = expected.rows().get(i).get(column);
                String other = found.rows().get(i).get(column);
                if (!besides.contains(column) && !isSame(value, other)) {
                    return "%s is %s, expected %s".formatted(column, other, value);
                }
            }
            for (String column : COMPARED_WHERE_EXPECTED) {
                String value = expected.rows().get(i).get(column);
                String other = found.rows().get(i).get(column);
                // A currency that all events of an export have is known of the shop, not of the file.
                boolean isAsked = value != null && !(column.equals("currency") && other == null);
                if (isAsked && !value.equals(other)) {
                    return "%s is %s, expected %s".formatted(column, other, value);
                }
            }
        }
        return "";
    }

    private static boolean isSame(String one, String other) {
        if (one == null || other == null || one.equals(other)) {
            return Objects.equals(one, other);
        }
        return one.matches("-?[0-9]+(\\.[0-9]+)?")
                && other.matches("-?[0-9]+\\.[0-9]+|-?[1-9][0-9]*|0")
                && (one.contains(".") || other.contains("."))
                && new BigDecimal(one).compareTo(new BigDecimal(other)) == 0;
    }

    private static List<Path> sorted(Path folder) {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Read read(Path file, Judging judging) throws IOException, SQLException {
        String name = file.getFileName().toString();
        LandedFile landed = new LandedFile(name, Files.size(file), 0, null);
        Rows rows = new Rows(judging.stream());
        JudgedFile.Read read = new JudgedFile(Folders.local(file.getParent()), name, landed, judging).read(rows);
        return new Read(read.records(), rows.filtered, rows.rejected, rows.all);
    }

    private static void print(List<Case> cases) {
        cases.forEach(one -> System.out.printf(
                "%-45s %-18s %-10s %s%n",
                one.name(), one.verdict(), one.ambiguous() ? MappingText.AMBIGUOUS : "", one.why()));
        for (Verdict verdict : Verdict.values()) {
            System.out.printf(
                    "%s: %d of %d%n",
                    verdict,
                    cases.stream().filter(one -> one.verdict() == verdict).count(),
                    cases.size());
        }
    }

    private static final class Rows implements JudgedFile.Visitor {
        private final List<Map<String, String>> all = new ArrayList<>();
        private final Stream stream;
        private long filtered;
        private long rejected;

        Rows(Stream stream) {
            this.stream = stream;
        }

        @Override
        public void accepted(long line, long byteOffset, long byteLength, Row row) {
            Map<String, String> values = new LinkedHashMap<>();
            for (Column column : stream.columns()) {
                if (column.header() != null && !column.name().equals("event_id")) {
                    String value = ShownValue.of(column.type(), row, stream.place(column.name()));
                    values.put(column.name(), value);
                    values.putIfAbsent(column.header(), value);
                }
            }
            values.put("deleted", String.valueOf(row.deleted()));
            all.add(values);
        }

        @Override
        public void filtered(long byteOffset, String eventType) {
            filtered++;
        }

        @Override
        public void rejected(Reject reject) {
            rejected++;
        }
    }
}
