package dev.tidegate.ingest.files;

/**
 * What tells one version of a file from another.
 *
 * @param size bytes
 * @param modifiedMillis modification time in milliseconds since 1970, the finest that every file system keeps
 * @param etag of an object of a store, without quotes; null of a file, which has none
 */
public record FileStat(long size, long modifiedMillis, String etag) {

    /** Of a file. */
    public FileStat(long size, long modifiedMillis) {
        this(size, modifiedMillis, null);
    }
}
