package dev.tidegate.crashtest.nemesis;

import dev.tidegate.crashtest.running.JobProcess;
import dev.tidegate.crashtest.running.Patience;
import dev.tidegate.crashtest.running.TooLateException;
import java.time.Duration;
import java.util.List;

/** Processes die: the driver, an executor, the server, its postmaster, its backends. */
final class Kills {

    private static final int AWAY_MILLIS = 1200;
    private static final Duration TIME_FOR_AN_EXECUTOR = Duration.ofMinutes(1);
    private static final Duration TIME_FOR_A_SESSION = Duration.ofSeconds(30);

    private Kills() {}

    static List<Fault> all() {
        return List.of(
                new Fault("kill driver", Kills::driver),
                new Fault("kill executor", Kills::executor),
                new Fault("kill server", Kills::server),
                new Fault("kill postmaster", Kills::postmaster),
                new Fault("terminate backends", Kills::backends));
    }

    private static boolean driver(Scene scene) throws Exception {
        JobProcess job = scene.job();
        scene.beginLoad();
        boolean atWork = scene.isAtWork();
        job.kill();
        return atWork;
    }

    private static boolean executor(Scene scene) throws Exception {
        JobProcess job = scene.jobs().running(scene.plain().withExecutor());
        Patience.await("an executor to start", TIME_FOR_AN_EXECUTOR, () -> job.executor()
                .isPresent());
        scene.beginLoad();
        boolean atWork = scene.isAtWork();
        job.executor()
                .orElseThrow(() -> new TooLateException("No executor is left to be killed; see " + job.log()))
                .destroyForcibly();
        scene.awaitAllMoved();
        return atWork;
    }

    private static boolean server(Scene scene) throws Exception {
        scene.job();
        scene.beginLoad();
        boolean atWork = scene.isAtWork();
        scene.database().crash();
        scene.delay(AWAY_MILLIS);
        scene.database().restart();
        return atWork;
    }

    private static boolean postmaster(Scene scene) throws Exception {
        scene.job();
        scene.beginLoad();
        boolean atWork = scene.isAtWork();
        scene.database().killPostmaster();
        scene.database().restart();
        return atWork;
    }

    private static boolean backends(Scene scene) throws Exception {
        scene.job();
        boolean atWork = false;
        for (int times = scene.upTo(3); times > 0; times--) {
            scene.beginLoad();
            atWork |= scene.isAtWork();
            Patience.await(
                    "a session of the job to end",
                    TIME_FOR_A_SESSION,
                    () -> scene.database().terminateBackends() > 0);
        }
        return atWork;
    }
}
