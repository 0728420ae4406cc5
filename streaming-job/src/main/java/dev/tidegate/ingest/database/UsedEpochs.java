package dev.tidegate.ingest.database;

import java.io.IOException;

/** Which epochs were used before, as the folders know them: a database that was restored has forgotten the latest. */
@FunctionalInterface
public interface UsedEpochs {

    /**
     * The highest one; 0 where none is known.
     *
     * @throws IOException if the folders cannot be read now
     */
    long highest() throws IOException;
}
