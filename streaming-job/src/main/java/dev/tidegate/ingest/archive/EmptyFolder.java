package dev.tidegate.ingest.archive;

import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import java.io.IOException;

/** A folder that is not needed once nothing lies in it any more. */
public final class EmptyFolder implements Folder.Visitor {

    private boolean isEmpty = true;

    private EmptyFolder() {}

    /** Takes a folder away if nothing lies in it. One of a bucket is what lies in it. */
    public static void remove(Folder parent, String folder) throws IOException {
        if (parent.holdsObjects()) {
            return;
        }
        EmptyFolder found = new EmptyFolder();
        parent.list(folder, name -> true, found);
        if (found.isEmpty) {
            parent.delete(folder);
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
