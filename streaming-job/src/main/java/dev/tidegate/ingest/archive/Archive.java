package dev.tidegate.ingest.archive;

import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.fault.FaultPoint;
import dev.tidegate.ingest.files.FileVersion;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.merge.Ledger;
import dev.tidegate.ingest.merge.LedgerFile;
import dev.tidegate.ingest.source.LandedFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive and the quarantine folder, and the files that are on their way there. Used by one thread.
 *
 * <p>A file that cannot be moved holds up no other: it is offered to the source no more and tried again at each trigger.
 */
public final class Archive implements LoadedFiles {

    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);

    private static final Duration RETRY_EVERY = Duration.ofSeconds(5);

    /** Micro-batches that follow one another faster are archived together: each time the disk is waited for. */
    private static final Duration MOVE_EVERY = Duration.ofMillis(100);

    private final FileMove move;
    private final Ledger ledger;
    private final Map<Long, LedgerFile> toMove = new LinkedHashMap<>();
    private final Set<FileVersion> identities = new HashSet<>();
    private final Map<Long, LedgerFile> toMark = new LinkedHashMap<>();
    private final Map<Long, LedgerFile> toMarkDeleted = new LinkedHashMap<>();
    private final Map<Long, String> troubles = new LinkedHashMap<>();
    private final boolean deletes;
    private final List<Folder> targets;
    private final Folder input;
    private final MarkedFolder inputMark;
    private final MarkedFolder archiveMark;
    private final MarkedFolder quarantineMark;
    private final Recovery recovery;
    private final LateWrites lateWrites = new LateWrites(System::nanoTime);
    private final Map<Long, LedgerFile> justLoaded = new LinkedHashMap<>();
    private long retryAt = System.nanoTime();
    private long movedAt = System.nanoTime() - MOVE_EVERY.toNanos();
    private long takenAt;
    private long session;

    /**
     * @param recursive whether files come from folders below the input folder, too
     * @param deletes whether loaded files are deleted, and only those are kept that cannot be loaded
     * @param afterLoss what to do where the database lost what was loaded
     */
    public Archive(
            Folder input,
            boolean recursive,
            boolean deletes,
            Folder archive,
            Folder quarantine,
            Ledger ledger,
            AfterLoss afterLoss) {
        this.input = input;
        this.inputMark = new MarkedFolder(input, ledger);
        this.archiveMark = new MarkedFolder(archive, ledger);
        this.quarantineMark = new MarkedFolder(quarantine, ledger);
        this.recovery = new Recovery(
                input, recursive, false, new ArchivedFiles(archive, quarantine, ledger::unknown), ledger, afterLoss);
        this.move = new FileMove(input, archive, quarantine, deletes);
        this.ledger = ledger;
        this.deletes = deletes;
        this.targets = List.of(archive, quarantine);
    }

    /**
     * The highest epoch of a stream that its folders know of; 0 where they know none.
     *
     * @throws IOException if they cannot be read now
     */
    public static long highestEpoch(String stream, Folder... folders) throws IOException {
        return highest(mark -> mark.stream().equals(stream) ? mark.epoch() : 0, folders);
    }

    /**
     * The highest file id that was moved into folders, as their marks say; 0 where they have none.
     *
     * @throws IOException if they cannot be read now
     */
    public static long highestFileId(Folder... folders) throws IOException {
        return highest(FolderMark::highestFileId, folders);
    }

    private static long highest(ToLongFunction<FolderMark> number, Folder... folders) throws IOException {
        long highest = 0;
        for (Folder folder : folders) {
            highest = Math.max(
                    highest,
                    FolderMark.read(folder).stream().mapToLong(number).max().orElse(0));
        }
        return highest;
    }

    /**
     * Does what an earlier run left undone, and sees to it that no file id is used twice after a restore of the database.
     *
     * @throws RefusedException if the folders belong to another database, or this one lost files that are not to be put back
     */
    @Override
    public void complete() throws SQLException, IOException {
        input.create();
        for (Folder target : targets) {
            target.create();
        }
        List<MarkedFolder> marked = List.of(inputMark, archiveMark, quarantineMark);
        for (MarkedFolder folder : marked) {
            folder.read();
        }
        List<LedgerFile> left = ledger.toBeMoved();
        OpenRows open = new OpenRows(input, targets.get(0), targets.get(1), left);
        open.proveOf();
        archiveMark.noticeServer();
        boolean agrees = archiveMark.agrees() && quarantineMark.agrees();
        if (!agrees) {
            recovery.run(archiveMark.lostDeleted());
        }
        ledger.raiseIds(Math.max(archiveMark.highestFileId(), quarantineMark.highestFileId()), !agrees);
        for (MarkedFolder folder : marked) {
            folder.claim(agrees);
        }
        session = ledger.sessions();
        if (deletes) {
            open.tellGone(archiveMark.deletedUpTo());
        }
        if (!left.isEmpty()) {
            LOG.info("Completing the moves of {} files that an earlier run had loaded", left.size());
        }
        left.forEach(this::await);
        moveAll(left, FileMove.Care.FROM_BEFORE);
        if (!input.holdsObjects()) {
            lateWrites.watch(recheck(ledger.movedLately(LateWrites.WATCHED_FOR, LateWrites.WATCHED_AT_MOST)));
        }
    }

    /**
     * Takes files whose load was just committed, and moves them: at once, or, where it has moved others within the last tenth
     * of a second, with those of the next micro-batches. Until then the input folder keeps them, and they are offered no more.
     */
    @Override
    public void take(Collection<LedgerFile> files) throws SQLException {
        files.forEach(this::await);
        if (justLoaded.isEmpty()) {
            takenAt = System.nanoTime();
        }
        files.forEach(file -> justLoaded.put(file.fileId(), file));
        if (System.nanoTime() - movedAt >= MOVE_EVERY.toNanos()) {
            moveTaken();
        }
    }

    @Override
    public boolean moveTaken() throws SQLException {
        if (justLoaded.isEmpty()) {
            return false;
        }
        FaultPoint.BEFORE_MOVES.strike();
        List<LedgerFile> files = List.copyOf(justLoaded.values());
        // The next micro-batch may have taken long: meanwhile others can have written what nothing but its bytes tells
        // apart.
        boolean isLongAgo = System.nanoTime() - takenAt > MOVE_EVERY.toNanos();
        moveAll(files, isLongAgo ? FileMove.Care.FROM_BEFORE : FileMove.Care.JUST_LOADED);
        justLoaded.clear();
        movedAt = System.nanoTime();
        return true;
    }

    private void await(LedgerFile file) {
        toMove.put(file.fileId(), file);
        identities.add(new FileVersion(file.name(), file.stat()));
    }

    private void settled(LedgerFile file) {
        toMove.remove(file.fileId());
        identities.remove(new FileVersion(file.name(), file.stat()));
    }

    /** {@inheritDoc} Looks for late writes, too. */
    @Override
    public void retry() throws SQLException {
        if (System.nanoTime() - movedAt >= MOVE_EVERY.toNanos()) {
            moveTaken();
        }
        recheck(lateWrites.due());
        askAnew();
        boolean due = System.nanoTime() - retryAt >= 0;
        if (due && !(toMove.isEmpty() && toMark.isEmpty() && toMarkDeleted.isEmpty())) {
            retryAt = System.nanoTime() + RETRY_EVERY.toNanos();
            List<LedgerFile> left = toMove.values().stream()
                    .filter(file -> !justLoaded.containsKey(file.fileId()))
                    .toList();
            moveAll(left, FileMove.Care.FROM_BEFORE);
        }
    }

    /** A crash of the server, or a restore, may have taken back marks that this job made. */
    private void askAnew() throws SQLException {
        if (session != ledger.sessions()) {
            session = ledger.sessions();
            ledger.toBeMoved().stream()
                    .filter(file -> !toMark.containsKey(file.fileId()) && !toMarkDeleted.containsKey(file.fileId()))
                    .forEach(this::await);
        }
    }

    @Override
    public boolean leaves() {
        return false;
    }

    @Override
    public boolean admits(LandedFile file) {
        return !identities.contains(file.version());
    }

    @Override
    public long held() {
        return (long) toMove.size() - justLoaded.size();
    }

    private void moveAll(List<LedgerFile> files, FileMove.Care care) throws SQLException {
        Optional<IOException> archiveTrouble = expect(files, false);
        Optional<IOException> quarantineTrouble = expect(files, true);
        List<FileMove.Result> moved = new ArrayList<>();
        List<FileMove.Result> lost = new ArrayList<>();
        try {
            for (LedgerFile file : files) {
                Optional<IOException> trouble = file.quarantined() ? quarantineTrouble : archiveTrouble;
                if (trouble.isPresent()) {
                    report(file, trouble.get());
                    continue;
                }
                try {
                    FileMove.Result result = move.move(file, care);
                    if (result.lost() != null) {
                        ledger.markLost(file, result.lost());
                        lost.add(result);
                        settled(file);
                    } else {
                        moved.add(result);
                    }
                    troubles.remove(file.fileId());
                    FaultPoint.BETWEEN_MOVES.strike();
                } catch (IOException e) {
                    report(file, e);
                }
            }
        } finally {
            tell(lost);
        }
        mark(moved);
    }

    private static void tell(List<FileMove.Result> lost) {
        if (!lost.isEmpty()) {
            LedgerFile first = lost.get(0).file();
            LOG.warn(
                    "{} (file id {}) cannot be archived: {}{}",
                    first.name(),
                    first.fileId(),
                    lost.get(0).lost(),
                    lost.size() == 1 ? "" : ". So it is with %d files".formatted(lost.size()));
        }
    }

    /** Marks a folder before anything is moved there, if that can be done, and sees that the folders are still this job's. */
    private Optional<IOException> expect(List<LedgerFile> files, boolean quarantined) {
        Optional<LedgerFile> newest = files.stream()
                .filter(file -> file.quarantined() == quarantined)
                .max(Comparator.comparingLong(LedgerFile::fileId));
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        try {
            inputMark.proveMine();
            (quarantined ? quarantineMark : archiveMark).expect(newest.get(), deletes && !quarantined);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    /** Looks for late writes; returns the files that are worth another look. */
    private List<LedgerFile> recheck(List<LedgerFile> files) throws SQLException {
        List<LedgerFile> again = new ArrayList<>();
        List<LedgerFile> missing = new ArrayList<>();
        List<IOException> unseen = new ArrayList<>();
        for (LedgerFile file : files) {
            try {
                String lost = move.recheck(file).lost();
                if (lost == null) {
                    again.add(file);
                } else {
                    LOG.warn("{} (file id {}) is not in the archive any more: {}", file.name(), file.fileId(), lost);
                    ledger.markLost(file, lost);
                }
            } catch (NoSuchFileException e) {
                missing.add(file);
            } catch (IOException e) {
                again.add(file);
                unseen.add(e);
            }
        }
        if (!missing.isEmpty()) {
            LOG.warn(
                    "{} files that were archived lately are not where the ledger has them, the first is {}: they were taken"
                            + " away, or the archive folder is another one now. The ledger keeps what it knows.",
                    missing.size(),
                    missing.get(0).archivePath());
        }
        if (!unseen.isEmpty()) {
            LOG.warn(
                    "Cannot look whether {} archived files were written on, the first because of {}. Looking again later.",
                    unseen.size(),
                    unseen.get(0).toString());
        }
        return again;
    }

    private void mark(List<FileMove.Result> moved) throws SQLException {
        try {
            move.sync(moved);
        } catch (IOException e) {
            LOG.warn("The moves of {} files may not survive a power cut now: {}", moved.size(), e.toString());
        }
        moved.forEach(result -> {
            settled(result.file());
            (result.deleted() ? toMarkDeleted : toMark).put(result.file().fileId(), result.file());
        });
        if (!toMarkDeleted.isEmpty()) {
            ledger.markDeleted(List.copyOf(toMarkDeleted.values()));
            toMarkDeleted.clear();
        }
        if (!toMark.isEmpty()) {
            ledger.markMoved(List.copyOf(toMark.values()));
            if (!input.holdsObjects()) {
                lateWrites.watch(toMark.values());
            }
            toMark.clear();
        }
    }

    private void report(LedgerFile file, IOException trouble) {
        if (!trouble.toString().equals(troubles.put(file.fileId(), trouble.toString()))) {
            LOG.warn(
                    "{} is loaded (file id {}) and cannot be {}: {}. It stays in the input folder, is not loaded"
                            + " again, and that is tried again every {} s.",
                    file.name(),
                    file.fileId(),
                    deletes && !file.quarantined() ? "deleted" : "moved to " + file.archivePath(),
                    trouble.toString(),
                    RETRY_EVERY.toSeconds());
        }
    }
}
