package dev.tidegate.ingest.source;

import dev.tidegate.ingest.files.FileStat;

/** What tells a delivery from others: a file that is replaced is another one. */
public record FileVersion(String name, FileStat stat) {

    public static FileVersion of(LandedFile file) {
        return new FileVersion(file.name(), file.stat());
    }
}
