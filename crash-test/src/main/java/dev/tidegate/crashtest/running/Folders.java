package dev.tidegate.crashtest.running;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folders of one run, all below one. On a disk, or what the store of the run has in their place: then only checkpoints,
 * logs and truth are on a disk.
 */
public record Folders(Path root, Store store) {

    /** The file by which a folder says to which database it belongs. */
    public static final String MARK = ".tidegate";

    /** How a file is called in archive and quarantine: day, id, name. */
    private static final Pattern ARCHIVED = Pattern.compile("[^/]+/([0-9]+)-[^/]+");

    /** Makes them, empty, on a disk. */
    public static Folders make(Path root) throws IOException {
        delete(root);
        return make(root, new Disk());
    }

    /** Makes them below a new folder. */
    public static Folders make(Path root, Store store) throws IOException {
        Folders folders = new Folders(root, store);
        for (Path folder : List.of(folders.logs(), folders.archiveItself())) {
            Files.createDirectories(folder);
        }
        for (TestedStream stream : TestedStream.values()) {
            Files.createDirectories(folders.of(stream).input());
            Files.createDirectories(folders.of(stream).truth());
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

    public Path logs() {
        return root.resolve("logs");
    }

    /** As an option of the job names one of those in which files land and stay. */
    String location(Path folder) {
        return store.location(folder);
    }

    /** Those of one stream: of a declared one they lie below those of the job, and its checkpoint beside. */
    public StreamFolders of(TestedStream stream) {
        Path truth = root.resolve("truth").resolve(stream.streamName());
        return switch (stream) {
            case EVENTS -> new StreamFolders(input(), archive(), quarantine(), checkpoint(), truth);
            case ORDERS ->
                new StreamFolders(
                        input().resolve(stream.streamName()),
                        archive().resolve(stream.streamName()),
                        quarantine().resolve(stream.streamName()),
                        beside(checkpoint(), stream),
                        truth);
        };
    }

    /** The checkpoint of a declared stream, where the job was told of this one. */
    public static Path beside(Path checkpoint, TestedStream declared) {
        return checkpoint.resolveSibling(checkpoint.getFileName() + "-" + declared.streamName());
    }

    /** Files in the input folders of all streams. */
    public List<String> waiting() throws IOException {
        List<String> waiting = new ArrayList<>();
        for (TestedStream stream : TestedStream.values()) {
            waiting.addAll(waiting(stream));
        }
        return waiting;
    }

    /** Files in the input folder of a stream. */
    public List<String> waiting(TestedStream stream) throws IOException {
        Path input = of(stream).input();
        return store.names(input).stream()
                .filter(name -> !name.contains("/"))
                .map(name -> store.location(input) + "/" + name)
                .toList();
    }

    /** The highest id among the files in archive and quarantine of a stream; 0 where there are none. */
    public long newestArchived(TestedStream stream) throws IOException {
        long newest = 0;
        for (Path folder : List.of(of(stream).archive(), of(stream).quarantine())) {
            newest = Math.max(
                    newest,
                    store.names(folder).stream().mapToLong(Folders::id).max().orElse(0));
        }
        return newest;
    }

    /** 0 for what is no file of an archive, or one of another stream, which lies deeper. */
    private static long id(String file) {
        Matcher name = ARCHIVED.matcher(file);
        return name.matches() ? Long.parseLong(name.group(1)) : 0;
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
