package dev.tidegate.ingest.source;

import java.util.HashSet;
import java.util.Set;

/** Folders below a landing folder that are folders of streams themselves, as the marks in them say. */
public final class FoldersOfOthers {

    /** For people. One that was an input folder itself, before all of them were taken together, has its mark still. */
    static final String WHY_LEFT_ALONE =
            "it is the folder of a stream itself, as its mark says. If it was an input folder"
                    + " that no job has as such any more, delete " + LandingNames.FOLDER_MARK
                    + " in it, and its files are taken with the others";

    private final Set<String> folders = new HashSet<>(); // with a slash at the end

    /** Looks at a name of a listing; returns whether it is that of a mark. */
    public boolean sees(String name) {
        boolean isMark = LandingNames.isMarkBelow(name);
        if (isMark) {
            folders.add(LandingNames.folder(name));
        }
        return isMark;
    }

    /** Whether a file lies in one of them, or below it. */
    public boolean have(String name) {
        for (int slash = name.indexOf('/'); slash >= 0 && !folders.isEmpty(); slash = name.indexOf('/', slash + 1)) {
            if (folders.contains(name.substring(0, slash + 1))) {
                return true;
            }
        }
        return false;
    }

    void addAll(FoldersOfOthers known) {
        folders.addAll(known.folders);
    }

    /** Those that were seen. */
    Set<String> all() {
        return folders;
    }
}
