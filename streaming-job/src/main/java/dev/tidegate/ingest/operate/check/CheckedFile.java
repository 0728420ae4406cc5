package dev.tidegate.ingest.operate.check;

import dev.tidegate.ingest.csv.Lines;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the job would make of a file.
 *
 * @param taken whether the job would take a file of this name
 * @param reason why it would go to quarantine; null where it would not
 * @param message the same for people, or why it cannot be read
 * @param filteredTypes records by event type that is not kept
 * @param rejectedReasons rejects by reason
 * @param rejects the first of them
 * @param lines what stands there besides records of one line
 * @param whole whether all of it was read, and not only its first records
 * @param firstRows what the first accepted records become; null where nobody asked
 * @param inFuture accepted records whose version is a time to come
 * @param firstInFuture the line of the first of them; 0 where there is none
 */
record CheckedFile(
        String file,
        boolean taken,
        Result verdict,
        String reason,
        String message,
        long read,
        long accepted,
        long filtered,
        long rejected,
        Map<String, Long> filteredTypes,
        Map<String, Long> rejectedReasons,
        List<Reject> rejects,
        Lines lines,
        boolean whole,
        List<StoredRow> firstRows,
        long inFuture,
        long firstInFuture) {

    /** What would become of the file as a whole. */
    enum Result {
        LOADED,
        QUARANTINE,
        UNREADABLE
    }

    static CheckedFile read(Path file, JudgedFile.Read read, Tally tally) {
        return new CheckedFile(
                file.toString(),
                true,
                Result.LOADED,
                null,
                null,
                read.records(),
                tally.accepted(),
                tally.filtered(),
                tally.rejected(),
                tally.filteredTypes(),
                tally.rejectedReasons(),
                tally.rejects(),
                read.lines(),
                read.isWhole(),
                tally.firstRows().isEmpty() ? null : tally.firstRows(),
                tally.future().count(),
                tally.future().firstLine());
    }

    static CheckedFile unusable(Path file, String reason, String message) {
        return nothing(file, Result.QUARANTINE, reason, message);
    }

    static CheckedFile unreadable(Path file, String message) {
        return nothing(file, Result.UNREADABLE, null, message);
    }

    private static CheckedFile nothing(Path file, Result verdict, String reason, String message) {
        return new CheckedFile(
                file.toString(),
                true,
                verdict,
                reason,
                message,
                0,
                0,
                0,
                0,
                Map.of(),
                Map.of(),
                List.of(),
                Lines.NONE,
                true,
                null,
                0,
                0);
    }

    /** The same under a name that the job may leave alone. */
    CheckedFile named(boolean isTaken) {
        return new CheckedFile(
                file,
                isTaken,
                verdict,
                reason,
                message,
                read,
                accepted,
                filtered,
                rejected,
                filteredTypes,
                rejectedReasons,
                rejects,
                lines,
                whole,
                firstRows,
                inFuture,
                firstInFuture);
    }

    boolean hasProblems() {
        return !taken
                || verdict != Result.LOADED
                || rejected > 0
                || lines.doubtful() > 0
                || !lines.neverThere().isEmpty()
                || inFuture > 0;
    }
}
