package dev.tidegate.bench;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A way from CSV files to {@code raw_events}. */
interface Way {

    /** In tables and charts. */
    String title();

    /** Its table is {@code raw_events} in this schema. */
    String schema();

    /** Does what has to be done before the clock starts, such as putting the files into place. */
    void prepare(List<Path> files) throws Exception;

    /**
     * Loads the files that were prepared, and does what else the way does with them; when this returns, they are committed.
     *
     * @return when all of them were
     */
    Instant load() throws Exception;
}
