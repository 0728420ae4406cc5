package dev.tidegate.crashtest.check;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A reader that looks all the time, as a dashboard does, and checks that no micro-batch is ever half there. */
public final class Watch implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Watch.class.getName());
    private static final long SHORTEST_PAUSE_MILLIS = 50;
    /** Looking must not take more than a part of the machine, however large the table grows. */
    private static final int PAUSE_TO_LOOK = 9;

    private final Door database;
    private final Findings findings;
    private final Thread thread = new Thread(this::run, "watch");
    private volatile boolean closed;
    private final AtomicLong looks = new AtomicLong();

    private Watch(Door database, Findings findings) {
        this.database = database;
        this.findings = findings;
    }

    /** Opens connections. */
    @FunctionalInterface
    public interface Door {
        Connection open() throws Exception;
    }

    /** Begins to look. */
    public static Watch begin(Door database, Findings findings) {
        Watch watch = new Watch(database, findings);
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    /** How many snapshots were taken. */
    public long looks() {
        return looks.get();
    }

    private void run() {
        while (!closed) {
            try (Connection connection = database.open()) {
                while (!closed) {
                    look(connection);
                }
            } catch (Exception e) {
                // The server is killed now and then; a reader connects again.
                LOG.log(System.Logger.Level.DEBUG, "Cannot look", e);
                pause(SHORTEST_PAUSE_MILLIS);
            }
        }
    }

    private void look(Connection connection) throws SQLException {
        long begin = System.nanoTime();
        Snapshot.violations(connection).forEach(findings::wrong);
        looks.incrementAndGet();
        long took = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        pause(Math.max(SHORTEST_PAUSE_MILLIS, took * PAUSE_TO_LOOK));
    }

    private void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
