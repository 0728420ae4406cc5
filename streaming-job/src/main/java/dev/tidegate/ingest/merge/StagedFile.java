package dev.tidegate.ingest.merge;

/**
 * A row of {@code staged_files}: a file that enters the ledger.
 *
 * @param fileNo by which its staged rows are known
 * @param sourceFileId which its rows carry: {@code fileId}, or of a replay the file id of the delivery; see {@link SameBytes}, too
 * @param replayOf the file id of the delivery; null where this is one
 * @param state loaded, quarantined or missing; of a replay loaded
 * @param counts read, filtered and rejected of them, as the reader found; the rest is the merge's
 * @param archivePath where it goes; null where it goes nowhere
 */
record StagedFile(
        int fileNo,
        long fileId,
        long sourceFileId,
        Long replayOf,
        String state,
        String path,
        long sizeBytes,
        long modifiedMillis,
        String etag,
        byte[] sha256,
        Counts counts,
        String firstError,
        String archivePath) {

    boolean isLoaded() {
        return state.equals("loaded");
    }

    /** The same, but its rows carry another file id. */
    StagedFile from(long source) {
        return new StagedFile(
                fileNo,
                fileId,
                source,
                replayOf,
                state,
                path,
                sizeBytes,
                modifiedMillis,
                etag,
                sha256,
                counts,
                firstError,
                archivePath);
    }
}
