package dev.tidegate.dashboard.live;

import dev.tidegate.dashboard.database.Database;
import dev.tidegate.dashboard.database.DatabaseException;
import dev.tidegate.dashboard.database.Table;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the streams every half second, whether one person watches or fifty. */
public final class Pulses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pulses.class);
    private static final long EVERY_MS = 500;

    /** The page takes a longer silence for a dead dashboard. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(3);

    private static final String STATUS = """
            SELECT s.*, r.events_per_second
            FROM ingest_status AS s LEFT JOIN ingest_rate AS r ON r.stream = s.stream AND r.period = '1 minute'
            ORDER BY s.stream <> 'events', s.stream
            """;

    private final Database database;
    private final Clock clock;
    private final Consumer<Pulse> listener;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "pulse");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Pulse newest;
    private Pulse told;

    /** @param listener is told what viewers should see, soon after it is so */
    public Pulses(Database database, Clock clock, Consumer<Pulse> listener) {
        this.database = database;
        this.clock = clock;
        this.listener = listener;
        this.newest = Pulse.starting(clock.instant());
        this.told = newest;
    }

    /** Begins to look. */
    public void start() {
        var unused = timer.scheduleWithFixedDelay(this::look, 0, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** What was seen last. */
    public Pulse newest() {
        return newest;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void look() {
        try {
            Pulse before = newest;
            newest = pulse(before);
            if (newest.health() != before.health() || !newest.states().equals(before.states())) {
                LOG.info("State is now {}. {}", newest.health(), newest.reason());
            }
            if (newest.differsFrom(told)
                    || Duration.between(told.at(), newest.at()).compareTo(LONGEST_SILENCE) >= 0) {
                told = newest;
                listener.accept(newest);
            }
        } catch (RuntimeException e) {
            // Otherwise the timer would stop, and nobody would know.
            LOG.error("Cannot look at the streams", e);
        }
    }

    private Pulse pulse(Pulse before) {
        try {
            Table status = database.query(STATUS, Map.of());
            if (status.rows().isEmpty()) {
                return before.nextUnseen("The database has no stream: run postgres_setup.sql.", clock.instant());
            }
            return before.nextSeen(status.records(), clock.instant());
        } catch (DatabaseException e) {
            return before.nextUnseen(e.getMessage(), clock.instant());
        }
    }
}
