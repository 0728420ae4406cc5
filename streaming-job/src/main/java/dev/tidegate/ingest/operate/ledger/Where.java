package dev.tidegate.ingest.operate.ledger;

import java.util.Locale;

/** Where a delivered file is. */
public enum Where {
    /** Loaded, and not moved yet, or left where it landed. */
    INPUT,
    ARCHIVE,
    QUARANTINE,
    /** Retention took it away. */
    REMOVED,
    /** It went away before it was read. */
    MISSING,
    /** Its producer took or replaced it between load and move; its records are in. */
    REPLACED,
    /** The ledger says that it is kept, and it is not there, or has another size. */
    LOST;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
