package dev.tidegate.ingest.operate.doctor;

import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.options.AfterLoad;
import dev.tidegate.ingest.options.StreamFolders;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;

/** The folders of a stream: there, writable, on one file system, with room. */
final class FoldersExam {

    private static final long LITTLE_ROOM = 5L << 30;
    private static final long NO_ROOM = 200L << 20;
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(1);

    private final StreamFolders folders;
    private final AfterLoad afterLoad;
    private final Examination examination;

    FoldersExam(StreamFolders folders, AfterLoad afterLoad, Examination examination) {
        this.folders = folders;
        this.afterLoad = afterLoad;
        this.examination = examination;
    }

    void run() {
        if (afterLoad == AfterLoad.LEAVE) {
            lookOnly(folders.input());
            return;
        }
        boolean input = look("input", folders.input());
        boolean archive = look("archive", folders.archive());
        boolean quarantine = look("quarantine", folders.quarantine());
        if (input && archive) {
            move("archive", folders.archive());
        }
        if (input && quarantine) {
            move("quarantine", folders.quarantine());
        }
    }

    /** Into a folder in which files stay nobody writes, and the others are not used. */
    private void lookOnly(String location) {
        if (Folders.isRemote(location)) {
            examination.ok("input", location + " is not on this machine and was not looked at");
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Folders.localPath(location))) {
            examination.ok(
                    "input",
                    "%s can be read, %s"
                            .formatted(location, entries.iterator().hasNext() ? "and has files" : "and is empty"));
        } catch (IOException e) {
            examination.wrong(
                    "input",
                    "cannot read in %s: %s".formatted(location, e),
                    "Let the user of the job read it: chmod u+rx, or mount it");
        }
    }

    /** Whether it is a folder here that can be written. */
    private boolean look(String name, String location) {
        if (Folders.isRemote(location)) {
            examination.ok(name, location + " is not on this machine and was not looked at");
            return false;
        }
        Path folder = Folders.localPath(location);
        if (!Files.exists(folder)) {
            examination.warn(name, "%s is not there".formatted(folder), "The job makes it when it starts");
            return false;
        }
        try {
            Path probe = probe(folder);
            Files.writeString(probe, "tidegate doctor\n");
            Duration ahead = Duration.between(
                    Instant.now(), Files.getLastModifiedTime(probe).toInstant());
            Files.delete(probe);
            room(name, folder);
            if (ahead.abs().compareTo(CLOCK_TOLERANCE) > 0) {
                examination.warn(
                        name,
                        "the clock of its file system differs by %d ms from this machine's".formatted(ahead.toMillis()),
                        "Set both by NTP: whether a file is still being written is told by its time");
            }
            return true;
        } catch (IOException e) {
            examination.wrong(
                    name,
                    "cannot write in %s: %s".formatted(folder, e),
                    "Let the user of the job own it, or chmod u+rwx it");
            return false;
        }
    }

    private void room(String name, Path folder) throws IOException {
        long room = Files.getFileStore(folder).getUsableSpace();
        String says = "%s, %,d MiB free".formatted(folder, room >> 20);
        if (room < NO_ROOM) {
            examination.wrong(name, says, "Make room: 'tidegate retention --keep 30d' removes old archived files");
        } else if (room < LITTLE_ROOM) {
            examination.warn(name, says, "Make room: 'tidegate retention --keep 30d' removes old archived files");
        } else {
            examination.ok(name, says);
        }
    }

    /** Only a move that is tried tells: two mounts of one file system look alike, and no move goes from one to the other. */
    private void move(String name, String location) {
        Path from = probe(Folders.localPath(folders.input()));
        Path to = probe(Folders.localPath(location));
        try {
            Files.writeString(from, "tidegate doctor\n");
            try {
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
                Files.delete(to);
            } finally {
                Files.deleteIfExists(from);
            }
        } catch (AtomicMoveNotSupportedException e) {
            examination.warn(
                    name,
                    "it is on another file system than the input folder, so each file is copied there",
                    "Put input, archive and quarantine under one mount");
        } catch (IOException e) {
            examination.wrong(
                    name,
                    "cannot move a file from %s to %s: %s".formatted(folders.input(), location, e),
                    "Let the user of the job own both folders");
        }
    }

    /** A name that the job leaves alone. */
    private static Path probe(Path folder) {
        return folder.resolve(
                ".tidegate-doctor-%d.tmp".formatted(ProcessHandle.current().pid()));
    }
}
