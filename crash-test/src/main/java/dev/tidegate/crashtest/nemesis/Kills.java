package dev.tidegate.crashtest.nemesis;

import dev.tidegate.crashtest.running.JobProcess;
import dev.tidegate.crashtest.running.Patience;
import java.time.Duration;
import java.util.List;

/** Processes die: the driver, an executor, the server, its postmaster, its backends. */
final class Kills {

    private static final int FILES = 6;
    private static final int LOADING_MILLIS = 1200;
    private static final Duration TIME_FOR_AN_EXECUTOR = Duration.ofMinutes(1);

    private Kills() {}

    static List<Fault> all() {
        return List.of(
                new Fault("kill driver", Kills::driver),
                new Fault("kill executor", Kills::executor),
                new Fault("kill server", Kills::server),
                new Fault("kill postmaster", Kills::postmaster),
                new Fault("terminate backends", Kills::backends));
    }

    private static void driver(Scene scene) throws Exception {
        JobProcess job = scene.job();
        scene.deliver(FILES);
        scene.delay(LOADING_MILLIS);
        job.kill();
    }

    private static void executor(Scene scene) throws Exception {
        JobProcess job = scene.jobs().running(scene.plain().withExecutor());
        Patience.await("an executor to start", TIME_FOR_AN_EXECUTOR, () -> job.executor()
                .isPresent());
        scene.deliver(FILES);
        scene.delay(LOADING_MILLIS);
        job.executor().ifPresent(ProcessHandle::destroyForcibly);
        scene.awaitAllMoved();
    }

    private static void server(Scene scene) throws Exception {
        scene.job();
        scene.deliver(FILES);
        scene.delay(LOADING_MILLIS);
        scene.database().crash();
        scene.delay(LOADING_MILLIS);
        scene.database().restart();
    }

    private static void postmaster(Scene scene) throws Exception {
        scene.job();
        scene.deliver(FILES);
        scene.delay(LOADING_MILLIS);
        scene.database().killPostmaster();
        scene.database().restart();
    }

    private static void backends(Scene scene) throws Exception {
        scene.job();
        scene.deliver(FILES);
        for (int times = scene.upTo(3); times > 0; times--) {
            scene.delay(LOADING_MILLIS / 2);
            scene.database().terminateBackends();
        }
    }
}
