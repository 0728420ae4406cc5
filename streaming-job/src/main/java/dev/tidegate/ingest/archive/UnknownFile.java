package dev.tidegate.ingest.archive;

import dev.tidegate.ingest.merge.ArchivePath;
import dev.tidegate.ingest.source.LandingNames;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file in the archive or the quarantine folder that the ledger does not have.
 *
 * @param quarantined in which of the two folders it lies
 * @param path relative to that folder
 */
public record UnknownFile(boolean quarantined, String path) {

    /** As they were loaded then. */
    public static final Comparator<UnknownFile> OLD_ORDER =
            Comparator.comparingLong(UnknownFile::fileId).thenComparing(UnknownFile::path);

    private static final Pattern NAME = Pattern.compile("(?:.*/)?([0-9]{1,18})-([^/]+)", Pattern.DOTALL);

    /** The file id that it had when it was put there; 0 if its name does not say one: no job put it there. */
    public long fileId() {
        return idIn(path);
    }

    static long idIn(String path) {
        Matcher name = NAME.matcher(path);
        return name.matches() ? Long.parseLong(name.group(1)) : 0;
    }

    /** The name under which it landed, with the folders that it has below that of its day: one that the job takes. */
    String landedName() {
        Matcher name = NAME.matcher(path);
        return name.matches()
                ? ArchivePath.visible(LandingNames.folder(path).replaceFirst("^[^/]*/", "")) + name.group(2)
                : path;
    }
}
