package dev.tidegate.ingest.options;

import java.util.Locale;

/** What becomes of a file when its load is committed. */
public enum AfterLoad {
    /** It goes to the archive, or to quarantine. */
    MOVE,
    /** It is deleted; one that cannot be loaded goes to quarantine all the same. */
    DELETE,
    /** It stays, also if it cannot be loaded: nothing is written into the folder. */
    LEAVE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
