package dev.tidegate.ingest.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What comes into a folder is told at once, as long as the folder is the one that is watched. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ArrivalsTest {

    /** Far longer than the test may take: only what is told ends it. */
    private static final Duration FOR_EVER = Duration.ofHours(1);

    private static final Duration A_MOMENT = Duration.ofMillis(50);

    @TempDir
    Path root;

    private Path folder;

    @BeforeEach
    void make() throws IOException {
        folder = Files.createDirectory(root.resolve("in"));
    }

    @Test
    void fileThatIsRenamedIntoTheFolderEndsTheWait() throws Exception {
        Path outside = Files.createFile(root.resolve("a.csv"));
        try (Arrivals arrivals = arrivals()) {
            Files.move(outside, folder.resolve("a.csv"));
            arrivals.await(FOR_EVER);
            assertThat(arrivals.areSeen()).isTrue();
        }
    }

    @Test
    void fileThatTakesThePlaceOfAnotherEndsTheWait() throws Exception {
        Files.createFile(folder.resolve("a.csv"));
        Path outside = Files.createFile(root.resolve("a.csv"));
        try (Arrivals arrivals = arrivals()) {
            Files.move(outside, folder.resolve("a.csv"), StandardCopyOption.REPLACE_EXISTING);
            arrivals.await(FOR_EVER);
        }
    }

    @Test
    void fileOfANameThatNobodyTakesDoesNotEndIt() throws Exception {
        try (Arrivals arrivals = arrivals()) {
            Files.createFile(folder.resolve(".a.csv"));
            long begin = System.nanoTime();
            arrivals.await(A_MOMENT);
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(A_MOMENT.toNanos());
        }
    }

    @Test
    void folderThatTakesThePlaceOfTheOldOneIsLookedIntoAndWatched() throws Exception {
        try (Arrivals arrivals = arrivals()) {
            Files.move(folder, root.resolve("old"));
            Files.createDirectory(folder);
            arrivals.await(FOR_EVER);
            Files.createFile(folder.resolve("a.csv"));
            arrivals.await(FOR_EVER);
        }
    }

    @Test
    void folderThatIsMissingIsNotWatchedUntilItIsThere() throws Exception {
        Files.delete(folder);
        try (Arrivals arrivals = arrivals()) {
            assertThat(arrivals.areSeen()).isFalse();
            arrivals.await(A_MOMENT);
            assertThat(arrivals.areSeen()).isFalse();
            Files.createDirectory(folder);
            arrivals.await(FOR_EVER);
            assertThat(arrivals.areSeen()).isTrue();
        }
    }

    @Test
    void whatComesIntoAFolderBelowIsToldAlsoIfTheFolderIsNew() throws Exception {
        Files.createDirectories(folder.resolve("old/one"));
        try (Arrivals arrivals = arrivalsBelow()) {
            Files.createFile(folder.resolve("old/one/a.csv"));
            arrivals.await(FOR_EVER);
            Files.createDirectories(folder.resolve("new/deep"));
            arrivals.await(FOR_EVER);
            settle(arrivals);
            Files.createFile(folder.resolve("new/deep/b.csv"));
            arrivals.await(FOR_EVER);
            Files.delete(folder.resolve("new/deep/b.csv"));
            Files.delete(folder.resolve("new/deep"));
            settle(arrivals);
            Files.createDirectory(folder.resolve("new/deep"));
            arrivals.await(FOR_EVER);
            settle(arrivals);
            Files.createFile(folder.resolve("new/deep/c.csv"));
            arrivals.await(FOR_EVER);
        }
    }

    @Test
    void whatComesIntoAFolderThatIsNotLookedIntoIsNotTold() throws Exception {
        Files.createDirectories(folder.resolve(".hidden"));
        Files.createSymbolicLink(folder.resolve("link"), root);
        try (Arrivals arrivals = arrivalsBelow()) {
            Files.createFile(folder.resolve(".hidden/a.csv"));
            Files.createFile(root.resolve("b.csv"));
            long begin = System.nanoTime();
            arrivals.await(A_MOMENT);
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(A_MOMENT.toNanos());
        }
    }

    /** Until nothing more is told of what was done. */
    private static void settle(Arrivals arrivals) throws InterruptedException {
        long begin;
        do {
            begin = System.nanoTime();
            arrivals.await(A_MOMENT);
        } while (System.nanoTime() - begin < A_MOMENT.toNanos());
    }

    private Arrivals arrivalsBelow() {
        Predicate<String> visible = name -> !name.startsWith(".");
        return Folders.local(folder).arrivalsBelow(visible, visible);
    }

    private Arrivals arrivals() {
        return Folders.local(folder).arrivals(name -> !name.startsWith("."));
    }
}
