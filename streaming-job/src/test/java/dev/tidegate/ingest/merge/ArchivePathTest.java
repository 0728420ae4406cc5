package dev.tidegate.ingest.merge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.files.ShortName;
import dev.tidegate.ingest.source.LandingNames;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The place of a file in the archive: no other file's, readable, and one that a file system takes. */
class ArchivePathTest {

    private static final Instant LOADED = Instant.parse("2026-03-01T23:59:59.999Z");
    private static final long HIGHEST = 999_999_999_999_999_999L;

    @Test
    void placeIsTheDayInUtcAndTheIdBeforeTheName() {
        assertThat(ArchivePath.of(7, 0, "a.csv", LOADED)).isEqualTo("2026-03-01/7-a.csv");
        assertThat(ArchivePath.of(7, 0, "a.csv", LOADED.plusMillis(1))).isEqualTo("2026-03-02/7-a.csv");
    }

    @Test
    void anotherFreePlaceHasANumberBehindTheId() {
        assertThat(ArchivePath.of(7, 3, "a.csv", LOADED)).isEqualTo("2026-03-01/7~3-a.csv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ü", "日", "😀"})
    void nameOfAnyLengthFitsAndIsKeptWhole(String character) {
        for (int length = 150; length <= 255; length++) {
            String name =
                    "a" + character.repeat((length - "a.csv".length()) / character.getBytes(UTF_8).length) + ".csv";
            for (int copy : new int[] {0, 1000}) {
                String placed = ArchivePath.of(HIGHEST, copy, name, LOADED);
                assertThat(placed.split("/")).allMatch(step -> step.getBytes(UTF_8).length <= ShortName.LONGEST);
                assertThat(placed).startsWith("2026-03-01/" + HIGHEST).endsWith(name);
                assertThat(ArchivePath.read(placed))
                        .contains(new ArchivePath.Placed(HIGHEST, copy, name, false))
                        .get()
                        .matches(read -> read.isOf(name, placed) && !read.isOf("b/" + name, placed));
            }
        }
    }

    @Test
    void foldersOfTheFileAreBelowThatOfTheDay() {
        assertThat(ArchivePath.of(7, 0, "shop 1/2026/a.csv", LOADED)).isEqualTo("2026-03-01/shop 1/2026/7-a.csv");
        assertThat(ArchivePath.of(7, 2, "shop 1/a.csv", LOADED)).isEqualTo("2026-03-01/shop 1/7~2-a.csv");
    }

    /** In the archive a file may be called as a folder is in the input folder: 1-a.csv. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "12-berlin/",
                "1-a.csv/",
                "~1-a.csv/",
                "x/7-/~~8-b/",
                "2026-03-01-x/",
                "999999999999999999-x/",
                "12~1-x/"
            })
    void noFolderIsCalledAsAFileOfTheArchiveAndEachGetsItsNameBack(String folders) {
        String placed = ArchivePath.of(7, 0, folders + "b.csv", LOADED);
        String below = placed.substring("2026-03-01/".length(), placed.lastIndexOf('/') + 1);
        assertThat(below.split("/")).noneMatch(step -> step.matches("[0-9]{1,18}(~[0-9]+)?-.*"));
        assertThat(ArchivePath.visible(below)).isEqualTo(folders);
    }

    /** The name of a folder may have no room for what tells it from a file. */
    @ParameterizedTest
    @ValueSource(ints = {253, 254, 255})
    void folderThatIsCalledAsAFileFitsHoweverLongItsName(int length) {
        String name = "shop/12-" + "x".repeat(length - 3) + "/a.csv";
        String placed = ArchivePath.of(7, 0, name, LOADED);
        assertThat(placed.split("/")).allMatch(step -> step.getBytes(UTF_8).length <= ShortName.LONGEST);
        assertThat(ArchivePath.read(placed).orElseThrow().isOf(name, placed)).isTrue();
        assertThat(ArchivePath.leavesFoldersOut(placed)).isEqualTo(length == 255);
        assertThat(ArchivePath.visible(LandingNames.folder(placed)).contains("12-x"))
                .isEqualTo(length < 255);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-01/", "2026-03/x/", "~2026-03-01/", "12 berlin/", "~/", "12/"})
    void otherFoldersKeepTheirNames(String folders) {
        assertThat(ArchivePath.of(7, 0, folders + "b.csv", LOADED)).isEqualTo("2026-03-01/" + folders + "7-b.csv");
        assertThat(ArchivePath.visible(folders)).isEqualTo(folders);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ü", "日", "😀"})
    void longestNameFitsWhereverTheJobPutsIt(String character) {
        int room = ShortName.LONGEST - "begin.csv".length();
        String name = "begin" + character.repeat(room / character.getBytes(UTF_8).length) + ".csv";
        long highest = 99_999_999_999_999L;
        for (String landed : List.of(
                name,
                LandingNames.putBack(highest, name),
                LandingNames.recovered(highest, 0, name),
                LandingNames.recovered(highest, 0, LandingNames.putBack(highest, name)),
                LandingNames.putBack(
                        highest, LandingNames.recovered(highest, 0, LandingNames.putBack(highest, name))))) {
            String placed = ArchivePath.of(highest, 0, landed, LOADED);
            assertThat((landed + "/" + placed).split("/"))
                    .allMatch(step -> step.getBytes(UTF_8).length <= ShortName.LONGEST);
            assertThat(landed).endsWith(name);
            assertThat(ArchivePath.read(placed)).contains(new ArchivePath.Placed(highest, 0, landed, false));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 60, 255, 900})
    void ofFoldersThatAreTooLongTogetherTheMiddleIsLeftOut(int length) {
        String folder = "ü".repeat(length / 2) + "x".repeat(length % 2);
        String name = "begin/" + (folder + "/").repeat(900 / length + 1) + "end/" + "a".repeat(300) + ".csv";
        String placed = ArchivePath.of(HIGHEST, 0, name, LOADED);
        assertThat(placed)
                .startsWith("2026-03-01/begin/")
                .contains("/~cut~/")
                .contains("/end/")
                .endsWith("a.csv");
        int ofItself = "2026-03-01/".length() + (HIGHEST + "~0-/~cut~/").length();
        assertThat(placed.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(ofItself + 512 + 255);
        assertThat(LandingNames.areVisible(placed)).isTrue();
        List<String> folders = List.of(placed.split("/"));
        assertThat(folders.subList(1, folders.size() - 1))
                .allMatch(step -> step.equals("~cut~")
                        || name.contains("/" + step + "/")
                        || step.equals("begin")
                        || step.equals(HIGHEST + "~0-"));
    }

    /** A key has 1,024 bytes, and how many of them are the archive's is not known. */
    @ParameterizedTest
    @ValueSource(ints = {255, 256, 700, 767, 768, 900})
    void nameOfAnObjectThatIsTooLongIsKnownForThat(int length) {
        String name = "begin" + "x".repeat(length - "begin.csv".length()) + ".csv";
        String placed = ArchivePath.of(7, 0, name, LOADED);
        ArchivePath.Placed read = ArchivePath.read(placed).orElseThrow();
        assertThat(placed)
                .hasSizeLessThan(11 + 767 + 30)
                .startsWith("2026-03-01/7~0-/")
                .endsWith("xx.csv");
        assertThat(read.isCut()).isEqualTo(length > 767);
        assertThat(read.isOf(name, placed)).isTrue();
        assertThat(read.name().equals(name)).isEqualTo(length <= 767);
        assertThat(ArchivePath.withWholeName(placed)).isEqualTo("2026-03-01/7~0-/NAME");
    }

    @Test
    void nameThatFitsIsNotTouched() {
        String name = "x".repeat(249) + ".csv";
        assertThat(ArchivePath.of(1, 0, name, LOADED)).isEqualTo("2026-03-01/1-" + name);
        assertThat(ArchivePath.of(10, 0, name, LOADED)).isEqualTo("2026-03-01/10~0-/" + name);
        assertThat(ArchivePath.of(10, 2, name, LOADED)).isEqualTo("2026-03-01/10~2-/" + name);
        assertThat(ArchivePath.read("2026-03-01/12~0-/12-1-a.csv"))
                .contains(new ArchivePath.Placed(12, 0, "12-1-a.csv", false));
    }
}
