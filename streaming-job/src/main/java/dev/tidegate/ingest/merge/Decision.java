package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.merge.FileOutcome.Kind;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.stage.FileTally;

/**
 * What to do with a file of the micro-batch, decided behind the fence.
 *
 * @param known the newest row of the ledger for this version of the file; null if there is none
 * @param message why it is not loaded; null where it is
 */
record Decision(LandedFile file, FileTally tally, Kind kind, LedgerFile known, String message) {

    /** Whether the ledger gets a row for it. */
    boolean entersLedger() {
        return kind == Kind.LOADED || kind == Kind.QUARANTINED || kind == Kind.MISSING;
    }

    String state() {
        return switch (kind) {
            case LOADED -> "loaded";
            case QUARANTINED -> "quarantined";
            case MISSING -> "missing";
            case LEFTOVER, REPLAYED, PUT_BACK, HELD, TOO_LARGE ->
                throw new IllegalStateException("%s is %s: it gets no row in the ledger".formatted(file.name(), kind));
        };
    }
}
