package dev.tidegate.ingest.archive;

import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Sha256;
import dev.tidegate.ingest.merge.ArchivePath;
import dev.tidegate.ingest.source.LandingNames;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Puts files that the ledger does not have back into the input folder, as after a restore of the database from a backup.
 * Their names there make the job take them before all others, in the order in which they were loaded then.
 *
 * <p>Nobody else may load meanwhile. Where this is cut off it can be done again.
 */
public final class PutBack {

    /** A file that has not the place that it should have goes before the one that has it, by which it is known for that. */
    private static final Comparator<UnknownFile> ORDER = Comparator.comparingLong(UnknownFile::fileId)
            .thenComparing(file -> file.path().length(), Comparator.reverseOrder());

    private final Folder input;
    private final ArchivedFiles archived;
    private final long tombstonesRemovedUpTo;

    /** @param tombstonesRemovedUpTo as {@code Ledger} says */
    public PutBack(Folder input, ArchivedFiles archived, long tombstonesRemovedUpTo) {
        this.input = input;
        this.archived = archived;
        this.tombstonesRemovedUpTo = tombstonesRemovedUpTo;
    }

    /**
     * Moves the files; those that no job put where they lie stay there.
     *
     * @return their names in the input folder
     * @throws RefusedException if one was loaded before tombstones were removed, or the middle of its name is missing: then
     *     none is moved
     */
    public List<String> move(List<UnknownFile> files) throws IOException {
        refuseOlderThanTombstones(files);
        refuseCut(files);
        List<String> names = new ArrayList<>();
        for (UnknownFile file : files.stream().sorted(ORDER).toList()) {
            if (file.fileId() > 0) {
                names.add(move(file));
            }
        }
        for (String folder : names.stream().map(LandingNames::folder).collect(Collectors.toSet())) {
            input.sync(folder);
        }
        return names;
    }

    private void refuseOlderThanTombstones(List<UnknownFile> files) {
        List<UnknownFile> older = files.stream()
                .filter(file -> file.fileId() > 0 && file.fileId() <= tombstonesRemovedUpTo)
                .toList();
        if (!older.isEmpty()) {
            UnknownFile first = older.get(0);
            throw new RefusedException(
                    "Files that were loaded before retention removed tombstones, up to file %d, and are not in the ledger: %d, the first is %s/%s. Put back they could bring rows back that had been taken away, so no file is put back. Move them out of the folder, then put the others back; deliver those of their records that are to be there in a new file (docs/failover.md)"
                            .formatted(
                                    tombstonesRemovedUpTo,
                                    older.size(),
                                    archived.folder(first).location(),
                                    first.path()));
        }
    }

    /** Which mapping took it, the middle of its name may have said. */
    private void refuseCut(List<UnknownFile> files) {
        List<UnknownFile> cut = files.stream()
                .filter(file -> ArchivePath.read(file.path())
                        .filter(ArchivePath.Placed::isCut)
                        .isPresent())
                .toList();
        if (!cut.isEmpty()) {
            String path = cut.get(0).path();
            throw new RefusedException(
                    "Objects that are not in the ledger, and of which the archive has not the whole name, since the key would have been too long: %d, the first is %s/%s. Put back, another mapping could take it, or none, so no file is put back. Give it in the archive the name under which it was delivered, or another that the same mapping takes, as %s; then put the files back (docs/failover.md)"
                            .formatted(
                                    cut.size(),
                                    archived.folder(cut.get(0)).location(),
                                    path,
                                    ArchivePath.withWholeName(path)));
        }
    }

    private boolean isPutBack(UnknownFile file, String name) throws IOException {
        Folder folder = archived.folder(file);
        Optional<FileStat> there = input.stat(name);
        Optional<FileStat> kept = folder.stat(file.path());
        if (!input.holdsObjects() || there.isEmpty() || kept.isEmpty()) {
            return there.isPresent() && there.equals(kept);
        }
        // A copy has a time and an ETag of its own.
        return there.get().size() == kept.get().size()
                && Sha256.of(input.open(name, 0)).equals(Sha256.of(folder.open(file.path(), 0)));
    }

    /**
     * A move that was cut off between its copy and its delete leaves the object in the input folder, too: loaded under its own name it
     * would count as delivered last. One that has the bytes of the copy, and is no younger, is what was copied.
     */
    private void deleteSource(UnknownFile file, ArchivePath.Placed placed) throws IOException {
        if (!input.holdsObjects()) {
            return;
        }
        for (String name : mayBeItsSource(file, placed)) {
            Optional<FileStat> source = input.stat(name);
            if (source.isPresent() && isCopied(file, name, source.get())) {
                input.deleteVersion(name, source.get());
                return;
            }
        }
    }

    /** Where folders are left out of its path, only the input folder tells from which it may have come. */
    private List<String> mayBeItsSource(UnknownFile file, ArchivePath.Placed placed) throws IOException {
        if (!ArchivePath.leavesFoldersOut(file.path())) {
            return List.of(placed.name());
        }
        List<String> names = new ArrayList<>();
        input.listBelow("", LandingNames::areVisible, name -> placed.isOf(name, file.path()), new Folder.Visitor() {
            @Override
            public void file(String name, FileStat stat) {
                names.add(name);
            }

            @Override
            public void other(String name, String why) {
                // No file that the job takes.
            }
        });
        return names;
    }

    private boolean isCopied(UnknownFile file, String name, FileStat source) throws IOException {
        Folder folder = archived.folder(file);
        Optional<FileStat> copy = folder.stat(file.path());
        return copy.isPresent()
                && source.size() == copy.get().size()
                && source.modifiedMillis() <= copy.get().modifiedMillis()
                && Sha256.of(input.open(name, source, 0)).equals(Sha256.of(folder.open(file.path(), copy.get(), 0)));
    }

    private String move(UnknownFile file) throws IOException {
        Folder folder = archived.folder(file);
        ArchivePath.Placed placed = file.placed(archived);
        String name = LandingNames.recovered(placed.fileId(), placed.copy(), placed.name());
        if (isPutBack(file, name)) {
            // An earlier try was cut off between its two steps.
            folder.delete(file.path());
            removeFolderOfOneFile(folder, file);
            return name;
        }
        deleteSource(file, placed);
        try {
            folder.giveBack(file.path(), input, name);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(
                    "Cannot put %s back: another file lies in %s as %s. Move one of them away."
                            .formatted(file.path(), input.location(), name),
                    e);
        }
        removeFolderOfOneFile(folder, file);
        return name;
    }

    /** No file of the ledger is there, so retention would not find it, nor take that of its day away. */
    private static void removeFolderOfOneFile(Folder folder, UnknownFile file) throws IOException {
        if (ArchivePath.isInFolderOfOneFile(file.path())) {
            String own = LandingNames.folder(file.path());
            EmptyFolder.remove(folder, own.substring(0, own.length() - 1));
        }
    }
}
