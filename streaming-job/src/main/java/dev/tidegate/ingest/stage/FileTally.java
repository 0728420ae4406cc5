package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.source.FileState;
import java.io.Serializable;

/**
 * What staging found in a file, or in a range of it.
 *
 * @param fileNo place of the file in the micro-batch, from 1
 * @param reason code of why the file cannot be loaded as a whole; null where it can
 * @param message the same for people; of a file that can be loaded what they should know of it, usually null
 * @param sha256 hash of the file; null where it was not read as a whole
 * @param read records that the reader handed out
 * @param firstError line and reason of the first reject; null where there is none
 */
public record FileTally(
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

    private static final int LONGEST = 1000;

    /** Of two ranges of one file, in order. What went wrong in one counts for the file. */
    FileTally and(FileTally next) {
        FileTally decisive = next.state != FileState.COMPLETE && state == FileState.COMPLETE ? next : this;
        return new FileTally(
                fileNo,
                decisive.state,
                decisive.reason,
                decisive.state == FileState.COMPLETE ? both(message, next.message) : decisive.message,
                sha256 == null ? next.sha256 : sha256,
                read + next.read,
                accepted + next.accepted,
                filtered + next.filtered,
                rejected + next.rejected,
                firstError == null ? next.firstError : firstError);
    }

    /** What is to be known of a file that can be loaded: of its first range, and of as many others as people read. */
    private static String both(String ofThis, String ofNext) {
        if (ofThis == null || ofNext == null) {
            return ofThis == null ? ofNext : ofThis;
        }
        return ofThis.length() + ofNext.length() > LONGEST ? ofThis : ofThis + "; " + ofNext;
    }

    /** A file of which nothing is loaded, for a reason that was not found in it. */
    public static FileTally leftOut(int fileNo, FileState state, String reason, String message) {
        return new FileTally(fileNo, state, reason, message, null, 0, 0, 0, 0, null);
    }

    /** The same file, of which nothing is loaded. */
    FileTally leftOut(FileTally why) {
        return new FileTally(fileNo, why.state, why.reason, why.message, sha256, 0, 0, 0, 0, null);
    }

    /**
     * The same file, of which the table refuses some rows that the rules accept.
     *
     * @param first line and reason of the first of them
     */
    public FileTally refusing(long rows, String first) {
        return new FileTally(
                fileNo,
                state,
                reason,
                message,
                sha256,
                read,
                accepted - rows,
                filtered,
                rejected + rows,
                firstError == null ? first : firstError);
    }

    /** The same file, as if some of the rows that the rules accept had not been in it. */
    public FileTally without(long rows) {
        return new FileTally(
                fileNo, state, reason, message, sha256, read - rows, accepted - rows, filtered, rejected, firstError);
    }

    /** Whether each of its records was staged, and not only the first ones. */
    public boolean isStagedWhole() {
        return read == accepted + filtered + rejected;
    }

    /** The same, as if the file held no more than what was staged of it. */
    FileTally asFarAsStaged() {
        return new FileTally(
                fileNo,
                state,
                reason,
                message,
                sha256,
                accepted + filtered + rejected,
                accepted,
                filtered,
                rejected,
                firstError);
    }
}
