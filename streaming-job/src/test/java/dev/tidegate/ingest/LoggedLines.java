package dev.tidegate.ingest;

import dev.tidegate.ingest.log.Logging;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Logs lines that are hard to write; run by {@link JsonLogTest}, {@link TextLogTest} and {@link LogFolderTest}. */
public final class LoggedLines {

    static final String NASTY = "quote \" backslash \\ line\nend tab\t bell\u0007 {} %m ${java:version} é 😀"
            + " \u001b[2Jescape \u202eright to left \u2028\u0085line ends \udc00 \udb40\udc41tag";

    /** What somebody would like to find in the log. */
    static final String FORGED = "2026-01-01 00:00:00.000Z ERROR Forged: this never happened";

    private LoggedLines() {}

    /** As a task on a cluster does, whose log is that of Spark's configuration. */
    public static final class OfExecutor {

        private OfExecutor() {}

        public static void main(String[] arguments) {
            warn(LoggerFactory.getLogger(LoggedLines.class));
        }
    }

    private static void warn(Logger log) {
        log.warn(NASTY);
        log.error(
                "failed",
                new IllegalStateException(
                        "outer\n\"quoted\"", new IOException("inner\n" + FORGED + "\u001b[2J\u202e")));
    }

    public static void main(String[] arguments) {
        Logging.quietSpark();
        IngestOptions options = new IngestOptions();
        new CommandLine(options).parseArgs(arguments);
        options.log.apply();
        options.log.apply();
        LoggerFactory.getLogger("org.apache.spark.Below").info("of Spark");
        Logger log = LoggerFactory.getLogger(LoggedLines.class);
        log.debug("of the job");
        warn(log);
        var line = log.atInfo();
        String[] fields = {
            "batch", "files", "read", "inserted", "updated", "unchanged", "stale", "duplicate", "filtered", "rejected"
        };
        for (String field : fields) {
            line = line.addKeyValue(field, field.equals("batch") ? 7 : 2);
        }
        for (String field : new String[] {"read_ms", "stage_ms", "merge_ms", "total_ms"}) {
            line = line.addKeyValue(field, 1);
        }
        line.log("batch=7");
    }
}
