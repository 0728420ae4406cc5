package dev.tidegate.bench;

import dev.tidegate.ingest.IngestJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.apache.spark.sql.SparkSession;

/** The job of this project with everything on, in this JVM or in one of its own. */
final class TidegateJob {

    private final SparkSession spark;
    private final BenchDatabase database;
    private final Path folder;

    /**
     * @param spark null where the job runs in a process of its own
     * @param folder of its own, for input, archive and checkpoint
     */
    TidegateJob(SparkSession spark, BenchDatabase database, Path folder) throws IOException {
        this.spark = spark;
        this.database = database;
        this.folder = folder;
        Files.createDirectories(input());
    }

    /** Where files land. */
    Path input() {
        return folder.resolve("input");
    }

    Path checkpoint() {
        return folder.resolve("checkpoint");
    }

    /** Puts files into the input folder, with the bytes and times they have. */
    void deliver(List<Path> files) throws IOException {
        for (Path file : files) {
            Files.createLink(input().resolve(file.getFileName()), file);
        }
    }

    /** The options of the job as words, those given last. */
    List<String> arguments(String... options) {
        List<String> all = new ArrayList<>(List.of(
                "--input", input().toString(),
                "--archive", folder.resolve("archive").toString(),
                "--quarantine", folder.resolve("quarantine").toString(),
                "--checkpoint", checkpoint().toString(),
                "--jdbc-url", database.jdbcUrl(),
                "--user", database.user(),
                "--password-file", database.passwordFile().toString(),
                "--settle", "0"));
        all.addAll(List.of(options));
        return all;
    }

    /** Runs the job until it ends by itself. */
    void run(String... options) {
        requireGood(IngestJob.run(spark, new CountDownLatch(1), words(options)));
    }

    /** Runs the job until it is closed. */
    Running start(String... options) {
        CountDownLatch stop = new CountDownLatch(1);
        var thread = Executors.newSingleThreadExecutor();
        CompletableFuture<Integer> status =
                CompletableFuture.supplyAsync(() -> IngestJob.run(spark, stop, words(options)), thread);
        thread.shutdown();
        return new Running(stop, status);
    }

    private String[] words(String... options) {
        return arguments(options).toArray(String[]::new);
    }

    private static void requireGood(int status) {
        if (status != 0) {
            throw new CheckFailedException("The job ended with status %d: expected 0".formatted(status));
        }
    }

    /** A running job. */
    record Running(CountDownLatch stop, CompletableFuture<Integer> status) implements AutoCloseable {

        /** Throws if the job has ended: then nothing would load the files. */
        void requireAlive() {
            if (status.isDone()) {
                throw new CheckFailedException(
                        "The job ended with status %d while files wait".formatted(status.join()));
            }
        }

        @Override
        public void close() {
            stop.countDown();
            requireGood(status.join());
        }
    }
}
