package dev.tidegate.crashtest.running;

import java.nio.file.Path;
import java.util.List;

/**
 * Where the files of one stream lie.
 *
 * @param checkpoint Spark's
 * @param truth what was delivered; no job knows it
 */
public record StreamFolders(Path input, Path archive, Path quarantine, Path checkpoint, Path truth) {

    /** Those in which files land and stay. */
    public List<Path> ofFiles() {
        return List.of(input, archive, quarantine);
    }
}
