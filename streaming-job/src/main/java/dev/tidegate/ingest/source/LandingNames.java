package dev.tidegate.ingest.source;

import java.util.List;

/** Which files of the landing folder are taken, by their names. */
public final class LandingNames {

    private static final List<String> ENDINGS = List.of(".csv", ".csv.gz");
    private static final List<String> UNFINISHED_ENDINGS = List.of(".tmp", "._COPYING_");

    private LandingNames() {}

    /** Whether a file is taken from the landing folder whatever its format. */
    static boolean areTaken(String name) {
        return areVisible(name) && ENDINGS.stream().anyMatch(name::endsWith);
    }

    /** Files that are being written and hidden files are left alone without a word. */
    static boolean areVisible(String name) {
        return !name.startsWith(".")
                && !name.startsWith("_")
                && UNFINISHED_ENDINGS.stream().noneMatch(name::endsWith);
    }
}
