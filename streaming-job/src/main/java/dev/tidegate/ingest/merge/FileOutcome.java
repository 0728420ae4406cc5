package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.source.LandedFile;

/**
 * What became of a file of a micro-batch.
 *
 * @param row its row in the ledger; null where it has none
 * @param message why, where it was not loaded; null where it was
 */
public record FileOutcome(LandedFile file, Kind kind, LedgerFile row, String message) {

    /** What became of a file. */
    public enum Kind {
        /** Its records are in; it has to go to the archive. */
        LOADED,
        /** Its content cannot be loaded; it has to go to quarantine. */
        QUARANTINED,
        /** An earlier try had it loaded and did not get to move it. */
        LEFTOVER,
        /** It was loaded and moved by an earlier try. */
        REPLAYED,
        /** It is in neither the input folder nor the ledger. */
        MISSING,
        /** It is not the file any more that was offered: the new one will be offered. */
        PUT_BACK,
        /** The system does not let us read it; it will be offered again later. */
        HELD,
        /** The database has no room for it, while it has for others; it will be offered again much later. */
        TOO_LARGE
    }
}
