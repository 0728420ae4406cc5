package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.rules.FormatRules;
import dev.tidegate.ingest.stream.Stream;
import java.io.Serializable;

/**
 * How the tasks judge the records of a job.
 *
 * @param input where the files lie: the bytes of what is refused are read once more
 * @param limits of what a file may cost
 */
public record Judging(Folder input, FormatRules rules, FileLimits limits) implements Serializable {

    /** What the records become rows of. */
    public Stream stream() {
        return rules.stream();
    }
}
