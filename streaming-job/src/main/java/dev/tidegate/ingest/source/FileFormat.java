package dev.tidegate.ingest.source;

import dev.tidegate.ingest.csv.Columns;
import dev.tidegate.ingest.csv.Dialect;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How the files of one kind are framed, and what their headers call the columns.
 *
 * @param files the names of these files
 */
public record FileFormat(List<NamePattern> files, Dialect dialect, Columns columns) implements Serializable {

    public FileFormat {
        files = List.copyOf(files);
    }

    /** The patterns of their names, for people. */
    public String names() {
        return files.stream().map(NamePattern::glob).collect(Collectors.joining(", "));
    }

    boolean isOf(String name) {
        return LandingNames.forFormat(name).stream()
                .anyMatch(one -> files.stream().anyMatch(pattern -> pattern.matches(one)));
    }
}
