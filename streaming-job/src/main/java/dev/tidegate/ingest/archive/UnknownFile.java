package dev.tidegate.ingest.archive;

import dev.tidegate.ingest.merge.ArchivePath;
import dev.tidegate.ingest.source.LandingNames;
import java.io.IOException;
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

    /** How version 1 placed a file beside the one that had its place; a file that was delivered so has no other beside it. */
    private static final Pattern OLD_COPY =
            Pattern.compile("((?:.*/)?[0-9]{1,18}-)([1-9][0-9]{0,3})-([^/]+)", Pattern.DOTALL);

    /** The file id that it had when it was put there; 0 if its name does not say one: no job put it there. */
    public long fileId() {
        return idIn(path);
    }

    static long idIn(String path) {
        return ArchivePath.read(path).map(ArchivePath.Placed::fileId).orElse(0L);
    }

    /** The name under which it landed, with the folders that it has below that of its day: one that the job takes. */
    String landedName() {
        return ArchivePath.read(path).map(ArchivePath.Placed::name).orElse(path);
    }

    /**
     * What its place says of it. {@code 12-1-a.csv} is what was delivered as {@code 1-a.csv}, unless {@code 12-a.csv} lies beside
     * it: no two files have one id, so that one had its place.
     */
    ArchivePath.Placed placed(ArchivedFiles archived) throws IOException {
        ArchivePath.Placed placed = ArchivePath.read(path).orElseThrow();
        Matcher old = OLD_COPY.matcher(path);
        if (placed.copy() > 0
                || !old.matches()
                || archived.stat(new UnknownFile(quarantined, old.group(1) + old.group(3)))
                        .isEmpty()) {
            return placed;
        }
        String name = LandingNames.folder(placed.name()) + old.group(3);
        return new ArchivePath.Placed(placed.fileId(), Integer.parseInt(old.group(2)), name, placed.isCut());
    }
}
