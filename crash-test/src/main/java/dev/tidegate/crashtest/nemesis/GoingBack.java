package dev.tidegate.crashtest.nemesis;

import dev.tidegate.crashtest.running.JobProcess;
import dev.tidegate.crashtest.running.JobSetup;
import dev.tidegate.crashtest.running.Jobs;
import dev.tidegate.crashtest.running.Patience;
import dev.tidegate.crashtest.running.TestedStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The database loses what it had committed, as by a restore from a backup or a standby that lagged. */
public final class GoingBack {

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
        Map<TestedStream, Long> begun = begun(job);
        Set<TestedStream> losers = loseSome(scene);
        return noticed(scene, job, begun, losers);
    }

    private static Map<TestedStream, Long> begun(JobProcess job) throws Exception {
        Map<TestedStream, Long> begun = new EnumMap<>(TestedStream.class);
        for (TestedStream stream : TestedStream.values()) {
            begun.put(stream, job.timesBegun(stream));
        }
        return begun;
    }

    private static boolean whileTheJobIsDown(Scene scene) throws Exception {
        scene.job();
        beginToLoseSome(scene);
        scene.jobs().stop();
        Set<TestedStream> losers = goBack(scene);
        return noticed(scene, scene.jobs().restart(scene.plain()), Map.of(), losers);
    }

    /**
     * A stream of which files are missing loads nothing and ends, and the other one goes on; then they are put back, by
     * command or by flag.
     *
     * @param begun how often the job had begun with each stream before
     * @param losers the streams that have lost something
     */
    private static boolean noticed(Scene scene, JobProcess job, Map<TestedStream, Long> begun, Set<TestedStream> losers)
            throws Exception {
        boolean refused = false;
        for (TestedStream stream : TestedStream.values()) {
            awaitKnowing(scene, job, stream, begun.getOrDefault(stream, 0L), losers.contains(stream));
            refused |= !job.isRunning() || job.hasGivenUp(stream);
        }
        if (refused) {
            job.terminate();
            job.awaitExit(REFUSED, Jobs.TIME_TO_STOP, "files are missing in the database");
            if (scene.random().nextBoolean()) {
                scene.jobs().putBack();
            } else {
                scene.jobs().restart(byItself(scene)).awaitReady();
            }
        }
        scene.job();
        scene.awaitAllMoved();
        return !losers.isEmpty();
    }

    /** Waits until the job has given a stream up, or goes on with it for good. */
    private static void awaitKnowing(Scene scene, JobProcess job, TestedStream stream, long begun, boolean hasLost)
            throws Exception {
        long begin = System.nanoTime();
        Patience.await(
                "the job to notice that the database went back with %s; see %s".formatted(stream, job.log()),
                TIME_TO_NOTICE,
                () -> !job.isRunning()
                        || job.hasGivenUp(stream)
                        || job.timesBegun(stream) > begun
                        || (!(hasLost && isRecent(begin)) && !scene.isAtWork(stream)));
    }

    /** What was lost right after its commit, the job may not have seen committed: then it has nothing to notice. */
    private static boolean isRecent(long begin) {
        return System.nanoTime() - begin < HEARTBEATS.toNanos();
    }

    private static boolean andTheJobPutsBack(Scene scene) throws Exception {
        JobProcess job = scene.jobs().running(byItself(scene));
        Map<TestedStream, Long> begun = begun(job);
        Set<TestedStream> losers = loseSome(scene);
        // All may lie in the archive: a job that is stopped before it has noticed leaves that to the next one.
        for (TestedStream stream : TestedStream.values()) {
            awaitKnowing(scene, job, stream, begun.get(stream), losers.contains(stream));
        }
        scene.awaitAllMoved();
        return !losers.isEmpty();
    }

    private static JobSetup byItself(Scene scene) {
        return scene.plain().with(BY_ITSELF);
    }

    private static Set<TestedStream> loseSome(Scene scene) throws Exception {
        beginToLoseSome(scene);
        return goBack(scene);
    }

    /** Returns the streams that have lost files. */
    private static Set<TestedStream> goBack(Scene scene) throws Exception {
        Map<TestedStream, Long> before = newest(scene);
        scene.database().goBack();
        Map<TestedStream, Long> after = newest(scene);
        Set<TestedStream> losers = EnumSet.noneOf(TestedStream.class);
        for (TestedStream stream : TestedStream.values()) {
            // What was committed after the first look, and lost, may have got into the archive.
            long known = Math.max(before.get(stream), scene.folders().newestArchived(stream));
            if (known > after.get(stream)) {
                losers.add(stream);
            }
        }
        return losers;
    }

    private static Map<TestedStream, Long> newest(Scene scene) throws Exception {
        Map<TestedStream, Long> newest = new EnumMap<>(TestedStream.class);
        for (TestedStream stream : TestedStream.values()) {
            newest.put(stream, scene.database().newestFile(stream));
        }
        return newest;
    }

    /** Makes the copy, at any moment of a load, and lets something be committed after it. */
    private static void beginToLoseSome(Scene scene) throws Exception {
        scene.deliver(3);
        scene.delay(1200);
        scene.database().keepCopy();
        Map<TestedStream, Long> kept = newest(scene);
        scene.beginLoad();
        Patience.await(
                "a commit after the copy",
                TIME_TO_NOTICE,
                () -> scene.jobs().stillRuns() && !newest(scene).equals(kept));
        scene.delay(1500);
    }
}
