package dev.tidegate.ingest.archive;

import java.io.IOException;

/**
 * What is done where the database lost what was loaded.
 *
 * @param putBack whether files that are missing in it are put back into the input folder; else the start is refused
 * @param offsets what was offered and not settled, which would come before what is put back
 */
public record AfterLoss(boolean putBack, Offsets offsets) {

    /** Spark's checkpoint. */
    @FunctionalInterface
    public interface Offsets {
        /** Begins a new one. */
        void forget() throws IOException;
    }
}
