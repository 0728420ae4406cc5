package dev.tidegate.crashtest.nemesis;

import dev.tidegate.crashtest.running.JobProcess;
import dev.tidegate.crashtest.running.Patience;
import dev.tidegate.crashtest.workload.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Files cannot be moved to the archive for a while. What is loaded stays loaded, and is not loaded again. */
final class ArchiveTrouble {

    /** What the job says of such a file. */
    static final String HELD_UP = "and cannot be moved to";

    private static final Duration TIME_TO_NOTICE = Duration.ofMinutes(1);

    private ArchiveTrouble() {}

    /** @param diskCanBeFilled whether this system lets us make a small disk */
    static List<Fault> all(boolean diskCanBeFilled) {
        List<Fault> faults = new ArrayList<>();
        faults.add(new Fault("archive unwritable", ArchiveTrouble::unwritable));
        if (diskCanBeFilled) {
            faults.add(new Fault("archive disk full", ArchiveTrouble::full));
        }
        return faults;
    }

    private static boolean unwritable(Scene scene) throws Exception {
        JobProcess job = scene.job();
        long before = job.timesSaid(HELD_UP);
        scene.folders().blockArchive();
        scene.deliver(4);
        awaitHeldUp(job, before);
        scene.deliver(3);
        scene.delay(1000);
        if (scene.random().nextBoolean()) {
            job.kill();
            JobProcess next = scene.jobs().replace(scene.plain());
            Patience.await(
                    "a job that waits for its folders; see " + next.log(),
                    TIME_TO_NOTICE,
                    () -> next.hasSaid("Preparing the folders"));
        }
        scene.folders().freeArchive();
        return true;
    }

    /** The archive is for a while on a disk that is nearly full. */
    private static boolean full(Scene scene) throws Exception {
        scene.jobs().stop();
        scene.folders().takeArchiveTo(scene.disk().folder());
        scene.disk().fill();
        JobProcess job = scene.job();
        scene.deliver(Shape.LONG);
        scene.deliver(4);
        awaitHeldUp(job, 0);
        scene.delay(1000);
        if (scene.random().nextBoolean()) {
            job.kill();
        }
        scene.disk().free();
        scene.job();
        scene.awaitAllMoved();
        scene.jobs().stop();
        scene.folders().takeArchiveTo(scene.folders().archiveItself());
        return true;
    }

    private static void awaitHeldUp(JobProcess job, long before) throws Exception {
        Patience.await(
                "a loaded file that cannot be moved; see " + job.log(),
                TIME_TO_NOTICE,
                () -> job.timesSaid(HELD_UP) > before);
    }
}
