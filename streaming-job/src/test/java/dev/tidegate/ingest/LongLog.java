package dev.tidegate.ingest;

import dev.tidegate.ingest.log.Logging;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Logs more than is kept, in lines of a megabyte; run by {@link LogFolderTest}. */
public final class LongLog {

    private static final int LINES = 125;

    private LongLog() {}

    public static void main(String[] arguments) {
        Logging.quietSpark();
        IngestOptions options = new IngestOptions();
        new CommandLine(options).parseArgs(arguments);
        options.log.apply();
        Logger log = LoggerFactory.getLogger(LongLog.class);
        String megabyte = "x".repeat(1 << 20);
        for (int line = 0; line < LINES; line++) {
            log.info("line {} {}", line, megabyte);
        }
    }
}
