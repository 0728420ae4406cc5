package dev.tidegate.ingest.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A folder and the files below it. Names are relative to it, with {@code /} between folders. */
public interface Folder extends Serializable {

    /** Where it is, for messages. */
    String location();

    /** Whether a file's modification time rises with every write, as on a local disk (and not, say, on HDFS). */
    boolean modificationTimeFollowsWrites();

    /**
     * Whether its files are objects of a store: whole from the moment on that they are seen, replaced but never written on, told
     * apart by their ETags, and moved by a copy and a delete.
     */
    default boolean holdsObjects() {
        return false;
    }

    /**
     * Shows every entry that lies directly in a sub-folder, in no order, without holding the list in memory.
     *
     * @param subFolder {@code ""} is the folder itself
     * @param names which names are of interest; others are passed over without asking the system for more
     * @throws IOException if the folder cannot be listed
     */
    void list(String subFolder, Predicate<String> names, Visitor visitor) throws IOException;

    /**
     * Shows also what lies in the folders below it, by its path relative to the sub-folder. One that may not be looked into holds
     * up no other; links to folders are not followed.
     *
     * @param folders which folders are looked into, by their paths
     * @param names which paths of files are of interest
     */
    default void listBelow(String subFolder, Predicate<String> folders, Predicate<String> names, Visitor visitor)
            throws IOException {
        listInto(subFolder, folders, names, visitor);
    }

    /** The same by a look into each of these folders: of what lies in others nothing is asked. */
    default void listInto(String subFolder, Predicate<String> folders, Predicate<String> names, Visitor visitor)
            throws IOException {
        new FolderTree(this, folders, names).list(subFolder, visitor);
    }

    /** Whether listings show names in the order of their bytes, and can begin after one. */
    default boolean listsInOrder() {
        return false;
    }

    /**
     * Shows what comes after a name, in order.
     *
     * @param after null for all
     * @param folders which folders below it are looked into, as by {@link #listBelow}; null for none, as by {@link #list}
     * @throws UnsupportedOperationException if it does not list in order
     */
    default void listAfter(String after, Predicate<String> folders, Predicate<String> names, Visitor visitor)
            throws IOException {
        throw new UnsupportedOperationException("No order of names in " + location());
    }

    /**
     * Watches for what comes directly into it, where the system can tell.
     *
     * @param names which names are of interest
     */
    default Arrivals arrivals(Predicate<String> names) {
        return Arrivals.UNKNOWN;
    }

    /**
     * The same for what comes into it or into a folder below it.
     *
     * @param folders which folders are watched, by their paths
     */
    default Arrivals arrivalsBelow(Predicate<String> folders, Predicate<String> names) {
        return Arrivals.UNKNOWN;
    }

    /** Size and modification time of a regular file; empty if there is none of that name. */
    Optional<FileStat> stat(String name) throws IOException;

    /** The bytes of a file from an offset on. */
    InputStream open(String name, long offset) throws IOException;

    /**
     * The same of one version of it: where it can be told in the same step, the bytes are of no other.
     *
     * @throws IOException if it is another version, where that can be told
     */
    default InputStream open(String name, FileStat version, long offset) throws IOException {
        return open(name, offset);
    }

    /**
     * Moves a file from this folder into another, making the folders on the way. Atomic where both lie on one file
     * system; else the copy is complete and on disk before the original goes.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the target exists: a move never overwrites
     * @throws java.nio.file.NoSuchFileException if there is no such file
     */
    void move(String name, Folder target, String targetName) throws IOException;

    /**
     * The same for one version of it: where it can be told in the same step, another one stays where it is.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such file, or it is another version
     */
    default void move(String name, FileStat version, Folder target, String targetName) throws IOException {
        move(name, target, targetName);
    }

    /**
     * Takes an object away if it is this version of it.
     *
     * @throws UnsupportedOperationException if the folder holds no objects
     */
    default void deleteVersion(String name, FileStat version) throws IOException {
        throw new UnsupportedOperationException("No version of a file can be told in " + location());
    }

    /**
     * Moves a file that nobody else touches to a name under which others may put a file at any moment: one that comes in
     * between is not overwritten either.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the name is taken
     */
    default void giveBack(String name, Folder target, String targetName) throws IOException {
        move(name, target, targetName);
    }

    /** Writes a file that appears with all of its content, on disk, or not at all. Takes the place of an older one. */
    void write(String name, InputStream content) throws IOException;

    /**
     * Writes a file that appears with all of its content, on disk, or not at all: of several who do it at once, one does.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is one of that name
     */
    void writeNew(String name, InputStream content) throws IOException;

    /** Makes the moves into and out of a sub-folder survive a power cut; {@code ""} is the folder itself. */
    void sync(String subFolder) throws IOException;

    /** Names of the folders that lie directly in it. */
    List<String> subFolders() throws IOException;

    /** Sets the modification time of a file. */
    void touch(String name, long modifiedMillis) throws IOException;

    /** Takes a file away, for good, or an empty folder. */
    void delete(String name) throws IOException;

    /** Whether a moved file has the modification time it had; an object has not. */
    boolean movesKeepModificationTime();

    /** Makes the folder where it is missing. */
    void create() throws IOException;

    /** Takes one entry of a listing. */
    interface Visitor {
        /** A regular file. */
        void file(String name, FileStat stat);

        /** A folder that is not looked into. */
        default void folder(String name) {
            other(name, "it is a folder");
        }

        /** An entry that is no readable regular file: a link, a device, a name that is no valid UTF-8. */
        void other(String name, String why);
    }
}
