package dev.tidegate.ingest.load;

import dev.tidegate.ingest.source.FileState;
import java.io.Serializable;

/**
 * What staging found in a file, or in a range of it.
 *
 * @param fileNo place of the file in the micro-batch, from 1
 * @param reason code of why the file cannot be loaded as a whole; null where it can
 * @param message the same for people
 * @param sha256 hash of the file; null where it was not read as a whole
 * @param read records that the reader handed out
 * @param firstError line and reason of the first reject; null where there is none
 */
record FileTally(
        int fileNo,
        FileState state,
        String reason,
        String message,
        byte[] sha256,
        long read,
        long accepted,
        long filtered,
        long rejected,
        String firstError)
        implements Serializable {

    /** Of two ranges of one file, in order. What went wrong in one counts for the file. */
    FileTally and(FileTally next) {
        FileTally decisive = next.state != FileState.COMPLETE && state == FileState.COMPLETE ? next : this;
        return new FileTally(
                fileNo,
                decisive.state,
                decisive.reason,
                decisive.message,
                sha256 == null ? next.sha256 : sha256,
                read + next.read,
                accepted + next.accepted,
                filtered + next.filtered,
                rejected + next.rejected,
                firstError == null ? next.firstError : firstError);
    }

    /** The same file, which goes to quarantine as a whole. */
    FileTally unusable(String why, String explanation) {
        return new FileTally(fileNo, FileState.UNUSABLE, why, explanation, sha256, 0, 0, 0, 0, null);
    }
}
