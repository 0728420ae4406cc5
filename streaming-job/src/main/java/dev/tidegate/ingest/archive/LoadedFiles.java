package dev.tidegate.ingest.archive;

import dev.tidegate.ingest.merge.LedgerFile;
import dev.tidegate.ingest.source.LandedFile;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What becomes of files whose load is committed. Used by one thread. */
public sealed interface LoadedFiles permits Archive, LeftFiles {

    /**
     * Does what an earlier run left undone.
     *
     * @throws dev.tidegate.ingest.database.RefusedException if the folders are not this job's to use
     */
    void complete() throws SQLException, IOException;

    /** Takes files whose load was just committed. */
    void take(Collection<LedgerFile> files) throws SQLException;

    /** Moves away what was taken and not moved at once; returns whether there was something. */
    boolean moveTaken() throws SQLException;

    /** Does what could not be done so far, but not all the time. */
    void retry() throws SQLException;

    /** Whether a file in the input folder is none of those that are loaded, as far as is known. */
    boolean admits(LandedFile file);

    /** How many files wait for their move, since it could not be done. */
    long held();

    /** Whether files stay where they landed, loaded or not. */
    boolean leaves();

    /** A look into the input folder begins, at all of it or at what comes after files that are known. */
    default void looking(boolean whole) {
        // What is moved away is not seen again.
    }

    /** Those of some files in the input folder that are loaded and stay there. */
    default Set<LandedFile> loaded(List<LandedFile> files) throws SQLException {
        return Set.of();
    }
}
