package dev.tidegate.crashtest.workload;

import java.util.Random;

/** The records of one stream: makes them, and writes them as its files have them. */
public sealed interface Records permits EventRecords, OrderRecords {

    /** The columns of the next file. */
    Columns columns(Random random);

    /** A column without which nothing of a file can be loaded. */
    String required();

    /**
     * Writes a record that is loaded.
     *
     * @param fresh whether it must be of a row that no other file knows
     */
    void accepted(CsvText text, boolean fresh);

    /** Writes a record that is not wanted. Its other values do not matter. */
    void filtered(CsvText text, boolean fresh);

    /** Writes a record that becomes a dead letter. */
    void rejected(CsvText text, boolean fresh);
}
