package dev.tidegate.ingest.archive;

import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;

/** A folder that is not needed once nothing lies in it any more. */
public final class EmptyFolder implements Folder.Visitor {

    private boolean isEmpty = true;

    private EmptyFolder() {}

    /** Takes a folder away if it is there and nothing lies in it. One of a bucket is what lies in it. */
    public static void remove(Folder parent, String folder) throws IOException {
        if (parent.holdsObjects()) {
            return;
        }
        EmptyFolder found = new EmptyFolder();
        try {
            parent.list(folder, name -> true, found);
            if (found.isEmpty) {
                parent.delete(folder);
            }
        } catch (NoSuchFileException | FileNotFoundException e) {
            return; // somebody was faster
        } catch (DirectoryNotEmptyException e) {
            return; // something came since the look
        }
    }

    @Override
    public void file(String name, FileStat stat) {
        isEmpty = false;
    }

    @Override
    public void other(String name, String why) {
        isEmpty = false;
    }
}
