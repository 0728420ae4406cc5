package dev.tidegate.ingest.archive;

import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.merge.Ledger;
import dev.tidegate.ingest.merge.LedgerFile;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder that belongs to one stream of one database, as the mark in it says. */
final class MarkedFolder {

    private static final Logger LOG = LoggerFactory.getLogger(MarkedFolder.class);

    private final Folder folder;
    private final Ledger ledger;
    private FolderMark mark;
    private boolean isMarked;

    MarkedFolder(Folder folder, Ledger ledger) {
        this.folder = folder;
        this.ledger = ledger;
    }

    /**
     * Reads the mark. Where there is none, as in a folder of an older version, all names are read once.
     *
     * @throws RefusedException if it belongs to another database
     */
    void read() throws IOException {
        Optional<FolderMark> found = FolderMark.read(folder);
        isMarked = found.isPresent();
        if (!isMarked) {
            long highest = ArchivedFiles.highestFileId(folder);
            mark = new FolderMark(ledger.server(), ledger.stream(), 0, highest, highest, null, 0);
            return;
        }
        mark = found.get();
        mark.proveOf(ledger.server(), ledger.stream(), folder);
    }

    /** Reads the mark and nothing else. Where there is none, or that of others, nothing is known. */
    void readMark() throws IOException {
        mark = FolderMark.read(folder)
                .filter(found -> found.isOf(ledger.server(), ledger.stream()))
                .orElseGet(() -> FolderMark.none(ledger.server(), ledger.stream()));
    }

    /** Says so where the folder was used with the same database on another server. */
    void noticeServer() {
        String change = ledger.server().changeFrom(mark.server());
        if (change != null) {
            LOG.warn(
                    "Since {} was last used, the database has changed: {}. If the old server still runs, stop it, or give"
                            + " each database its own folders: docs/failover.md",
                    folder.location(),
                    change);
        }
    }

    /** Whether the ledger has what the mark says. */
    boolean agrees() throws SQLException {
        boolean hasNewest = mark.newestFileId() == 0 || ledger.has(mark.newestFileId(), mark.newestSha256());
        return hasNewest && !lostDeleted();
    }

    /** Whether the ledger lacks files that were deleted instead of moved here, which nobody can put back. */
    boolean lostDeleted() throws SQLException {
        return mark.deletedUpTo() > 0 && !ledger.has(mark.deletedUpTo(), null);
    }

    long highestFileId() {
        return mark.highestFileId();
    }

    /** The newest file that may have been deleted instead of moved here. */
    long deletedUpTo() {
        return mark.deletedUpTo();
    }

    /**
     * Marks the folder as this job's.
     *
     * @param asked whether the ledger is to have the newest file at the next start, too
     * @throws RefusedException if another job has marked it since it was read
     */
    void claim(boolean asked) throws SQLException, IOException {
        mark = new FolderMark(
                ledger.server(),
                ledger.stream(),
                ledger.epoch(),
                mark.highestFileId(),
                asked ? mark.newestFileId() : 0,
                asked ? mark.newestSha256() : null,
                lostDeleted() ? 0 : mark.deletedUpTo());
        if (!isMarked) {
            isMarked = mark.writeFirst(folder);
            if (isMarked) {
                return;
            }
            FolderMark.read(folder).ifPresent(other -> other.proveOf(ledger.server(), ledger.stream(), folder));
        }
        // One that cannot be read is of nobody.
        mark.write(folder);
    }

    /**
     * Says which file is the newest, before it or any older one is moved here.
     *
     * @param deleted whether they are deleted instead
     * @throws RefusedException if another job has marked the folder meanwhile
     */
    void expect(LedgerFile newest, boolean deleted) throws IOException {
        proveMine();
        boolean isNewer = newest.fileId() > mark.newestFileId();
        long deletedUpTo = Math.max(mark.deletedUpTo(), deleted ? newest.fileId() : 0);
        if (isNewer || deletedUpTo > mark.deletedUpTo()) {
            FolderMark next = new FolderMark(
                    mark.server(),
                    mark.stream(),
                    mark.epoch(),
                    Math.max(mark.highestFileId(), newest.fileId()),
                    isNewer ? newest.fileId() : mark.newestFileId(),
                    isNewer ? newest.sha256() : mark.newestSha256(),
                    deletedUpTo);
            next.write(folder);
            mark = next;
        }
    }

    /** @throws RefusedException if another job or stream has marked the folder meanwhile */
    void proveMine() throws IOException {
        FolderMark now = FolderMark.read(folder).orElse(mark);
        boolean same = now.server().pipeline().equals(mark.server().pipeline())
                && now.server().server().equals(mark.server().server());
        if (!same) {
            now.proveOf(mark.server(), mark.stream(), folder);
            throw now.belongsToAnother(mark.server(), folder);
        }
        if (now.epoch() > mark.epoch()) {
            throw new RefusedException("Fenced off: a job of epoch %d uses %s now, this one is of epoch %d"
                    .formatted(now.epoch(), folder.location(), mark.epoch()));
        }
    }
}
