package dev.tidegate.crashtest.nemesis;

import dev.tidegate.crashtest.running.Bucket;
import dev.tidegate.crashtest.running.JobProcess;
import dev.tidegate.crashtest.running.Patience;
import dev.tidegate.s3.FlakyLink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/** The store loses requests and answers, is slow, asks for patience, or the job dies while it asks for something. */
final class StoreTrouble {

    private static final int FILES = 6;
    /** How deep into the load of six files a fault may come. */
    private static final int DEEP = 40;

    private static final int LONGEST_SILENCE_MILLIS = 4000;
    private static final Duration TIME_TO_STRIKE = Duration.ofMinutes(1);
    private static final Duration TIME_TO_NOTICE = Duration.ofMinutes(1);

    private final Bucket bucket;

    private StoreTrouble(Bucket bucket) {
        this.bucket = bucket;
    }

    static List<Fault> all(Bucket bucket) {
        StoreTrouble trouble = new StoreTrouble(bucket);
        return List.of(
                trouble.of(
                        "asks for patience",
                        scene -> trouble.some(scene, FlakyLink.Fault.SLOW_DOWN, trouble::isOfAFile)),
                trouble.of("is slow", scene -> trouble.some(scene, FlakyLink.Fault.LATE, trouble::isOfAFile)),
                trouble.of("request lost", scene -> trouble.some(scene, FlakyLink.Fault.LOST, trouble::isOfAFile)),
                trouble.of("answer lost", scene -> trouble.some(scene, FlakyLink.Fault.UNHEARD, trouble::isOfAFile)),
                trouble.of("answer cut", scene -> trouble.some(scene, FlakyLink.Fault.HALVED, trouble::isRead)),
                trouble.of(
                        "answer to copy lost", scene -> trouble.some(scene, FlakyLink.Fault.UNHEARD, trouble::isCopy)),
                trouble.of(
                        "answer to delete lost",
                        scene -> trouble.some(scene, FlakyLink.Fault.UNHEARD, trouble::isDelete)),
                trouble.of("kill driver in copy", scene -> trouble.killed(scene, trouble::isCopy)),
                trouble.of("kill driver in delete", scene -> trouble.killed(scene, trouble::isDelete)),
                trouble.of("silent", trouble::silent),
                trouble.of("archive forbidden", trouble::archiveForbidden));
    }

    private Fault of(String what, Fault.Strike strike) {
        return new Fault("store: " + what, scene -> {
            try {
                return strike.on(scene);
            } finally {
                bucket.link().meet(request -> FlakyLink.Fault.NONE);
            }
        });
    }

    /** Neither a listing, nor the mark by which a folder says whose it is. */
    private boolean isOfAFile(String request) {
        return request.contains(".csv");
    }

    private boolean isRead(String request) {
        return request.startsWith("GET ") && isOfAFile(request);
    }

    private boolean isCopy(String request) {
        return request.startsWith("PUT ") && isOfAFile(request);
    }

    private boolean isDelete(String request) {
        return request.startsWith("DELETE ") && isOfAFile(request);
    }

    /** One to three requests in a row meet with it. */
    private boolean some(Scene scene, FlakyLink.Fault fault, Predicate<String> which) throws Exception {
        scene.job();
        int times = scene.upTo(3);
        int before = scene.random().nextInt(which.test("GET x.csv") && which.test("PUT x.csv") ? DEEP : 2);
        bucket.link().meet(after(before, times, which, () -> fault));
        scene.deliver(FILES);
        awaitStrikes(times);
        return true;
    }

    /** The driver is killed while the store has the request in hand, which it may yet do. */
    private boolean killed(Scene scene, Predicate<String> which) throws Exception {
        JobProcess job = scene.job();
        boolean isDone = scene.random().nextBoolean();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch dead = new CountDownLatch(1);
        bucket.link().meet(after(scene.random().nextInt(4), 1, which, () -> {
            held.countDown();
            try {
                dead.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return isDone ? FlakyLink.Fault.UNHEARD : FlakyLink.Fault.LOST;
        }));
        scene.deliver(FILES);
        try {
            Patience.await("a request that the driver dies with", TIME_TO_STRIKE, () -> held.getCount() == 0);
            job.kill();
        } finally {
            dead.countDown();
        }
        awaitStrikes(1);
        return true;
    }

    /** Nothing gets to it for a while, listings neither. */
    private boolean silent(Scene scene) throws Exception {
        scene.job();
        scene.beginLoad();
        boolean atWork = scene.isAtWork();
        bucket.link().meet(request -> FlakyLink.Fault.LOST);
        awaitStrikes(1);
        scene.deliver(3);
        scene.delay(LONGEST_SILENCE_MILLIS);
        return atWork;
    }

    private boolean archiveForbidden(Scene scene) throws Exception {
        JobProcess job = scene.job();
        long before = job.timesSaid(ArchiveTrouble.HELD_UP);
        String archive = "PUT " + bucket.path(scene.folders().archive());
        bucket.link().meet(request -> request.startsWith(archive) ? FlakyLink.Fault.FORBIDDEN : FlakyLink.Fault.NONE);
        scene.deliver(4);
        Patience.await(
                "a loaded file that cannot be moved; see " + job.log(),
                TIME_TO_NOTICE,
                () -> job.timesSaid(ArchiveTrouble.HELD_UP) > before);
        scene.deliver(3);
        scene.delay(1000);
        if (scene.random().nextBoolean()) {
            job.kill();
        }
        return true;
    }

    private void awaitStrikes(int times) throws Exception {
        Patience.await(
                "the job to ask the store often enough",
                TIME_TO_STRIKE,
                () -> bucket.link().struck() >= times);
    }

    private interface Strike {
        FlakyLink.Fault now();
    }

    /** Lets so many of these requests pass, and then so many meet with the fault. */
    private static Function<String, FlakyLink.Fault> after(
            int before, int times, Predicate<String> which, Strike strike) {
        AtomicInteger seen = new AtomicInteger();
        return request -> {
            if (!which.test(request)) {
                return FlakyLink.Fault.NONE;
            }
            int number = seen.incrementAndGet();
            return number > before && number <= before + times ? strike.now() : FlakyLink.Fault.NONE;
        };
    }
}
