package dev.tidegate.ingest.source;

import java.util.List;

/** Which files of the landing folder are taken, by their names. */
public final class LandingNames {

    private static final List<String> ENDINGS = List.of(".csv", ".csv.gz");
    private static final List<String> UNFINISHED_ENDINGS = List.of(".tmp", "._COPYING_");

    private LandingNames() {}

    /** Files that are being written, hidden files and files of other kinds are left alone. */
    public static boolean areTaken(String name) {
        return !name.startsWith(".")
                && !name.startsWith("_")
                && UNFINISHED_ENDINGS.stream().noneMatch(name::endsWith)
                && ENDINGS.stream().anyMatch(name::endsWith);
    }
}
