package dev.tidegate.demo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The folder that the generator writes to and the job empties. */
final class LandingFolder {
    private final Path folder;
    private final Bucket bucket; // null where the job takes them from the folder

    /** Made where it does not exist. */
    LandingFolder(Path folder) throws IOException {
        this(folder, null);
    }

    /** @param bucket that files are brought into; null for none */
    LandingFolder(Path folder, Bucket bucket) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.bucket = bucket;
    }

    Path path() {
        return folder;
    }

    /** How many files wait in it, without those still being written. */
    long waiting() throws IOException {
        long inBucket = bucket == null ? 0 : bucket.waiting();
        return inBucket + finished(folder).size();
    }

    /** The files in a folder that are no more being written, by name. */
    static List<Path> finished(Path folder) throws IOException {
        List<Path> finished = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[!._]*{.csv,.csv.gz}")) {
            files.forEach(finished::add);
        }
        finished.removeIf(file -> !Files.isRegularFile(file));
        finished.sort(null);
        return finished;
    }
}
