package dev.tidegate.ingest.cohort;

import dev.tidegate.ingest.database.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts cohorts and sessions behind the loads, on a thread and a connection of its own, in small transactions. It rests for nine
 * times as long as it works, so that the loads lose little to it. What fails here fails no load: the marks stay, and it is
 * tried again.
 */
public final class Cohorts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cohorts.class);

    private static final Duration LOOK = Duration.ofMillis(50);

    private final Database database;
    private final Phase phase = new Phase();
    private final MonthsAhead months = new MonthsAhead(System::nanoTime);
    private final List<Counting> countings = new ArrayList<>();

    /** Begins at once. */
    public Cohorts(Database database) {
        this.database = database;
        countings.add(new Counting(database, phase, months));
    }

    /**
     * Works without rests until nothing is left to do, or something fails: for a job that ends when all is loaded. One connection
     * counts cohorts while another counts sessions, since no load asks for the processors any more.
     *
     * @param stop counted down when the job is asked to stop: then the rest is left
     */
    public void finish(CountDownLatch stop) {
        phase.hurry();
        countings.add(new Counting(database, phase, months));
        try {
            while (countings.stream().anyMatch(Counting::isAlive)
                    && !stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.trace("Cohorts and sessions are counted");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    /**
     * What is in hand is undone, and done again by the next job. It takes seconds also where the network is silent: a stop must
     * not wait for what is only behind.
     */
    @Override
    public void close() {
        phase.close();
        countings.forEach(Counting::cancel);
        countings.forEach(Counting::end);
    }
}
