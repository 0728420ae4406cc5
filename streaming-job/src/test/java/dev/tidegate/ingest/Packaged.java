package dev.tidegate.ingest;

import java.nio.file.Path;

/** What the build has packaged, for the Spark that is tested on: another one has folders of its own. */
public final class Packaged {

    static final Path SPARK_SUBMIT = Path.of(System.getProperty("tidegate.test.spark"), "bin", "spark-submit");

    private static final Path FOLDER = Path.of(System.getProperty("tidegate.test.packaged"));

    /** The job with all that it needs beside Spark. */
    public static final Path JAR = FOLDER.resolve("streaming-job.jar");

    static final Path OLDER_DRIVER = FOLDER.resolve("older-driver");

    private Packaged() {}
}
