package dev.tidegate.crashtest.nemesis;

import dev.tidegate.crashtest.running.Database;
import dev.tidegate.crashtest.running.Folders;
import dev.tidegate.crashtest.running.JobProcess;
import dev.tidegate.crashtest.running.JobSetup;
import dev.tidegate.crashtest.running.Jobs;
import dev.tidegate.crashtest.running.Patience;
import dev.tidegate.crashtest.running.Proxy;
import dev.tidegate.crashtest.running.SmallDisk;
import dev.tidegate.crashtest.running.TestedStream;
import dev.tidegate.crashtest.workload.Producers;
import dev.tidegate.crashtest.workload.Shape;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;

/**
 * One round: all that a fault may touch, and the round's random numbers.
 *
 * @param number of the round, from 1
 */
public record Scene(
        int number,
        Random random,
        Producers producers,
        Jobs jobs,
        Database database,
        Proxy proxy,
        Folders folders,
        SmallDisk disk) {

    /** How a job is started where the fault wants nothing else. */
    JobSetup plain() {
        return JobSetup.plain(folders.archive());
    }

    /** A job that runs and is ready. */
    JobProcess job() throws Exception {
        return jobs.running(plain());
    }

    /** Delivers this number of files of any kind, one of them big enough for staging tables; each stream gets one of three. */
    void deliver(int files) throws IOException {
        producers.deliver(number, files - 1, random);
        producers.deliver(number, Shape.PACKED, random);
    }

    void deliver(Shape shape) throws IOException {
        producers.deliver(number, shape, random);
    }

    /** Delivers files and lets the job get anywhere in their load; the last ones have only just landed then. */
    void beginLoad() throws Exception {
        deliver(4);
        delay(1200);
        deliver(3);
        delay(150);
    }

    /** Whether files wait to be loaded, or moved. */
    boolean isAtWork() throws Exception {
        return !folders.waiting().isEmpty() || database.toBeMoved() > 0;
    }

    /** Whether files of a stream do. */
    boolean isAtWork(TestedStream stream) throws Exception {
        return !folders.waiting(stream).isEmpty() || database.toBeMoved(stream) > 0;
    }

    /** Lets time pass, up to this limit. */
    void delay(int longestMillis) throws InterruptedException {
        Patience.pause(Duration.ofMillis(random.nextInt(longestMillis)));
    }

    /** One of the streams. */
    TestedStream anyStream() {
        return TestedStream.all().get(random.nextInt(TestedStream.all().size()));
    }

    /** A number from 1 to the largest. */
    int upTo(int largest) {
        return 1 + random.nextInt(largest);
    }

    /** Waits until all that was delivered is loaded and moved. The job that is meant to run must do it by itself. */
    public void awaitAllMoved() throws Exception {
        Patience.await(
                "all files to be loaded and moved; see the newest log in " + folders.logs(),
                Duration.ofMinutes(3),
                () -> jobs.stillRuns() && folders.waiting().isEmpty() && database.toBeMoved() == 0);
    }
}
