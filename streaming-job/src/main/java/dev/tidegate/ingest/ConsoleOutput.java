package dev.tidegate.ingest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;

/** A place where the configuration of the log lets lines go to the console, with the level and filter that it says there. */
record ConsoleOutput(LoggerConfig logger, ConsoleAppender appender) {

    static List<ConsoleOutput> allOf(Configuration configuration) {
        // Where no file configures the log, its root is not among its loggers.
        Set<LoggerConfig> loggers = new HashSet<>(configuration.getLoggers().values());
        loggers.add(configuration.getRootLogger());
        List<ConsoleOutput> all = new ArrayList<>();
        for (LoggerConfig logger : loggers) {
            for (Appender appender : logger.getAppenders().values()) {
                if (appender instanceof ConsoleAppender console) {
                    all.add(new ConsoleOutput(logger, console));
                }
            }
        }
        return all;
    }

    /** Lets the lines go there, too. */
    void add(Appender other) {
        Optional<AppenderRef> ref = logger.getAppenderRefs().stream()
                .filter(each -> each.getRef().equals(appender.getName()))
                .findFirst();
        logger.addAppender(
                other,
                ref.map(AppenderRef::getLevel).orElse(null),
                ref.map(AppenderRef::getFilter).orElse(null));
    }

    /** Lets the lines go there instead. */
    void replaceBy(ConsoleAppender other) {
        logger.removeAppender(appender.getName());
        add(other);
    }
}
