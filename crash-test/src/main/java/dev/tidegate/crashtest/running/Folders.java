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

/** The folders of one run, all below one. */
public record Folders(Path root) {

    /** The file by which a folder says to which database it belongs. */
    public static final String MARK = ".tidegate";

    /** How a file is called in archive and quarantine: id, name. */
    private static final Pattern ARCHIVED = Pattern.compile("([0-9]+)-.+");

    /** Makes them, empty. */
    public static Folders make(Path root) throws IOException {
        delete(root);
        Folders folders = new Folders(root);
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
    public List<Path> waiting() throws IOException {
        List<Path> waiting = new ArrayList<>();
        for (TestedStream stream : TestedStream.values()) {
            waiting.addAll(waiting(stream));
        }
        return waiting;
    }

    /** Files in the input folder of a stream. */
    public List<Path> waiting(TestedStream stream) throws IOException {
        try (Stream<Path> files = Files.list(of(stream).input())) {
            return files.filter(file -> !Files.isDirectory(file) && !file.endsWith(MARK))
                    .sorted()
                    .toList();
        }
    }

    /** The highest id among the files in archive and quarantine of a stream; 0 where there are none. */
    public long newestArchived(TestedStream stream) throws IOException {
        long newest = 0;
        for (Path folder : List.of(of(stream).archive(), of(stream).quarantine())) {
            if (Files.exists(folder)) {
                // Day, then name: what lies deeper is of another stream.
                try (Stream<Path> files = Files.walk(folder.toRealPath(), 2)) {
                    newest = Math.max(newest, files.mapToLong(Folders::id).max().orElse(0));
                }
            }
        }
        return newest;
    }

    /** 0 for what is no file of an archive. */
    private static long id(Path file) {
        Matcher name = ARCHIVED.matcher(file.getFileName().toString());
        return name.matches() && Files.isRegularFile(file) ? Long.parseLong(name.group(1)) : 0;
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
