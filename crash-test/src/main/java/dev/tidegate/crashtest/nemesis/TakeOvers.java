package dev.tidegate.crashtest.nemesis;

import dev.tidegate.crashtest.running.JobProcess;
import dev.tidegate.crashtest.running.JobSetup;
import java.time.Duration;
import java.util.List;

/** A driver is stopped in the middle of its work, another takes over, and the first wakes up. */
final class TakeOvers {

    private static final int FENCED_OFF = 3;
    private static final Duration TIME_TO_NOTICE = Duration.ofMinutes(1);

    private TakeOvers() {}

    static List<Fault> all() {
        return List.of(
                new Fault(
                        "stopped, taken over at once",
                        scene -> takeOver(scene, scene.plain().with("--take-over"))),
                new Fault("stopped, taken over when silent", scene -> takeOver(scene, scene.plain())));
    }

    private static boolean takeOver(Scene scene, JobSetup setup) throws Exception {
        JobProcess first = scene.job();
        scene.beginLoad();
        boolean atWork = scene.isAtWork();
        first.signal("STOP");
        scene.deliver(3);
        JobProcess second = scene.jobs().replace(setup);
        second.awaitReady();
        scene.delay(1500);
        first.signal("CONT");
        first.awaitExit(FENCED_OFF, TIME_TO_NOTICE, "another job took over while it was stopped");
        return atWork && second.hasSaid("Taking over from ");
    }
}
