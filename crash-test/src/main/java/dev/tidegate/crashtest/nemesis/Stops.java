package dev.tidegate.crashtest.nemesis;

import dev.tidegate.crashtest.running.JobProcess;
import dev.tidegate.crashtest.running.Jobs;
import java.time.Duration;
import java.util.List;

/** The job is asked to stop, at bad moments; it must do so in order and in time. */
final class Stops {

    private static final int FILES = 6;
    private static final int LOADING_MILLIS = 1200;

    private Stops() {}

    static List<Fault> all() {
        return List.of(
                new Fault("SIGTERM in the load", Stops::inLoad),
                new Fault("SIGTERM, database away", Stops::databaseAway),
                new Fault("SIGTERM, network silent", Stops::networkSilent));
    }

    private static void inLoad(Scene scene) throws Exception {
        scene.job();
        scene.deliver(FILES);
        scene.delay(LOADING_MILLIS);
        scene.jobs().stop();
    }

    private static void databaseAway(Scene scene) throws Exception {
        scene.job();
        scene.deliver(FILES);
        scene.delay(LOADING_MILLIS);
        scene.database().crash();
        scene.delay(LOADING_MILLIS);
        scene.jobs().stop();
        scene.database().restart();
    }

    private static void networkSilent(Scene scene) throws Exception {
        JobProcess job = scene.job();
        scene.deliver(FILES);
        scene.delay(LOADING_MILLIS);
        scene.proxy().stall(Jobs.TIME_TO_STOP.multipliedBy(2));
        job.terminate();
        job.awaitExit(0, Jobs.TIME_TO_STOP, "it got SIGTERM while the network was silent");
        scene.proxy().stall(Duration.ZERO);
    }
}
