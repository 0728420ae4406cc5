package dev.tidegate.crashtest.nemesis;

import dev.tidegate.crashtest.running.Database;
import dev.tidegate.crashtest.running.Folders;
import dev.tidegate.crashtest.running.JobProcess;
import dev.tidegate.crashtest.running.JobSetup;
import dev.tidegate.crashtest.running.TestedStream;
import dev.tidegate.crashtest.running.TooLateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Databases that the job must refuse at its start: one clear line, exit code 3, no stream touched. */
public final class Refusals {

    private static final int REFUSED = 3;
    private static final Duration TIME_TO_REFUSE = Duration.ofMinutes(1);
    private static final String EPOCHS = "SELECT sum(epoch) FROM pipeline";

    private Refusals() {}

    public static List<Fault> all() {
        return List.of(
                new Fault(
                        "refused: no schema",
                        scene -> refuse(scene, scene.plain().on("postgres", Database.JOB), "has no Tidegate schema")),
                new Fault(
                        "refused: rights missing",
                        scene -> refuse(scene, scene.plain().on(Database.NAME, Database.READER), "the role lacks")),
                new Fault("refused: older schema", Refusals::olderSchema),
                new Fault("refused: declared table", Refusals::unfitTable));
    }

    private static boolean olderSchema(Scene scene) throws Exception {
        scene.database().update("UPDATE pipeline SET schema_version = schema_version - 1");
        refuse(scene, scene.plain(), "has schema version");
        scene.database().update("UPDATE pipeline SET schema_version = schema_version + 1");
        return true;
    }

    /** One of two streams cannot be loaded: neither is. */
    private static boolean unfitTable(Scene scene) throws Exception {
        scene.database().updateAsOwner("REVOKE UPDATE ON shop.order_lines FROM tidegate_ingest");
        refuse(scene, scene.plain(), "The table of the stream orders does not fit");
        scene.database().updateAsOwner("GRANT UPDATE ON shop.order_lines TO tidegate_ingest");
        return true;
    }

    private static boolean refuse(Scene scene, JobSetup setup, String line) throws Exception {
        scene.jobs().stop();
        long epochs = scene.database().number(EPOCHS);
        scene.deliver(2);
        List<String> waiting = scene.folders().waiting();
        Path checkpoint = scene.folders().root().resolve("checkpoint-of-a-refused-job");
        JobProcess job = scene.jobs().start(setup, checkpoint);
        job.awaitExit(REFUSED, TIME_TO_REFUSE, "the database is none that it can write to");
        require(job.hasSaid(line), "the job did not say \"" + line + "\"", job);
        require(
                Files.notExists(checkpoint) && Files.notExists(Folders.beside(checkpoint, TestedStream.ORDERS)),
                "the refused job made a checkpoint",
                job);
        require(scene.folders().waiting().equals(waiting), "the refused job touched files", job);
        require(scene.database().number(EPOCHS) == epochs, "the refused job took an epoch", job);
        return true;
    }

    private static void require(boolean holds, String otherwise, JobProcess job) throws TooLateException {
        if (!holds) {
            throw new TooLateException(otherwise + "; see " + job.log());
        }
    }
}
