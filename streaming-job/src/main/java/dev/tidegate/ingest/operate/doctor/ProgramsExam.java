package dev.tidegate.ingest.operate.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Java and Spark. */
final class ProgramsExam {

    private static final int OLDEST_JAVA = 17;
    private static final int FIRST_JAVA_TOO_NEW = 24;
    private static final String SPARK = "3.5.8";
    private static final Pattern SPARK_JAR = Pattern.compile("spark-core_2\\.12-(3\\.5\\.[0-9]+)\\.jar");

    /** Set by the script: the folder of the Spark that comes with Tidegate. */
    private static final String OWN_SPARK = "tidegate.spark";

    private ProgramsExam() {}

    static void run(Examination examination) {
        int java = Runtime.version().feature();
        if (java < OLDEST_JAVA || java >= FIRST_JAVA_TOO_NEW) {
            examination.wrong(
                    "Java", "%s cannot run Spark 3.5".formatted(Runtime.version()), "Set JAVA_HOME to a JDK 17 or 21");
        } else {
            examination.ok("Java", Runtime.version().toString());
        }
        String sparkHome = System.getenv("SPARK_HOME");
        if (sparkHome != null && !sparkHome.isEmpty()) {
            spark(examination, Path.of(sparkHome), "SPARK_HOME is %s".formatted(sparkHome));
        } else if (System.getProperty(OWN_SPARK) != null) {
            own(examination, Path.of(System.getProperty(OWN_SPARK)));
        }
    }

    private static void own(Examination examination, Path spark) {
        if (Files.isDirectory(spark)) {
            spark(examination, spark, "Tidegate's own is " + spark);
        } else {
            examination.warn("Spark", "none is assembled yet", "scripts/submit.sh does it when it starts");
        }
    }

    private static void spark(Examination examination, Path home, String where) {
        Optional<String> version = version(home.resolve("jars"));
        if (version.isEmpty()) {
            examination.wrong(
                    "Spark",
                    where + ", which is no Spark 3.5 for Scala 2.12",
                    "Unset SPARK_HOME, or let it name a Spark " + SPARK);
        } else if (!version.get().equals(SPARK)) {
            examination.warn(
                    "Spark",
                    "%s, which is Spark %s".formatted(where, version.get()),
                    "Tidegate is built for and tested with %s".formatted(SPARK));
        } else {
            examination.ok("Spark", "%s in %s".formatted(SPARK, home));
        }
    }

    private static Optional<String> version(Path jars) {
        try (Stream<Path> entries = Files.list(jars)) {
            return entries.map(jar -> SPARK_JAR.matcher(jar.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(jar -> jar.group(1))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
