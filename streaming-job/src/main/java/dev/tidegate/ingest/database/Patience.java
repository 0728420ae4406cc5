package dev.tidegate.ingest.database;

import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** Waits between tries, longer each time, but never beyond a request to stop. */
public final class Patience {

    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** So often what does not pass by itself is tried: somebody may be about to mend it. */
    private static final int TRIES_IN_VAIN = 5;

    private final CountDownLatch stop;
    private final Logger log;
    private final LoadListener listener;
    private Duration next = FIRST;
    private int tries;
    private int inVain;

    /** @param stop counted down when the job is asked to stop */
    public Patience(CountDownLatch stop, Logger log, LoadListener listener) {
        this.stop = stop;
        this.log = log;
        this.listener = listener;
    }

    /**
     * The same for a step that can be laid on no file: what does not pass by itself is not repeated for ever.
     *
     * @throws RefusedException if the step has failed a few times for such a reason
     * @throws StoppedException if the job is asked to stop meanwhile
     */
    public void awaitIfItPasses(String what, SQLException why) {
        if (!SqlFailure.passes(why) && ++inVain == TRIES_IN_VAIN) {
            throw RefusedException.after(what, why);
        }
        await(what, why);
    }

    /**
     * Waits before the next try and says so in one line.
     *
     * @throws StoppedException if the job is asked to stop meanwhile
     */
    public void await(String what, Exception why) {
        tries++;
        String sqlState = SqlFailure.in(why).map(SQLException::getSQLState).orElse("-");
        listener.failed(what, firstLine(why), sqlState);
        boolean passes = SqlFailure.in(why).map(SqlFailure::passes).orElse(true);
        log.warn(
                "{}: {}. Try {} failed, next at {} UTC{}.",
                what,
                reason(why),
                tries,
                LocalTime.now(ZoneOffset.UTC).plus(next).truncatedTo(ChronoUnit.MILLIS),
                passes ? ", for as long as it takes" : "");
        pause(what, next);
        next = next.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : next.multipliedBy(2);
    }

    /** Waits, and throws if the job is asked to stop meanwhile. */
    void pause(String what, Duration duration) {
        try {
            if (stop.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StoppedException(what + ": asked to stop while waiting");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException(what + ": interrupted while waiting");
        }
    }

    private static String reason(Exception why) {
        return SqlFailure.in(why)
                .map(failure -> "%s (SQLSTATE %s)".formatted(firstLine(failure), failure.getSQLState()))
                .orElseGet(why::toString);
    }

    public static String firstLine(Exception failure) {
        String message = String.valueOf(SqlFailure.in(failure)
                .map(Exception.class::cast)
                .orElse(failure)
                .getMessage());
        return message.lines().findFirst().orElse("").strip();
    }
}
