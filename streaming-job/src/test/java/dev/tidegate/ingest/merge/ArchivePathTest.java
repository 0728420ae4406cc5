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
    void nameOfAnyLengthFitsAndKeepsItsBeginItsEndingAndItsCharacters(String character) {
        for (int length = 150; length <= 255; length++) {
            String name = "a" + character.repeat(length / character.getBytes(UTF_8).length) + ".csv";
            String placed = ArchivePath.of(Long.MAX_VALUE, 1000, name, LOADED).substring("2026-03-01/".length());
            assertThat(placed.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(255).hasSizeGreaterThan(150);
            assertThat(placed)
                    .startsWith(Long.MAX_VALUE + "~1000-a" + character)
                    .endsWith(character + ".csv")
                    .doesNotContain("\ufffd");
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
            assertThat(landed.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(ShortName.LONGEST);
            assertThat(landed).contains("begin" + character).endsWith(character + ".csv");
            String placed = ArchivePath.of(highest, 0, landed, LOADED);
            assertThat(LandingNames.own(placed).getBytes(UTF_8)).hasSizeLessThanOrEqualTo(ShortName.LONGEST);
            assertThat(placed).startsWith("2026-03-01/" + highest + "-").endsWith(character + ".csv");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 60, 255, 900})
    void ofFoldersThatAreTooLongTogetherTheMiddleIsLeftOut(int length) {
        String folder = "ü".repeat(length / 2) + "x".repeat(length % 2);
        String name = "begin/" + (folder + "/").repeat(900 / length + 1) + "end/" + "a".repeat(300) + ".csv";
        String placed = ArchivePath.of(Long.MAX_VALUE, 0, name, LOADED);
        assertThat(placed)
                .startsWith("2026-03-01/begin/")
                .contains("/~cut~/")
                .contains("/end/")
                .endsWith("a.csv");
        assertThat(placed.getBytes(UTF_8)).hasSizeLessThanOrEqualTo("2026-03-01/".length() + 512 + 255);
        assertThat(LandingNames.areVisible(placed)).isTrue();
        List<String> folders = List.of(placed.split("/"));
        assertThat(folders.subList(1, folders.size() - 1))
                .allMatch(step -> step.equals("~cut~") || name.contains("/" + step + "/") || step.equals("begin"));
    }

    @Test
    void nameThatFitsIsNotTouched() {
        String name = "x".repeat(249) + ".csv";
        assertThat(ArchivePath.of(1, 0, name, LOADED)).isEqualTo("2026-03-01/1-" + name);
        assertThat(ArchivePath.of(10, 0, name, LOADED)).isNotEqualTo("2026-03-01/10-" + name);
    }
}
