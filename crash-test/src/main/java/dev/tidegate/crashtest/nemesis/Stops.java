package dev.tidegate.crashtest.nemesis;

import dev.tidegate.crashtest.running.JobProcess;
import dev.tidegate.crashtest.running.Jobs;
import java.time.Duration;
import java.util.List;

/** The job is asked to stop, at bad moments; it must do so in order and in time. */
final class Stops {

    private static final int AWAY_MILLIS = 1200;

    private Stops() {}

    static List<Fault> all() {
        return List.of(
                new Fault("SIGTERM in the load", Stops::inLoad),
                new Fault("SIGTERM, database away", Stops::databaseAway),
                new Fault("SIGTERM, network silent", Stops::networkSilent));
    }

    private static boolean inLoad(Scene scene) throws Exception {
        scene.job();
        scene.beginLoad();
        boolean atWork = scene.isAtWork();
        scene.jobs().stop();
        return atWork;
    }

    private static boolean databaseAway(Scene scene) throws Exception {
        scene.job();
        scene.beginLoad();
        boolean atWork = scene.isAtWork();
        scene.database().crash();
        scene.delay(AWAY_MILLIS);
        scene.jobs().stop();
        scene.database().restart();
        return atWork;
    }

    private static boolean networkSilent(Scene scene) throws Exception {
        JobProcess job = scene.job();
        scene.beginLoad();
        boolean atWork = scene.isAtWork();
        scene.proxy().stall(Jobs.TIME_TO_STOP.multipliedBy(2));
        job.terminate();
        job.awaitExit(0, Jobs.TIME_TO_STOP, "it got SIGTERM while the network was silent");
        scene.proxy().stall(Duration.ZERO);
        return atWork;
    }
}
