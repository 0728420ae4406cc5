package dev.tidegate.ingest.source;

import java.util.HashSet;
import java.util.Set;

/** Folders below a landing folder that are folders of streams themselves, as the marks in them say. */
public final class FoldersOfOthers {

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
