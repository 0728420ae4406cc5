package dev.tidegate.ingest;

import dev.tidegate.ingest.log.GuardedLayout;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What the job logs while it is open, as a person reads it. */
final class LogLines extends AbstractAppender implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LogLines() {
        super("test", null, null, true, Property.EMPTY_ARRAY);
    }

    static LogLines open() {
        LogLines opened = new LogLines();
        opened.start();
        root().addAppender(opened);
        return opened;
    }

    private static org.apache.logging.log4j.core.Logger root() {
        return ((LoggerContext) LogManager.getContext(false)).getRootLogger();
    }

    @Override
    public void append(LogEvent event) {
        if (event.getLoggerName().startsWith("dev.tidegate")) {
            String stream = event.getContextData().getValue(GuardedLayout.STREAM);
            lines.add(event.getLevel() + " "
                    + (stream == null || stream.equals("events") ? "" : "[" + stream + "] ")
                    + event.getMessage().getFormattedMessage()
                    + (event.getThrown() == null ? "" : " with a stack trace of " + event.getThrown()));
        }
    }

    /** {@code LEVEL message}, in order. */
    List<String> all() {
        return lines;
    }

    List<String> of(String level) {
        return lines.stream().filter(line -> line.startsWith(level + " ")).toList();
    }

    @Override
    public void close() {
        root().removeAppender(this);
        stop();
    }
}
