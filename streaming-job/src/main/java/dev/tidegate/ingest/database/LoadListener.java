package dev.tidegate.ingest.database;

import java.time.Duration;

/** Is told how the load goes, by its threads in the midst of their work: returns at once and throws nothing. */
public interface LoadListener {

    /** The database answered, or a connection to it failed. Told with each heartbeat, also during a long merge. */
    void databaseAnswers(boolean answers);

    /** Another job writes in this database and is waited for. Told each second. */
    void standsBy(String writer);

    /** This job may write. */
    void mayWrite(long epoch);

    /** A merge begins; the server gives it up after so long. */
    void merges(Duration limit);

    /**
     * A step failed and is tried again.
     *
     * @param sqlState {@code -} where the database has not said one
     */
    void failed(String what, String why, String sqlState);
}
