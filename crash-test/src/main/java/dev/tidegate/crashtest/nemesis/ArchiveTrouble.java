package dev.tidegate.crashtest.nemesis;

import dev.tidegate.crashtest.running.JobSetup;
import dev.tidegate.crashtest.running.Patience;
import dev.tidegate.crashtest.workload.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Files cannot be moved to the archive for a while. What is loaded stays loaded, and is not loaded again. */
final class ArchiveTrouble {

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

    private static void unwritable(Scene scene) throws Exception {
        scene.job();
        scene.folders().blockArchive();
        scene.deliver(4);
        awaitHeldUp(scene);
        scene.deliver(3);
        scene.delay(1000);
        scene.folders().freeArchive();
    }

    private static void full(Scene scene) throws Exception {
        scene.disk().fill();
        scene.jobs().running(JobSetup.plain(scene.disk().folder()));
        scene.deliver(Shape.LONG);
        scene.deliver(4);
        awaitHeldUp(scene);
        scene.delay(1000);
        scene.disk().free();
        scene.awaitAllMoved();
    }

    private static void awaitHeldUp(Scene scene) throws Exception {
        Patience.await(
                "a loaded file that cannot be moved",
                TIME_TO_NOTICE,
                () -> scene.database().toBeMoved() > 0);
    }
}
