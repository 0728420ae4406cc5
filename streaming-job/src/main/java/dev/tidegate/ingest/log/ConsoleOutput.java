package dev.tidegate.ingest.log;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LoggerContext;
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

    /** Gives the lines that go to the console another layout, and leaves levels and filters as they are. */
    static void layOut(UnaryOperator<Layout<?>> layouts) {
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        for (ConsoleOutput console : allOf(context.getConfiguration())) {
            Layout<?> before = console.appender.getLayout();
            Layout<?> after = layouts.apply(before);
            if (after != before) {
                console.replaceBy(console.withLayout(after));
            }
        }
        context.updateLoggers();
    }

    private ConsoleAppender withLayout(Layout<?> layout) {
        ConsoleAppender other = ConsoleAppender.newBuilder()
                .setName(appender.getName())
                .setTarget(appender.getTarget())
                .setFilter(appender.getFilter())
                .setLayout(layout)
                .build();
        other.start();
        return other;
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

    private void replaceBy(ConsoleAppender other) {
        logger.removeAppender(appender.getName());
        add(other);
    }
}
