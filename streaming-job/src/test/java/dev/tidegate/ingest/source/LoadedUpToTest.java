package dev.tidegate.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A look begins where all that comes before is loaded, and the whole folder is looked at now and then. */
class LoadedUpToTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LoadedUpTo upTo = new LoadedUpTo(true);
    private long now;

    private String look(String... files) {
        String after = upTo.begin(now);
        for (String file : files) {
            if (file.endsWith("!")) {
                upTo.waits(file.substring(0, file.length() - 1));
            } else {
                upTo.loaded(file);
            }
        }
        now += SECOND;
        upTo.end(now);
        return after;
    }

    @Test
    void lookBeginsAfterTheLastOfThoseThatAreLoadedWithoutAGap() {
        assertThat(look("a", "b", "c!", "d", "e!")).isNull();
        assertThat(look("c!", "d", "e")).isEqualTo("b");
        assertThat(look("c", "d", "e", "f!")).isEqualTo("b");
        assertThat(look()).isEqualTo("e");
        assertThat(look("f")).isEqualTo("e");
        assertThat(look()).isEqualTo("f");
    }

    @Test
    void whereNothingIsLoadedTheWholeFolderIsLookedAt() {
        assertThat(look("a!")).isNull();
        assertThat(look("a!")).isNull();
        assertThat(look("a")).isNull();
        assertThat(look()).isEqualTo("a");
    }

    @Test
    void wholeLooksTakeAHundredthOfTheTimeAndFindWhatHasAnEarlierName() {
        look("b", "c");
        int partial = 0;
        while (look() != null) {
            partial++;
        }
        assertThat(partial).isEqualTo(100);
        look("b", "c");
        now += 100 * SECOND;
        assertThat(look("a!", "b", "c")).isNull();
        assertThat(look("a", "b", "c")).isNull();
        assertThat(look()).isEqualTo("c");
    }

    @Test
    void namesAreInTheOrderOfTheirBytes() {
        look("Z", "a", "\uffee", "\ud83d\ude00");
        assertThat(look()).isEqualTo("\ud83d\ude00");
        look("z", "a");
        assertThat(look()).isNull();
        assertThat(look("a", "b")).isNull();
    }

    @Test
    void folderWithoutOrderIsLookedAtAsAWhole() {
        LoadedUpTo disk = new LoadedUpTo(false);
        for (int look = 0; look < 3; look++) {
            assertThat(disk.begin(look)).isNull();
            disk.loaded("a");
            disk.end(look);
        }
    }
}
