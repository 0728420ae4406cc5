package dev.tidegate.ingest.files;

/**
 * What tells one version of a file from another.
 *
 * @param size bytes
 * @param modifiedMillis modification time in milliseconds since 1970, the finest that every file system keeps
 */
public record FileStat(long size, long modifiedMillis) {}
