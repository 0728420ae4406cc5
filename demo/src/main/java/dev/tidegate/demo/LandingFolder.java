package dev.tidegate.demo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that the generator writes to and the job empties. */
final class LandingFolder {
    private final Path folder;

    /** Made where it does not exist. */
    LandingFolder(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    Path path() {
        return folder;
    }

    /** How many files wait in it, without those still being written. */
    long waiting() throws IOException {
        long waiting = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[!._]*{.csv,.csv.gz}")) {
            for (Path file : files) {
                waiting += Files.isRegularFile(file) ? 1 : 0;
            }
        }
        return waiting;
    }
}
