package dev.tidegate.crashtest.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallDiskTest {
    @TempDir
    private Path files;

    @Test
    void whatARunThatWasKilledLeftMountedIsTakenAway() throws Exception {
        Path folder = files.resolve("small-disk");
        try (SmallDisk killed = new SmallDisk(folder)) {
            assumeTrue(killed.mount(), "mounting is not allowed here");
            Files.writeString(folder.resolve("1-left.csv"), "left");
            new SmallDisk(folder).removeLeftover();
            assertThat(folder).isEmptyDirectory();
        }
        Folders.delete(files.resolve("small-disk"));
        assertThat(folder).doesNotExist();
    }

    @Test
    void whereNothingIsLeftNothingIsTakenAway() throws Exception {
        Path folder = files.resolve("small-disk");
        new SmallDisk(folder).removeLeftover();
        Path file = Files.writeString(Files.createDirectories(folder).resolve("mine"), "mine");
        new SmallDisk(folder).removeLeftover();
        assertThat(file).exists();
    }
}
