package dev.tidegate.crashtest.nemesis;

import dev.tidegate.crashtest.running.JobProcess;
import dev.tidegate.crashtest.running.JobSetup;
import dev.tidegate.crashtest.running.Patience;
import java.time.Duration;
import java.util.List;

/** The database loses what it had committed, as by a restore from a backup or a standby that lagged. */
public final class GoingBack {

    /** What the job says when it begins to look for files, and says again when it starts anew in the same process. */
    private static final String LOADS = "Loading from ";

    private static final String NEWEST_FILE = "SELECT coalesce(max(file_id), 0) FROM ingested_files";
    private static final Duration TIME_TO_NOTICE = Duration.ofMinutes(2);

    /** By then an idle job has found out. */
    private static final Duration HEARTBEATS = Duration.ofSeconds(30);

    private static final int REFUSED = 3;
    private static final String BY_ITSELF = "--put-back-missing";

    private GoingBack() {}

    /** All kinds. */
    public static List<Fault> all() {
        return List.of(
                new Fault("database goes back", GoingBack::whileTheJobRuns),
                new Fault("database goes back, job down", GoingBack::whileTheJobIsDown),
                new Fault("database goes back, put back by the job", GoingBack::andTheJobPutsBack));
    }

    private static boolean whileTheJobRuns(Scene scene) throws Exception {
        JobProcess job = scene.job();
        long loads = job.timesSaid(LOADS);
        long lost = loseSome(scene);
        return noticed(scene, job, loads, lost);
    }

    private static boolean whileTheJobIsDown(Scene scene) throws Exception {
        scene.job();
        beginToLoseSome(scene);
        scene.jobs().stop();
        long before = scene.database().number(NEWEST_FILE);
        scene.database().goBack();
        long lost = before - scene.database().number(NEWEST_FILE);
        return noticed(scene, scene.jobs().restart(scene.plain()), 0, lost);
    }

    /** A job that cannot know which files are missing loads nothing and ends; then they are put back, by command or by flag. */
    private static boolean noticed(Scene scene, JobProcess job, long loads, long lost) throws Exception {
        if (lost > 0) {
            long begin = System.nanoTime();
            Patience.await(
                    "the job to notice that the database went back; see " + job.log(),
                    TIME_TO_NOTICE,
                    () -> !job.isRunning()
                            || job.timesSaid(LOADS) > loads
                            || (isLongSince(begin) && !scene.isAtWork()));
        }
        if (!job.isRunning()) {
            job.awaitExit(REFUSED, Duration.ZERO, "files are missing in the database");
            if (scene.random().nextBoolean()) {
                scene.jobs().putBack();
            } else {
                scene.jobs().restart(byItself(scene)).awaitReady();
            }
        }
        scene.job();
        scene.awaitAllMoved();
        return lost > 0;
    }

    /** What was lost right after its commit, the job may not have seen committed: then it has nothing to notice. */
    private static boolean isLongSince(long begin) {
        return System.nanoTime() - begin > HEARTBEATS.toNanos();
    }

    private static boolean andTheJobPutsBack(Scene scene) throws Exception {
        scene.jobs().running(byItself(scene));
        long lost = loseSome(scene);
        scene.awaitAllMoved();
        return lost > 0;
    }

    private static JobSetup byItself(Scene scene) {
        return scene.plain().with(BY_ITSELF);
    }

    /** Returns how many files the database has lost, or a few more that were committed just before. */
    private static long loseSome(Scene scene) throws Exception {
        beginToLoseSome(scene);
        long before = scene.database().number(NEWEST_FILE);
        scene.database().goBack();
        return before - scene.database().number(NEWEST_FILE);
    }

    /** Makes the copy, at any moment of a load, and lets something be committed after it. */
    private static void beginToLoseSome(Scene scene) throws Exception {
        scene.deliver(3);
        scene.delay(1200);
        scene.database().keepCopy();
        long kept = scene.database().number(NEWEST_FILE);
        scene.beginLoad();
        Patience.await(
                "a commit after the copy",
                TIME_TO_NOTICE,
                () -> scene.jobs().stillRuns() && scene.database().number(NEWEST_FILE) > kept);
        scene.delay(1500);
    }
}
