package dev.tidegate.crashtest.running;

import dev.tidegate.ingest.fault.FaultPoint;
import java.nio.file.Path;
import java.util.List;

/**
 * How a job is started, as far as that differs between starts.
 *
 * @param master Spark's master
 * @param fault where the process is to halt, as the job's property wants it; empty for nowhere
 * @param archive the archive folder
 * @param user login role
 * @param database name of the database
 * @param flags further options
 */
public record JobSetup(String master, String fault, Path archive, String user, String database, List<String> flags) {

    private static final String IN_ONE_PROCESS = "local[2]";
    /** A driver, and an executor of 2 cores in a process of its own. */
    private static final String WITH_EXECUTOR = "local-cluster[1,2,600]";

    public JobSetup {
        flags = List.copyOf(flags);
    }

    /** Driver and tasks in one process, no fault. */
    public static JobSetup plain(Path archive) {
        return new JobSetup(IN_ONE_PROCESS, "", archive, Database.JOB, Database.NAME, List.of());
    }

    /** Halts where the point is passed for the n-th time. */
    public JobSetup haltingAt(FaultPoint point, int time) {
        return new JobSetup(master, point + ":" + time, archive, user, database, flags);
    }

    public JobSetup withExecutor() {
        return new JobSetup(WITH_EXECUTOR, fault, archive, user, database, flags);
    }

    public JobSetup with(String flag) {
        return new JobSetup(master, fault, archive, user, database, List.of(flag));
    }

    /** In another database, or in the name of another role. */
    public JobSetup on(String otherDatabase, String otherUser) {
        return new JobSetup(master, fault, archive, otherUser, otherDatabase, flags);
    }
}
