package dev.tidegate.ingest.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.archive.FileMove.Care;
import dev.tidegate.ingest.csv.Columns;
import dev.tidegate.ingest.csv.Dialect;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.merge.ArchivePath;
import dev.tidegate.ingest.merge.LedgerFile;
import dev.tidegate.ingest.source.FileFormat;
import dev.tidegate.ingest.source.FileFormats;
import dev.tidegate.ingest.source.LandingNames;
import dev.tidegate.ingest.source.NamePattern;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file was called, and wherever it was archived: it comes back under a name by which the same mapping reads it. */
class PutBackTest {

    private static final Instant LOADED = Instant.parse("2026-03-01T10:00:00Z");
    private static final Columns COLUMNS = new Columns(List.of("id"), Set.of("id"));

    /** Each delivered name below is of one of them, and of no other. */
    private static final List<String> PATTERNS = List.of(
            "orders*.txt",
            "1-orders*.txt",
            "12-1-orders.txt",
            "12~1-orders.txt",
            "recovered-x.txt",
            "~0-orders.txt",
            "*-carts-*.txt");

    private static final FileFormats FORMATS = new FileFormats(
            PATTERNS.stream()
                    .map(glob -> new FileFormat(List.of(new NamePattern(glob)), Dialect.RFC4180, COLUMNS))
                    .toList(),
            COLUMNS);

    @TempDir
    Path root;

    private Folder input;
    private Folder archive;
    private ArchivedFiles archived;
    private PutBack putBack;

    @BeforeEach
    void open() throws IOException {
        input = folder("in");
        archive = folder("archive");
        archived = new ArchivedFiles(archive, folder("quarantine"), (quarantined, paths, ids) -> paths);
        putBack = new PutBack(input, archived, 0);
    }

    private Folder folder(String name) throws IOException {
        Folder folder = Folders.local(root.resolve(name));
        folder.create();
        return folder;
    }

    /** As the job does it; returns where it lies. */
    private String archive(long fileId, String name, String content) throws IOException {
        input.write(name, new ByteArrayInputStream(content.getBytes(UTF_8)));
        LedgerFile file = new LedgerFile(
                fileId,
                name,
                input.stat(name).orElseThrow(),
                false,
                "0".repeat(64),
                ArchivePath.of(fileId, 0, name, LOADED));
        FileMove move = new FileMove(input, archive, archive);
        FileMove.Result moved = move.move(file, Care.JUST_LOADED);
        move.sync(List.of(moved));
        return moved.file().archivePath();
    }

    private List<String> putBack() throws Exception {
        List<String> names = putBack.move(archived.unknown());
        try (Stream<Path> left = Files.walk(root.resolve("archive"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
        return names;
    }

    private String contentOf(String name) {
        try {
            return Files.readString(root.resolve("in").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders.txt",
                "1-orders.txt",
                "12-1-orders.txt",
                "12~1-orders.txt",
                "recovered-x.txt",
                "~0-orders.txt",
            })
    void eachFileOfAPlaceIsReadByTheMappingThatReadItWhenItWasDelivered(String delivered) throws Exception {
        int format = FORMATS.number(delivered);
        assertThat(format).isNotEqualTo(FileFormats.NATIVE);
        archive(12, delivered, "first");
        archive(12, delivered, "second");
        archive(12, delivered, "third");
        archive(12, "2026-01/" + delivered, "below");
        List<String> names = putBack();
        assertThat(names).hasSize(4).doesNotHaveDuplicates().allMatch(FORMATS::take);
        assertThat(names).allMatch(name -> FORMATS.number(name) == format).allMatch(LandingNames::isRecovered);
        assertThat(names).allMatch(name -> name.endsWith("-" + delivered));
        for (String content : List.of("first", "second", "third", "below")) {
            assertThat(names)
                    .filteredOn(name -> contentOf(name).equals(content))
                    .singleElement()
                    .matches(name -> name.startsWith("2026-01/") == content.equals("below"));
        }
    }

    /** A pattern may ask for what stands in the middle. */
    @ParameterizedTest
    @ValueSource(ints = {226, 235, 236, 240, 245, 246, 251, 252, 253, 255})
    void fileIsReadByTheMappingThatReadItHoweverLongItsName(int length) throws Exception {
        String begin = "b".repeat(length / 2) + "-carts-";
        String delivered = begin + "e".repeat(length - begin.length() - ".txt".length()) + ".txt";
        archive(12, delivered, "first");
        archive(12, delivered, "second");
        archive(13, "shop-1/" + delivered, "below");
        List<String> names = putBack();
        assertThat(names)
                .hasSize(3)
                .doesNotHaveDuplicates()
                .allMatch(FORMATS::take)
                .allMatch(LandingNames::isRecovered);
        assertThat(names).allMatch(name -> FORMATS.number(name) == PATTERNS.size() && name.endsWith(delivered));
        assertThat(names).extracting(LandingNames::producersFolder).containsExactlyInAnyOrder("", "", "shop-1/");
        for (int again = 0; again < names.size(); again++) {
            archive(20 + again, names.get(again), "once more");
        }
        assertThat(root.resolve("in")).isDirectoryNotContaining(path -> !path.endsWith("shop-1"));
        assertThat(putBack()).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void fileThatIsLostOnceMoreComesBackUnderTheNameThatItHas() throws Exception {
        archive(12, "orders.txt", "first");
        archive(12, "orders.txt", "second");
        assertThat(putBack()).containsExactlyInAnyOrder("recovered-12-orders.txt", "recovered-12~1-orders.txt");
        archive(20, "recovered-12-orders.txt", "first");
        archive(21, "recovered-12~1-orders.txt", "second");
        assertThat(putBack()).containsExactlyInAnyOrder("recovered-12-orders.txt", "recovered-12~1-orders.txt");
    }

    /** Version 1 put the number behind a hyphen: as a file that was delivered so. What tells them apart is what lies beside it. */
    @Test
    void secondFileOfAPlaceThatVersion1GaveIsKnownByTheFirst() throws Exception {
        for (String name : List.of("12-orders.txt", "12-1-orders.txt", "12-2-orders.txt", "13-1-orders.txt")) {
            archive.write("2026-03-01/" + name, new ByteArrayInputStream(name.getBytes(UTF_8)));
        }
        archive.write("2026-03-02/13-orders.txt", new ByteArrayInputStream("of another day".getBytes(UTF_8)));
        assertThat(putBack())
                .containsExactlyInAnyOrder(
                        "recovered-12-orders.txt",
                        "recovered-12~1-orders.txt",
                        "recovered-12~2-orders.txt",
                        "recovered-13-1-orders.txt",
                        "recovered-13-orders.txt");
    }

    /** What a producer calls so is put back as other folders of its are, and once only, wherever the first try ended. */
    @Test
    void foldersOfProducersThatAreCalledAsThoseOfTheJobComeBackWhole() throws Exception {
        List<String> delivered = List.of(
                "recovered-5-/a.csv",
                "recovered-5-/b.csv",
                "put-back-7-/a.csv",
                "put-back-7-/two\nlines ~ .csv",
                "put-back-7-/" + "ü".repeat(125) + ".csv",
                "12~0-/a.csv",
                "~12~0-/~cut~/a.csv",
                "recovered-5-/put-back-6-/a.csv");
        for (int id = 0; id < delivered.size(); id++) {
            archive(999_999_999_999_999_990L + id, delivered.get(id), delivered.get(id));
        }
        List<UnknownFile> files = archived.unknown();
        for (UnknownFile file : files) {
            String name = LandingNames.recovered(
                    file.fileId(), 0, file.placed(archived).name());
            Path link = root.resolve("in").resolve(name);
            Files.createDirectories(link.getParent());
            if (file.fileId() % 2 == 0) {
                Files.createLink(link, root.resolve("archive").resolve(file.path()));
            }
        }
        List<String> names = putBack();
        assertThat(names).doesNotHaveDuplicates().extracting(this::contentOf).hasSameElementsAs(delivered);
        for (int at = 0; at < names.size(); at++) {
            assertThat(names.get(at)).endsWith(LandingNames.own(delivered.get(at)));
        }
        assertThat(archived.unknown()).isEmpty();
    }

    @Test
    void folderOfTheArchiveThatOneFileHadGoesWithIt() throws Exception {
        String path = archive(17, "x".repeat(251) + ".csv", "one");
        assertThat(path).startsWith("2026-03-01/17~0-/");
        putBack();
        assertThat(root.resolve("archive/2026-03-01/17~0-")).doesNotExist();
    }
}
