package dev.tidegate.ingest.log;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.StringLayout;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;
import org.apache.logging.log4j.message.SimpleMessage;

/**
 * Another layout, in which nothing that is logged can look like a line of the log, drive a terminal or hide text: names of
 * files come from outside, and find their way into messages and exceptions, of this project and of the libraries.
 */
public final class GuardedLayout extends AbstractStringLayout {

    /** The key under which a thread has the name of its stream. */
    public static final String STREAM = "stream";

    private static final String BUILT_IN = "events";

    private final StringLayout layout;
    private final boolean json;

    private GuardedLayout(StringLayout layout, boolean json) {
        super(charset(layout));
        this.layout = layout;
        this.json = json;
    }

    /**
     * For lines of text: a message is one line, in which special characters are written out, such as {@code \n}. A stack
     * trace stands below, and where the message of an exception has several lines, all but the first begin with a tab and a
     * bar. Another kind of layout than text is returned as it is.
     */
    public static Layout<?> text(Layout<?> layout) {
        return layout instanceof StringLayout text && !(layout instanceof GuardedLayout)
                ? new GuardedLayout(text, false)
                : layout;
    }

    /** For JSON, one object a line: special characters are written as JSON does, so a reader gets what was logged. */
    public static Layout<?> json(StringLayout layout) {
        return new GuardedLayout(layout, true);
    }

    private static Charset charset(StringLayout layout) {
        return layout.getCharset() == null ? StandardCharsets.UTF_8 : layout.getCharset();
    }

    /** Whether it is for JSON. */
    public boolean isJson() {
        return json;
    }

    @Override
    public String toSerializable(LogEvent event) {
        if (json) {
            return escaped(layout.toSerializable(event));
        }
        LogEvent line = new Log4jLogEvent.Builder(event)
                .setMessage(new SimpleMessage(stream(event)
                        + Printable.of(String.valueOf(event.getMessage().getFormattedMessage()))))
                .setThreadName(Printable.of(String.valueOf(event.getThreadName())))
                .setThrown(null)
                .setThrownProxy(null)
                .build();
        StringBuilder text = new StringBuilder(layout.toSerializable(line));
        if (event.getThrown() != null) {
            StackTrace.append(text, event.getThrown());
        }
        return text.toString();
    }

    /** Of which stream a line is, where there may be several: the lines of the built-in one are as they always were. */
    private static String stream(LogEvent event) {
        String stream = event.getContextData().getValue(STREAM);
        return stream == null || stream.equals(BUILT_IN) ? "" : "[" + stream + "] ";
    }

    /** Within strings only: elsewhere JSON has none of these characters, but for the end of the line. */
    private static String escaped(String line) {
        StringBuilder escaped = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); ) {
            int character = line.codePointAt(i);
            i += Character.charCount(character);
            boolean lineEnd = (character == '\n' || character == '\r')
                    && line.substring(i).isBlank();
            if (lineEnd || Printable.isHarmless(character)) {
                escaped.appendCodePoint(character);
            } else {
                for (char unit : Character.toChars(character)) {
                    escaped.append("\\u").append(hex(unit));
                }
            }
        }
        return escaped.toString();
    }

    private static String hex(char unit) {
        return Integer.toHexString(0x10000 | unit).substring(1);
    }

    /** Written by hand, since in the text that Java makes of an exception nobody can tell its message from its frames. */
    private static final class StackTrace {

        private static final String CONTINUED = "\t| ";

        private final StringBuilder out;
        private final Set<Throwable> shown = Collections.newSetFromMap(new IdentityHashMap<>());

        private StackTrace(StringBuilder out) {
            this.out = out;
        }

        static void append(StringBuilder out, Throwable thrown) {
            new StackTrace(out).append("", "", thrown, new StackTraceElement[0]);
        }

        private void append(String indent, String caption, Throwable thrown, StackTraceElement[] around) {
            message(indent, caption, thrown);
            if (!shown.add(thrown)) {
                return;
            }
            StackTraceElement[] frames = thrown.getStackTrace();
            int common = common(frames, around);
            for (int i = 0; i < frames.length - common; i++) {
                out.append(indent)
                        .append("\tat ")
                        .append(Printable.of(frames[i].toString()))
                        .append('\n');
            }
            if (common > 0) {
                out.append(indent).append("\t... ").append(common).append(" more\n");
            }
            for (Throwable suppressed : thrown.getSuppressed()) {
                append(indent + '\t', "Suppressed: ", suppressed, frames);
            }
            if (thrown.getCause() != null) {
                append(indent, "Caused by: ", thrown.getCause(), frames);
            }
        }

        private void message(String indent, String caption, Throwable thrown) {
            String[] lines = String.valueOf(thrown).split("\\R", -1);
            out.append(indent).append(caption).append(Printable.of(lines[0])).append('\n');
            for (int i = 1; i < lines.length; i++) {
                out.append(indent)
                        .append(CONTINUED)
                        .append(Printable.of(lines[i]))
                        .append('\n');
            }
        }

        private static int common(StackTraceElement[] frames, StackTraceElement[] around) {
            int common = 0;
            while (common < frames.length
                    && common < around.length
                    && frames[frames.length - 1 - common].equals(around[around.length - 1 - common])) {
                common++;
            }
            return common;
        }
    }
}
