package dev.tidegate.ingest.archive;

import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.merge.LedgerFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rows of files that are loaded and not moved yet, as where a job left them: do their files lie where the rows say? */
final class OpenRows {

    private static final Logger LOG = LoggerFactory.getLogger(OpenRows.class);

    private final Folder input;
    private final Folder archive;
    private final Folder quarantine;
    private final List<LedgerFile> rows;

    /** @param rows in the order in which the files were loaded */
    OpenRows(Folder input, Folder archive, Folder quarantine, List<LedgerFile> rows) {
        this.input = input;
        this.archive = archive;
        this.quarantine = quarantine;
        this.rows = rows;
    }

    /**
     * Sees to it that no rows are closed for an input folder in which none of their files ever was, or that is not
     * mounted. One that a job has moved files from has a mark, and one that the operator answers for is given one.
     *
     * @throws RefusedException if it may be such a folder
     */
    void proveOf() throws IOException {
        if (rows.isEmpty() || input.stat(FolderMark.NAME).isPresent()) {
            return;
        }
        // The newest is the last to be taken away.
        for (int row = rows.size() - 1; row >= 0; row--) {
            if (isThere(rows.get(row))) {
                return;
            }
        }
        LedgerFile newest = rows.get(rows.size() - 1);
        throw new RefusedException(
                "Cannot use %s: files that the ledger has as loaded and left in the input folder: %d, and none of them lies there, such as %s (file id %d). Is it mounted, and is it the folder that they were loaded from? Give --input that folder. If it is, and they are gone for good, make an empty file %s in it and start again: their rows are closed then (docs/options.md)"
                        .formatted(input.location(), rows.size(), newest.name(), newest.fileId(), FolderMark.NAME));
    }

    /**
     * Says once how many files went away before they were deleted: their rows are closed with the others.
     *
     * @param deletedUpTo what an earlier run may have deleted, without having noted it
     */
    void tellGone(long deletedUpTo) throws IOException {
        List<LedgerFile> gone = new ArrayList<>();
        for (LedgerFile row : rows) {
            if (!row.quarantined() && row.fileId() > deletedUpTo && !isThere(row)) {
                gone.add(row);
            }
        }
        if (!gone.isEmpty()) {
            LOG.warn(
                    "Files that were loaded and are not in {} any more, or not as they were: {}, such as {} (file id {})."
                            + " There is nothing to delete, and their rows are closed: should one come back, it is"
                            + " loaded again",
                    input.location(),
                    gone.size(),
                    gone.get(0).name(),
                    gone.get(0).fileId());
        }
    }

    private boolean isThere(LedgerFile row) throws IOException {
        Folder target = row.quarantined() ? quarantine : archive;
        return input.stat(row.name()).filter(row.stat()::equals).isPresent()
                || target.stat(row.archivePath()).isPresent();
    }
}
