package dev.tidegate.ingest;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs lines that are hard to write as JSON; run by {@link JsonLogTest}. */
public final class LoggedLines {

    static final String NASTY = "quote \" backslash \\ line\nend tab\t bell\u0007 {} %m ${java:version} é 😀";

    private LoggedLines() {}

    public static void main(String[] arguments) {
        Logging.quietSpark();
        Logging.format(LogFormat.JSON);
        Logging.format(LogFormat.JSON);
        Logger log = LoggerFactory.getLogger(LoggedLines.class);
        log.warn(NASTY);
        log.error("failed", new IllegalStateException("outer\n\"quoted\"", new IOException("inner")));
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
