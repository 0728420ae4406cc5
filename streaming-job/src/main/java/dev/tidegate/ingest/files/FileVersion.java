package dev.tidegate.ingest.files;

/** What tells a delivery from others: a file that is replaced is another one. */
public record FileVersion(String name, FileStat stat) {}
