package dev.tidegate.bench;

import dev.tidegate.ingest.spark.TunedSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** What the measurements share: a folder, a database, and the Spark of the job. */
final class Run implements AutoCloseable {

    private final Path folder;
    private final BenchDatabase database;
    private final Report report;
    private final boolean keep;
    private SparkSession spark;
    private int folders;

    private Run(Path folder, BenchDatabase database, Report report, boolean keep) {
        this.folder = folder;
        this.database = database;
        this.report = report;
        this.keep = keep;
    }

    /** Starts a new PostgreSQL in a new folder. */
    static Run begin(Path work, Report report, boolean keep) throws IOException, SQLException {
        Files.createDirectories(work);
        Path folder = Files.createTempDirectory(work.toAbsolutePath(), "run-");
        return new Run(folder, BenchDatabase.start(folder), report, keep);
    }

    BenchDatabase database() {
        return database;
    }

    Report report() {
        return report;
    }

    /** A new empty folder. */
    Path newFolder(String purpose) throws IOException {
        return Files.createDirectories(folder.resolve("%s-%d".formatted(purpose, ++folders)));
    }

    /** Spark as the job starts it; only for those who need it, so that what runs in a process of its own has the machine. */
    SparkSession spark() {
        if (spark == null) {
            spark = TunedSpark.session();
        }
        return spark;
    }

    /** Spark as it is without the job's settings. */
    SparkSession plainSpark() {
        SparkSession plain = spark().newSession();
        for (String setting : new String[] {
            "spark.sql.adaptive.enabled",
            "spark.sql.streaming.checkpointFileManagerClass",
            "spark.sql.streaming.pollingDelay"
        }) {
            plain.conf().unset(setting);
        }
        return plain;
    }

    void stopSpark() {
        if (spark != null) {
            spark.stop();
            spark = null;
        }
    }

    /** The job on this run's Spark, with folders of its own. */
    TidegateJob job() throws IOException {
        return new TidegateJob(spark(), database, newFolder("job"));
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Override
    public void close() {
        try {
            stopSpark();
            database.close();
            if (!keep) {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot clear " + folder + " away", e);
        }
    }
}
