package dev.tidegate.ingest.archive;

import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.source.LandingNames;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts files that the ledger does not have back into the input folder, as after a restore of the database from a backup.
 * Their names there make the job take them before all others, in the order in which they were loaded then.
 *
 * <p>Nobody else may load meanwhile. Where this is cut off it can be done again.
 */
public final class PutBack {

    private final Folder input;
    private final ArchivedFiles archived;

    public PutBack(Folder input, ArchivedFiles archived) {
        this.input = input;
        this.archived = archived;
    }

    /**
     * Moves the files; those that no job put where they lie stay there.
     *
     * @return their names in the input folder
     */
    public List<String> move(List<UnknownFile> files) throws IOException {
        List<String> names = new ArrayList<>();
        for (UnknownFile file : files) {
            if (file.fileId() > 0) {
                names.add(move(file));
            }
        }
        input.sync("");
        return names;
    }

    private String move(UnknownFile file) throws IOException {
        Folder folder = archived.folder(file);
        String name = LandingNames.recovered(file.fileId(), file.landedName());
        Optional<FileStat> there = input.stat(name);
        if (there.isPresent() && there.equals(folder.stat(file.path()))) {
            // An earlier try was cut off between its two steps.
            folder.delete(file.path());
            return name;
        }
        try {
            folder.giveBack(file.path(), input, name);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(
                    "Cannot put %s back: another file lies in %s as %s. Move one of them away."
                            .formatted(file.path(), input.location(), name),
                    e);
        }
        return name;
    }
}
