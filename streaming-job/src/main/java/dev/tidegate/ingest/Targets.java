package dev.tidegate.ingest;

import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.database.Lease;
import dev.tidegate.ingest.database.LoadListener;
import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.table.Difference;
import dev.tidegate.ingest.table.EventMonths;
import dev.tidegate.ingest.table.TargetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables of the streams, looked at before anything is touched. */
final class Targets {

    private static final Logger LOG = LoggerFactory.getLogger(Targets.class);

    private Targets() {}

    /**
     * The streams with what only their tables say of them.
     *
     * @throws RefusedException if a table is not as its stream declares it; each difference is one line in the log
     */
    static List<StreamJob> resolve(
            Database database, List<StreamJob> jobs, CountDownLatch stop, Function<StreamJob, LoadListener> listeners) {
        List<StreamJob> resolved = new ArrayList<>();
        List<String> unfit = new ArrayList<>();
        for (StreamJob job : jobs) {
            if (Events.is(job.name())) {
                resolved.add(job.with(Lease.look(
                        database,
                        stop,
                        listeners.apply(job),
                        connection -> EventMonths.examine(connection, job.declared()))));
                continue;
            }
            TargetTable table = Lease.look(
                    database,
                    stop,
                    listeners.apply(job),
                    connection -> TargetTable.examine(connection, job.declared()));
            resolved.add(job.with(table.stream()));
            for (Difference difference : table.differences()) {
                LOG.error("The table of the stream {} does not fit: {}", job.name(), difference);
            }
            if (!table.differences().isEmpty()) {
                unfit.add(job.name());
            }
        }
        if (!unfit.isEmpty()) {
            throw new RefusedException(
                    "Cannot load into %s: the tables of these streams are not as declared, see the lines above: %s. Nothing was touched."
                            .formatted(database, String.join(", ", unfit)));
        }
        return resolved;
    }
}
