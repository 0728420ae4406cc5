package dev.tidegate.ingest.files;

import java.io.IOException;
import java.time.Duration;

/**
 * Tells that something may have come into a folder, so that nobody has to wait for the next look. A hint and no more: it may
 * be late, get lost or be of nothing. What is there says {@link Folder#list} alone.
 */
public interface Arrivals extends AutoCloseable {

    /** Of a folder that nobody can watch: each wait takes its whole time. */
    Arrivals UNKNOWN = new Arrivals() {
        @Override
        public void await(Duration atMost) throws InterruptedException {
            Thread.sleep(Math.max(0, atMost.toMillis()));
        }

        @Override
        public boolean areSeen() {
            return false;
        }

        @Override
        public void close() {
            // Holds nothing open.
        }
    };

    /** Returns once something may have come since the last wait, or after a time. */
    void await(Duration atMost) throws InterruptedException;

    /** Whether the folder is watched now. */
    boolean areSeen();

    @Override
    void close() throws IOException;
}
