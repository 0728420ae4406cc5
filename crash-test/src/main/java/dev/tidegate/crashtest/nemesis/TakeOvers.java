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

    private static void takeOver(Scene scene, JobSetup second) throws Exception {
        JobProcess first = scene.job();
        scene.deliver(5);
        scene.delay(1200);
        first.signal("STOP");
        scene.deliver(3);
        scene.jobs().replace(second).awaitReady();
        scene.delay(1500);
        first.signal("CONT");
        first.awaitExit(FENCED_OFF, TIME_TO_NOTICE, "another job took over while it was stopped");
    }
}
