package dev.tidegate.crashtest.nemesis;

import dev.tidegate.crashtest.running.Bucket;
import dev.tidegate.crashtest.running.JobProcess;
import dev.tidegate.crashtest.running.Store;
import dev.tidegate.ingest.fault.FaultPoint;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The driver halts at a point of its code, as in a power cut. */
public final class Halts {

    /** {@link FaultPoint} halts with the status of a killed process. */
    private static final int HALTED = 137;

    private static final Duration TIME_TO_HALT = Duration.ofMinutes(3);
    /** Enough for the second micro-batch of three files to come, even where some replace each other. */
    private static final int FILES = 7;

    /** Passed where an archive of several files is taken apart, and none is delivered here: ArchiveOfFilesIT halts there. */
    private static final Set<FaultPoint> ELSEWHERE =
            EnumSet.of(FaultPoint.BETWEEN_PARTS, FaultPoint.AFTER_TAKING_APART, FaultPoint.BETWEEN_PUBLISHED_PARTS);

    private Halts() {}

    static List<Fault> anywhere(Store store) {
        return points(store)
                .map(point -> new Fault(name(point), scene -> halt(scene, point, scene.upTo(most(point)))))
                .toList();
    }

    /** Each point the first time it is passed. */
    public static List<Fault> oneByOne(Store store) {
        return points(store)
                .map(point -> new Fault(name(point), scene -> halt(scene, point, 1)))
                .toList();
    }

    private static Stream<FaultPoint> points(Store store) {
        return Arrays.stream(FaultPoint.values())
                .filter(point -> !ELSEWHERE.contains(point))
                // On a disk a move is one step.
                .filter(point -> point != FaultPoint.BETWEEN_COPY_AND_DELETE || store instanceof Bucket);
    }

    private static String name(FaultPoint point) {
        return "halt " + point;
    }

    private static int most(FaultPoint point) {
        return switch (point) {
            case AFTER_LISTING, BETWEEN_COPY_AND_DELETE, BETWEEN_MOVES -> 3;
            case IN_TASK_BEFORE_COPY, IN_TASK_BEFORE_COPY_ENDS, IN_TASK_AFTER_COPY -> 1;
            default -> 2;
        };
    }

    private static boolean halt(Scene scene, FaultPoint point, int time) throws Exception {
        scene.deliver(FILES);
        JobProcess job = scene.jobs().restart(scene.plain().haltingAt(point, time));
        job.awaitExit(HALTED, TIME_TO_HALT, "it halts at " + point + ":" + time);
        return job.hasSaid("Fault point " + point + " strikes");
    }
}
