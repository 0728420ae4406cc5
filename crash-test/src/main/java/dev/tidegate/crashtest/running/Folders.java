package dev.tidegate.crashtest.running;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folders of one run, all below one. */
public record Folders(Path root) {

    /** The file by which a folder says to which database it belongs. */
    public static final String MARK = ".tidegate";

    /** Makes them, empty. */
    public static Folders make(Path root) throws IOException {
        delete(root);
        Folders folders = new Folders(root);
        for (Path folder : List.of(folders.input(), folders.truth(), folders.logs(), folders.archiveItself())) {
            Files.createDirectories(folder);
        }
        folders.letArchiveBe(folders.archiveItself());
        return folders;
    }

    /** The folder behind {@link #archive}, unless it was taken to another disk. */
    public Path archiveItself() {
        return root.resolve("archive-itself");
    }

    /** Takes the archive to another folder, with all that is in it, as operators do. No job may run. */
    public void takeArchiveTo(Path target) throws IOException {
        Path from = archive().toRealPath();
        try (Stream<Path> below = Files.walk(from)) {
            for (Path file : below.filter(Files::isRegularFile).toList()) {
                Path to = target.resolve(from.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.move(file, to);
            }
        }
        letArchiveBe(target);
    }

    /** Makes the archive unwritable in one step: its name leads to a file. */
    public void blockArchive() throws IOException {
        letArchiveBe(Files.writeString(root.resolve("no-folder"), "in the way\n"));
    }

    public void freeArchive() throws IOException {
        letArchiveBe(archiveItself());
    }

    private void letArchiveBe(Path target) throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("archive-next"), target);
        Files.move(link, archive(), StandardCopyOption.ATOMIC_MOVE);
    }

    public Path input() {
        return root.resolve("input");
    }

    /** What the job knows as its archive: a symbolic link. */
    public Path archive() {
        return root.resolve("archive");
    }

    public Path quarantine() {
        return root.resolve("quarantine");
    }

    public Path checkpoint() {
        return root.resolve("checkpoint");
    }

    public Path truth() {
        return root.resolve("truth");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /** Names in the input folder. */
    public List<String> waiting() throws IOException {
        try (Stream<Path> files = Files.list(input())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(MARK))
                    .sorted()
                    .toList();
        }
    }

    /** Deletes a folder with all that is in it; one that does not exist is no error. */
    public static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> below = Files.walk(folder)) {
            for (Path each : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
