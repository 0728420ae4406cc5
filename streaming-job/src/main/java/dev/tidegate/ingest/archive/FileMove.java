package dev.tidegate.ingest.archive;

import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.FirstBytes;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Sha256;
import dev.tidegate.ingest.merge.ArchivePath;
import dev.tidegate.ingest.merge.LedgerFile;
import dev.tidegate.ingest.source.LandingNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves one file from the input folder to its place, whatever state a crash, a full disk or its producer left it in. */
final class FileMove {

    private static final Logger LOG = LoggerFactory.getLogger(FileMove.class);

    private static final int COPIES_AT_MOST = 1000;
    private static final String REPLACED = "its producer replaced it after it was loaded";
    private static final String GONE = "it went away after it was loaded";

    private final Folder input;
    private final Folder archive;
    private final Folder quarantine;
    private final boolean deletes;

    FileMove(Folder input, Folder archive, Folder quarantine) {
        this(input, archive, quarantine, false);
    }

    /** @param deletes whether loaded files are deleted, and only those go to quarantine that cannot be loaded */
    FileMove(Folder input, Folder archive, Folder quarantine, boolean deletes) {
        this.deletes = deletes;
        this.input = input;
        this.archive = archive;
        this.quarantine = quarantine;
    }

    /** How sure it is that what lies in the input folder is what was loaded. */
    enum Care {
        /** Its bytes were read a moment ago. */
        JUST_LOADED,
        /** Time has passed: its bytes are compared with the hash in the ledger. */
        FROM_BEFORE
    }

    /**
     * Where a file is now.
     *
     * @param file its row, with the path at which it really lies
     * @param lost why there is nothing to move any more; null where it was moved
     * @param deleted whether it is kept nowhere, as it shall be
     */
    record Result(LedgerFile file, String lost, boolean deleted) {
        Result(LedgerFile file, String lost) {
            this(file, lost, false);
        }
    }

    /** @throws IOException if the system does not let us move it now */
    Result move(LedgerFile file, Care care) throws IOException {
        if (deletes && !file.quarantined()) {
            return deleted(file, care);
        }
        Optional<FileStat> now = input.stat(file.name());
        if (isUnchanged(file, now, care)) {
            return moveIntoPlace(file);
        }
        if (isInPlace(file) || (now.isPresent() && keptFrom(file.name(), file))) {
            return new Result(file, null);
        }
        Optional<LedgerFile> elsewhere = inAnotherPlace(file);
        return elsewhere.isPresent()
                ? new Result(elsewhere.get(), null)
                : new Result(file, now.isPresent() ? REPLACED : GONE);
    }

    private boolean isUnchanged(LedgerFile file, Optional<FileStat> now, Care care) throws IOException {
        return now.isPresent()
                && now.get().equals(file.stat())
                && (care == Care.JUST_LOADED || beginsWithItsBytes(input, file.name(), file));
    }

    /** What is no more, or another file by now, is deleted as far as the ledger goes. */
    private Result deleted(LedgerFile file, Care care) throws IOException {
        // It may have been moved before this was asked for, or only copied, by a move that was cut off.
        Optional<LedgerFile> kept = care == Care.FROM_BEFORE ? inAnyPlace(file) : Optional.empty();
        if (!input.holdsObjects() && input.stat(deleting(file)).isPresent()) {
            // An earlier try was cut off in its middle.
            deleteHidden(file);
        } else if (isUnchanged(file, input.stat(file.name()), care)) {
            delete(file);
        }
        return new Result(kept.orElse(file), null, kept.isEmpty());
    }

    private void delete(LedgerFile file) throws IOException {
        if (input.holdsObjects()) {
            input.deleteVersion(file.name(), file.stat());
            return;
        }
        try {
            input.move(file.name(), input, deleting(file));
        } catch (NoSuchFileException e) {
            return; // somebody was faster
        }
        deleteHidden(file);
    }

    /**
     * Another file may have come under the name just before it was hidden: that one goes back. Size and time do not
     * tell it, since {@code cp -p} gives those of another file, and what is deleted nobody can look at any more: its
     * bytes are compared.
     */
    private void deleteHidden(LedgerFile file) throws IOException {
        FileStat hidden = input.stat(deleting(file)).orElseThrow(() -> new NoSuchFileException(deleting(file)));
        boolean same = input.movesKeepModificationTime()
                ? hidden.equals(file.stat())
                : hidden.size() == file.stat().size();
        if (same && hasItsBytes(input, deleting(file), file)) {
            input.delete(deleting(file));
            return;
        }
        try {
            input.giveBack(deleting(file), input, file.name());
        } catch (FileAlreadyExistsException e) {
            input.giveBack(deleting(file), input, putBack(file));
        }
    }

    private static String deleting(LedgerFile file) {
        return LandingNames.folder(file.name()) + ".deleting-" + file.fileId();
    }

    private Optional<LedgerFile> inAnyPlace(LedgerFile file) throws IOException {
        return isInPlace(file) ? Optional.of(file) : inAnotherPlace(file);
    }

    /** Where it was put when another file had its place, if that was not noted any more. */
    private Optional<LedgerFile> inAnotherPlace(LedgerFile file) throws IOException {
        LedgerFile placed = file;
        for (int copy = 1; target(file).stat(placed.archivePath()).isPresent(); copy++) {
            placed = place(file, copy);
            if (target(file).stat(placed.archivePath()).isPresent()
                    && hasItsBytes(target(file), placed.archivePath(), file)) {
                return Optional.of(placed);
            }
        }
        return Optional.empty();
    }

    /**
     * Looks at a file that was moved some time ago. If its producer still had it open and wrote on, it goes back into the
     * input folder, to be loaded anew, and what was loaded of it takes its place in the archive.
     *
     * @throws NoSuchFileException if it lies neither there nor, sent back before a crash, in the input folder: somebody took
     *     it away, or the archive is another one now, and the ledger keeps what it knows
     */
    Result recheck(LedgerFile file) throws IOException {
        Optional<FileStat> now = target(file).stat(file.archivePath());
        boolean same = now.isPresent() && isSame(file, now.get());
        if (same || isInPlace(file)) {
            return new Result(file, null);
        }
        if (now.isPresent()) {
            return sentBack(file);
        }
        if (input.stat(file.name()).isEmpty()) {
            throw new NoSuchFileException(file.archivePath());
        }
        return new Result(file, REPLACED);
    }

    private Result moveIntoPlace(LedgerFile file) throws IOException {
        for (int copy = 0; copy <= COPIES_AT_MOST; copy++) {
            LedgerFile placed = place(file, copy);
            try {
                input.move(file.name(), file.stat(), target(file), placed.archivePath());
                return verified(placed);
            } catch (FileAlreadyExistsException e) {
                if (hasItsBytes(target(file), placed.archivePath(), file)) {
                    // A move between file systems, or of an object, was cut off between its copy and its delete.
                    deleteFromInput(file);
                    return new Result(placed, null);
                }
            } catch (NoSuchFileException e) {
                return notThere(file, placed, e);
            }
        }
        throw new IOException("Cannot find a free place for %s in %s"
                .formatted(file.archivePath(), target(file).location()));
    }

    /** A move that was done may be told as one of a file that is not there: a store that was asked twice says so. */
    private Result notThere(LedgerFile file, LedgerFile placed, NoSuchFileException why) throws IOException {
        Optional<FileStat> now = input.stat(file.name());
        if (now.filter(file.stat()::equals).isPresent()) {
            throw new IOException(
                    "%s is in the input folder, unchanged, and was not moved".formatted(file.name()), why);
        }
        if (isInPlace(placed)) {
            return new Result(placed, null);
        }
        return new Result(file, now.isPresent() ? REPLACED : GONE);
    }

    /**
     * Under a name of its own first: meanwhile another file may have come under the old one, and one that was never loaded
     * must not be deleted. It is offered under its new name then.
     */
    private void deleteFromInput(LedgerFile file) throws IOException {
        if (input.holdsObjects()) {
            input.deleteVersion(file.name(), file.stat());
            return;
        }
        input.move(file.name(), input, putBack(file));
        if (hasItsBytes(input, putBack(file), file)) {
            input.delete(putBack(file));
            removeFolderOfOneFile(folder(putBack(file)));
        }
    }

    private static String putBack(LedgerFile file) {
        return LandingNames.putBack(file.fileId(), file.name());
    }

    /** The producer may have put another file under the name just before the move, or may have written on. */
    private Result verified(LedgerFile placed) throws IOException {
        FileStat moved = target(placed)
                .stat(placed.archivePath())
                .orElseThrow(() -> new IOException(placed.archivePath() + " is gone right after it was moved there"));
        return isSame(placed, moved) ? new Result(placed, null) : sentBack(placed);
    }

    private boolean isSame(LedgerFile file, FileStat now) {
        return target(file).movesKeepModificationTime()
                ? now.equals(file.stat())
                : now.size() == file.stat().size();
    }

    private Result sentBack(LedgerFile file) throws IOException {
        Folder target = target(file);
        boolean kept = beginsWithItsBytes(target, file.archivePath(), file);
        if (kept) {
            copyLoaded(target, file.archivePath(), file, aside(file));
        }
        try {
            target.giveBack(file.archivePath(), input, file.name());
        } catch (FileAlreadyExistsException e) {
            target.giveBack(file.archivePath(), input, putBack(file));
        }
        return kept && isInPlace(file) ? new Result(file, null) : new Result(file, REPLACED);
    }

    /** Whether the archive has it, be it under the name under which a crash may have left the copy of what was loaded. */
    private boolean isInPlace(LedgerFile file) throws IOException {
        Folder target = target(file);
        if (target.stat(file.archivePath()).isPresent()) {
            return hasItsBytes(target, file.archivePath(), file);
        }
        if (target.stat(aside(file)).isEmpty() || !hasItsBytes(target, aside(file), file)) {
            return false;
        }
        target.move(aside(file), target, file.archivePath());
        return true;
    }

    /** If the file has only become longer, what was loaded of it can still be archived. */
    private boolean keptFrom(String name, LedgerFile file) throws IOException {
        if (target(file).stat(file.archivePath()).isPresent() || !beginsWithItsBytes(input, name, file)) {
            return false;
        }
        copyLoaded(input, name, file, file.archivePath());
        if (!hasItsBytes(target(file), file.archivePath(), file)) {
            // Another one came between the two looks.
            target(file).delete(file.archivePath());
            return false;
        }
        return true;
    }

    private void copyLoaded(Folder from, String name, LedgerFile file, String to) throws IOException {
        try (InputStream loaded = new FirstBytes(from.open(name, 0), file.stat().size())) {
            target(file).write(to, loaded);
        }
    }

    private static String aside(LedgerFile file) {
        return day(file) + "/." + file.fileId() + ".loaded";
    }

    /** Makes the moves survive a power cut. */
    void sync(List<Result> results) throws IOException {
        List<LedgerFile> moved = results.stream()
                .filter(result -> !result.deleted())
                .map(Result::file)
                .toList();
        for (boolean quarantined : new boolean[] {false, true}) {
            Folder target = quarantined ? quarantine : archive;
            Set<String> folders = moved.stream()
                    .filter(file -> file.quarantined() == quarantined)
                    .map(file -> folder(file.archivePath()))
                    .collect(Collectors.toSet());
            for (String folder : folders) {
                target.sync(folder);
            }
        }
        syncLeft(results.stream().map(result -> folder(result.file().name())).collect(Collectors.toSet()));
    }

    private void syncLeft(Set<String> folders) throws IOException {
        for (String folder : folders) {
            try {
                input.sync(folder);
                removeFolderOfOneFile(folder);
            } catch (NoSuchFileException e) {
                if (folder.isEmpty()) {
                    throw e;
                }
                LOG.debug("{} was taken away after its files had gone", folder);
            }
        }
    }

    /** The job made it, and each look would look into it: nothing else depends on that it goes. */
    private void removeFolderOfOneFile(String folder) {
        if (LandingNames.isOfOneFile(folder)) {
            try {
                EmptyFolder.remove(input, folder);
            } catch (IOException e) {
                LOG.warn(
                        "Cannot take the empty folder {} away from {}: {}. Delete it by hand",
                        folder,
                        input.location(),
                        e.toString());
            }
        }
    }

    /** The folder that a file lies in; empty for the uppermost. */
    private static String folder(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static String day(LedgerFile file) {
        return file.archivePath().substring(0, file.archivePath().indexOf('/'));
    }

    private static Instant beginOfDay(LedgerFile file) {
        return LocalDate.parse(day(file)).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static LedgerFile place(LedgerFile file, int copy) {
        String path =
                copy == 0 ? file.archivePath() : ArchivePath.of(file.fileId(), copy, file.name(), beginOfDay(file));
        return new LedgerFile(file.fileId(), file.name(), file.stat(), file.quarantined(), file.sha256(), path);
    }

    private Folder target(LedgerFile file) {
        return file.quarantined() ? quarantine : archive;
    }

    private static boolean hasItsBytes(Folder folder, String name, LedgerFile file) throws IOException {
        return Sha256.of(folder.open(name, 0)).equals(file.sha256());
    }

    private static boolean beginsWithItsBytes(Folder folder, String name, LedgerFile file) throws IOException {
        return Sha256.of(new FirstBytes(folder.open(name, 0), file.stat().size()))
                .equals(file.sha256());
    }
}
