package dev.tidegate.ingest.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A folder on this machine. */
final class LocalFolder implements Folder {

    private static final long serialVersionUID = 1;

    /** What file systems take, in bytes. */
    private static final int LONGEST_NAME = 255;

    /** A {@link Path} is not serializable, and tasks get their folder from the driver. */
    private final File root;

    LocalFolder(Path root) {
        this.root = root.toAbsolutePath().normalize().toFile();
    }

    @Override
    public String location() {
        return root.toString();
    }

    @Override
    public boolean modificationTimeFollowsWrites() {
        return true;
    }

    @Override
    public void list(String subFolder, Predicate<String> names, Visitor visitor) throws IOException {
        Path folder = path(subFolder);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (names.test(name)) {
                    visit(folder, entry, name, visitor);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    @Override
    public Arrivals arrivals(Predicate<String> names) {
        return WatchedFolder.of(root.toPath(), names, null);
    }

    @Override
    public Arrivals arrivalsBelow(Predicate<String> folders, Predicate<String> names) {
        return WatchedFolder.of(root.toPath(), names, folders);
    }

    private static void visit(Path folder, Path entry, String name, Visitor visitor) {
        // The directory's own path keeps the bytes of a name; one made from the decoded name finds another file or
        // none.
        if (!nameIsFaithful(folder, entry, name)) {
            visitor.other(name, "its name is not valid UTF-8");
            return;
        }
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isRegularFile()) {
                visitor.file(
                        name,
                        new FileStat(
                                attributes.size(), attributes.lastModifiedTime().toMillis()));
            } else if (attributes.isDirectory()) {
                visitor.folder(name);
            } else {
                visitor.other(name, attributes.isSymbolicLink() ? "it is a symbolic link" : "it is no regular file");
            }
        } catch (NoSuchFileException e) {
            // Gone since the folder was listed: as if it had never been in the listing.
            return;
        } catch (IOException e) {
            visitor.other(name, e.toString());
        }
    }

    private static boolean nameIsFaithful(Path folder, Path entry, String name) {
        try {
            return folder.resolve(name).equals(entry);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    @Override
    public Optional<FileStat> stat(String name) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile()
                    ? Optional.of(new FileStat(
                            attributes.size(), attributes.lastModifiedTime().toMillis()))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (FileSystemException e) {
            if (Files.exists(path(name).getParent())
                    && !Files.isDirectory(path(name).getParent())) {
                // Its folder is a file by now.
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    @SuppressWarnings("resource") // the stream closes the channel
    public InputStream open(String name, long offset) throws IOException {
        FileChannel channel = FileChannel.open(path(name), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        return Channels.newInputStream(channel.position(offset));
    }

    @Override
    public void move(String name, Folder target, String targetName) throws IOException {
        if (!(target instanceof LocalFolder local)) {
            throw new IOException(
                    "Cannot move %s to %s: input, archive and quarantine must all be local or all on one file system"
                            .formatted(path(name), target.location()));
        }
        Path from = path(name);
        Path to = local.path(targetName);
        makeFolder(to.getParent());
        if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            copyAndDelete(from, to);
        }
    }

    /** What is moved into a folder whose own name a power cut takes away would be lost with it. */
    private static void makeFolder(Path folder) throws IOException {
        Path last = folder;
        while (last != null && !Files.exists(last)) {
            last = last.getParent();
        }
        Files.createDirectories(folder);
        for (Path made = folder; !made.equals(last) && made.getParent() != null; made = made.getParent()) {
            force(made.getParent());
        }
    }

    /** By a link, which fails where a rename would overwrite. */
    @Override
    public void giveBack(String name, Folder target, String targetName) throws IOException {
        Path from = path(name);
        try {
            Files.createLink(root.toPath().resolve(target.location()).resolve(targetName), from);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // Another file system, or one without links.
            move(name, target, targetName);
            return;
        }
        Files.delete(from);
    }

    private static void copyAndDelete(Path from, Path to) throws IOException {
        Path partial = partial(to);
        try {
            Files.copy(from, partial, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileSystemException e) {
            // A time that Java or the other file system has no room for must not keep the file here. The one it gets
            // makes it look replaced: it is loaded once more, each record unchanged. A full disk says so again.
            Files.copy(from, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(partial, FileTime.from(Instant.EPOCH));
        }
        putInPlace(partial, to);
        Files.delete(from);
    }

    /** Of a hidden file by its name, so that whoever takes away what is hidden and of nobody any more finds it, too. */
    private static Path partial(Path file) {
        String name = file.getFileName() + ".tmp";
        if (name.startsWith(".") && name.getBytes(UTF_8).length <= LONGEST_NAME) {
            return file.resolveSibling(name);
        }
        return file.resolveSibling("." + Integer.toHexString(file.hashCode()) + ".tmp");
    }

    private static void putInPlace(Path partial, Path file) throws IOException {
        force(partial);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        force(file.getParent());
    }

    @Override
    public void write(String name, InputStream content) throws IOException {
        Path file = path(name);
        makeFolder(file.getParent());
        Files.copy(content, partial(file), StandardCopyOption.REPLACE_EXISTING);
        putInPlace(partial(file), file);
    }

    @Override
    public void writeNew(String name, InputStream content) throws IOException {
        Path file = path(name);
        makeFolder(file.getParent());
        Path partial = file.resolveSibling("." + UUID.randomUUID() + ".tmp");
        try {
            Files.copy(content, partial);
            force(partial);
            linkOrMove(partial, file);
            force(file.getParent());
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static void linkOrMove(Path partial, Path file) throws IOException {
        try {
            Files.createLink(file, partial);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // A file system without links: Java looks first, and then renames.
            Files.move(partial, file);
        }
    }

    @Override
    public void sync(String subFolder) throws IOException {
        force(path(subFolder));
    }

    @Override
    public List<String> subFolders() throws IOException {
        try (Stream<Path> entries = Files.list(root.toPath())) {
            return entries.filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .map(entry -> entry.getFileName().toString())
                    .toList();
        }
    }

    @Override
    public void touch(String name, long modifiedMillis) throws IOException {
        Files.setLastModifiedTime(path(name), FileTime.fromMillis(modifiedMillis));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(path(name));
    }

    @Override
    public boolean movesKeepModificationTime() {
        return true;
    }

    @Override
    public void create() throws IOException {
        Files.createDirectories(root.toPath());
    }

    private static void force(Path fileOrFolder) throws IOException {
        try (FileChannel channel = FileChannel.open(fileOrFolder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path path(String name) {
        return root.toPath().resolve(name);
    }
}
