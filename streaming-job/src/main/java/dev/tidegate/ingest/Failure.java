package dev.tidegate.ingest;

import dev.tidegate.ingest.database.DatabaseWentBackException;
import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.database.StoppedException;
import dev.tidegate.ingest.merge.UnchangedTable.TableChangedException;
import dev.tidegate.ingest.source.ForeignOffsetException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkThrowable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExitCode;

/** What the end of the job means to the one who started it. Spark wraps what a micro-batch threw, several times over. */
final class Failure {

    private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

    /** The job must not go on, and starting it again does not help. */
    static final int REFUSED = 3;

    static final int FAILED = 1;

    /** All is loaded that could be, and files that were there are not, though none of them stops the others. */
    static final int LEFT_BEHIND = 4;

    /** All is loaded, or a stop was asked for. */
    static final int DONE = ExitCode.OK;

    private Failure() {}

    /** Of two exit statuses the one that is worse: to be left behind is better than not to go on. */
    static int worse(int one, int other) {
        if (one == DONE || (one == LEFT_BEHIND && other != DONE)) {
            return other;
        }
        return other == LEFT_BEHIND ? one : Math.max(one, other);
    }

    /** The exception by which the job itself says why it does not go on; empty where something else went wrong. */
    static Optional<Throwable> reason(Throwable failure) {
        return causes(failure)
                .filter(cause -> cause instanceof StoppedException
                        || cause instanceof RefusedException
                        || cause instanceof DatabaseWentBackException
                        || cause instanceof TableChangedException
                        || cause instanceof ForeignOffsetException)
                .findFirst();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }

    /** Why a start has to look at what is there, and can go on if it fits; empty where another start would not help. */
    static Optional<String> startsAnew(Throwable failure) {
        Optional<Throwable> reason = reason(failure);
        if (reason.isPresent()) {
            return reason.filter(
                            why -> why instanceof DatabaseWentBackException || why instanceof TableChangedException)
                    .map(Throwable::getMessage);
        }
        return isOfCheckpoint(failure)
                ? Optional.of(
                        "Another process has written into the checkpoint, as one does that was taken over while it slept")
                : Optional.empty();
    }

    /** Whether what was to be written into the checkpoint was there already. */
    static boolean isOfCheckpoint(Throwable failure) {
        return causes(failure)
                .anyMatch(cause ->
                        cause instanceof SparkThrowable spark && "CONCURRENT_STREAM_LOG_UPDATE".equals(name(spark)));
    }

    /** Deprecated in Spark 4; what it has instead is not in 3.5. */
    @SuppressWarnings("deprecation")
    private static String name(SparkThrowable failure) {
        return failure.getErrorClass();
    }

    /** Says what happened, in one line where that is enough, and returns the exit status. */
    static int status(Throwable failure) {
        Optional<Throwable> reason = reason(failure);
        if (reason.isEmpty()) {
            LOG.error("The job failed", failure);
            return FAILED;
        }
        String message = reason.get().getMessage();
        if (reason.get() instanceof StoppedException) {
            LOG.info("Stopped: {}", message);
            return DONE;
        }
        LOG.error(message);
        return REFUSED;
    }
}
