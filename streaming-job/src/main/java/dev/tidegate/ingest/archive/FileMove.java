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

/** Moves one file from the input folder to its place, whatever state a crash, a full disk or its producer left it in. */
final class FileMove {

    private static final int COPIES_AT_MOST = 1000;
    private static final String REPLACED = "its producer replaced it after it was loaded";
    private static final String GONE = "it went away after it was loaded";

    private final Folder input;
    private final Folder archive;
    private final Folder quarantine;

    FileMove(Folder input, Folder archive, Folder quarantine) {
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
     */
    record Result(LedgerFile file, String lost) {}

    /** @throws IOException if the system does not let us move it now */
    Result move(LedgerFile file, Care care) throws IOException {
        Optional<FileStat> now = input.stat(file.name());
        boolean unchanged = now.isPresent() && now.get().equals(file.stat());
        if (unchanged && (care == Care.JUST_LOADED || beginsWithItsBytes(input, file.name(), file))) {
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
        return folder(file) + "/." + file.fileId() + ".loaded";
    }

    /** Makes the moves survive a power cut. */
    void sync(List<LedgerFile> moved) throws IOException {
        if (moved.isEmpty()) {
            return;
        }
        for (boolean quarantined : new boolean[] {false, true}) {
            Folder target = quarantined ? quarantine : archive;
            Set<String> folders = moved.stream()
                    .filter(file -> file.quarantined() == quarantined)
                    .map(FileMove::folder)
                    .collect(Collectors.toSet());
            for (String folder : folders) {
                target.sync(folder);
            }
        }
        input.sync("");
    }

    private static String folder(LedgerFile file) {
        return file.archivePath().substring(0, file.archivePath().indexOf('/'));
    }

    private static Instant day(LedgerFile file) {
        return LocalDate.parse(folder(file)).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static LedgerFile place(LedgerFile file, int copy) {
        String path = copy == 0 ? file.archivePath() : ArchivePath.of(file.fileId(), copy, file.name(), day(file));
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
