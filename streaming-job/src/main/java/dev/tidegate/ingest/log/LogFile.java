package dev.tidegate.ingest.log;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.apache.logging.log4j.core.appender.rolling.DefaultRolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.SizeBasedTriggeringPolicy;
import org.apache.logging.log4j.core.config.Configuration;

/** Writes what goes to the console also to a file, line by line the same; Log4j sees to it that it does not grow for ever. */
final class LogFile {

    static final String NAME = "tidegate.log";

    /** The newest of them is 1. */
    private static final String OLDER_NAMES = "tidegate-%i.log.gz";

    private static final String SIZE = "10 MB";
    private static final String OLDER = "9";

    private LogFile() {}

    /**
     * May be called again: Spark reads the configuration of its log a second time when it starts.
     *
     * @throws IOException if the folder cannot be made or written in
     */
    static void in(Path folder) throws IOException {
        open(folder);
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        Configuration configuration = context.getConfiguration();
        for (ConsoleOutput console : ConsoleOutput.allOf(configuration)) {
            String name = console.appender().getName() + " in " + folder;
            if (configuration.getAppender(name) == null) {
                // The configuration stops it in the end, and waits for an older file that is being compressed.
                configuration.addAppender(appender(name, console.appender(), folder, configuration));
            }
            if (!console.logger().getAppenders().containsKey(name)) {
                console.add(configuration.getAppender(name));
            }
        }
        context.updateLoggers();
    }

    /** Log4j would tell of a file that it cannot open with a stack trace, and go on without. */
    private static void open(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (!Files.isWritable(folder)) {
            throw new AccessDeniedException(folder.toString());
        }
        Files.newOutputStream(folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                .close();
    }

    private static Appender appender(String name, ConsoleAppender console, Path folder, Configuration configuration) {
        RollingFileAppender file = RollingFileAppender.newBuilder()
                .setName(name)
                .setFilter(console.getFilter())
                .setLayout(console.getLayout())
                .setConfiguration(configuration)
                .withFileName(folder.resolve(NAME).toString())
                .withFilePattern(folder.resolve(OLDER_NAMES).toString())
                .withPolicy(SizeBasedTriggeringPolicy.createPolicy(SIZE))
                .withStrategy(DefaultRolloverStrategy.newBuilder()
                        .withConfig(configuration)
                        .withFileIndex("min")
                        .withMax(OLDER)
                        .build())
                .build();
        file.start();
        return file;
    }
}
