package dev.tidegate.ingest.archive;

import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.load.ArchivePath;
import dev.tidegate.ingest.load.LedgerFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Moves one file from the input folder to its place, whatever state a crash, a full disk or its producer left it in. */
final class FileMove {

    private static final int COPIES_AT_MOST = 1000;

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
        if (now.isPresent()
                && now.get().equals(file.stat())
                && (care == Care.JUST_LOADED || hasItsBytes(input, file.name(), file))) {
            return moveIntoPlace(file);
        }
        if (target(file).stat(file.archivePath()).isPresent() && hasItsBytes(target(file), file.archivePath(), file)) {
            return new Result(file, null);
        }
        return new Result(
                file,
                now.isPresent() ? "its producer replaced it after it was loaded" : "it went away after it was loaded");
    }

    private Result moveIntoPlace(LedgerFile file) throws IOException {
        for (int copy = 0; copy <= COPIES_AT_MOST; copy++) {
            LedgerFile placed =
                    copy == 0 ? file : at(file, ArchivePath.of(file.fileId(), copy, file.name(), day(file)));
            try {
                input.move(file.name(), target(file), placed.archivePath());
                return verified(placed);
            } catch (FileAlreadyExistsException e) {
                if (hasItsBytes(target(file), placed.archivePath(), file)) {
                    // A move between file systems was cut off between its copy and its delete.
                    input.delete(file.name());
                    return new Result(placed, null);
                }
            } catch (NoSuchFileException e) {
                return new Result(file, "it went away after it was loaded");
            }
        }
        throw new IOException("Cannot find a free place for %s in %s"
                .formatted(file.archivePath(), target(file).location()));
    }

    /** The producer may have put another file under the name just before the move: that one goes back, to be loaded. */
    private Result verified(LedgerFile placed) throws IOException {
        FileStat moved = target(placed)
                .stat(placed.archivePath())
                .orElseThrow(() -> new IOException(placed.archivePath() + " is gone right after it was moved there"));
        boolean same = target(placed).movesKeepModificationTime()
                ? moved.equals(placed.stat())
                : moved.size() == placed.stat().size();
        if (same) {
            return new Result(placed, null);
        }
        try {
            target(placed).move(placed.archivePath(), input, placed.name());
        } catch (FileAlreadyExistsException e) {
            target(placed).move(placed.archivePath(), input, "put-back-" + placed.fileId() + "-" + placed.name());
        }
        return new Result(placed, "its producer replaced it after it was loaded");
    }

    /** Makes the moves survive a power cut. */
    void sync(List<LedgerFile> moved) throws IOException {
        if (moved.isEmpty()) {
            return;
        }
        for (LedgerFile file :
                moved.stream().filter(file -> isFirstOfFolder(moved, file)).toList()) {
            target(file).sync(folder(file));
        }
        input.sync("");
    }

    private static boolean isFirstOfFolder(List<LedgerFile> moved, LedgerFile file) {
        return moved.stream()
                .filter(other -> other.quarantined() == file.quarantined()
                        && folder(other).equals(folder(file)))
                .findFirst()
                .filter(first -> first.fileId() == file.fileId())
                .isPresent();
    }

    private static String folder(LedgerFile file) {
        return file.archivePath().substring(0, file.archivePath().indexOf('/'));
    }

    private static Instant day(LedgerFile file) {
        return LocalDate.parse(folder(file)).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static LedgerFile at(LedgerFile file, String path) {
        return new LedgerFile(file.fileId(), file.name(), file.stat(), file.quarantined(), file.sha256(), path);
    }

    private Folder target(LedgerFile file) {
        return file.quarantined() ? quarantine : archive;
    }

    private static boolean hasItsBytes(Folder folder, String name, LedgerFile file) throws IOException {
        try (DigestInputStream in = new DigestInputStream(folder.open(name, 0), sha256())) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest()).equals(file.sha256());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
