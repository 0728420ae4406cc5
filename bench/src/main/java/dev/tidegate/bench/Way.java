package dev.tidegate.bench;

import java.nio.file.Path;
import java.util.List;

/** A way from CSV files to {@code raw_events}. */
interface Way {

    /** In tables and charts. */
    String title();

    /** Its table is {@code raw_events} in this schema. */
    String schema();

    /** Does what has to be done before the clock starts, such as putting the files into place. */
    void prepare(List<Path> files) throws Exception;

    /** Loads the files that were prepared; when this returns, they are committed. */
    void load() throws Exception;
}
