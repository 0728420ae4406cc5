package dev.tidegate.ingest.operate;

import dev.tidegate.ingest.files.Folder;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file in the archive or the quarantine folder that the ledger does not know. */
record UnknownFile(Kept kept, String path) {

    /** As it was loaded then. */
    static final Comparator<UnknownFile> OLD_ORDER =
            Comparator.comparingLong((UnknownFile file) -> file.fileId()).thenComparing(UnknownFile::path);

    private static final Pattern NAME = Pattern.compile("(?:.*/)?([0-9]{1,18})-(.+)", Pattern.DOTALL);

    /** In which of the two folders. */
    enum Kept {
        IN_ARCHIVE,
        IN_QUARANTINE;

        Folder folder(Stores stores) {
            return this == IN_ARCHIVE ? stores.archive() : stores.quarantine();
        }
    }

    Folder folder(Stores stores) {
        return kept.folder(stores);
    }

    /** The file id that it had when it was put there; 0 if its name does not say one. */
    long fileId() {
        return idIn(path);
    }

    static long idIn(String path) {
        Matcher name = NAME.matcher(path);
        return name.matches() ? Long.parseLong(name.group(1)) : 0;
    }

    /** The name under which it landed. */
    String landedName() {
        Matcher name = NAME.matcher(path);
        return name.matches() ? name.group(2) : path;
    }
}
