package dev.tidegate.ingest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.layout.PatternLayout;

/**
 * Writes JSON where the log goes to the console, and leaves its levels and files as they are.
 *
 * <p>By a pattern of Log4j: its own layouts for JSON are either not in Spark, or need classes that Log4j looks for in places
 * where it does not see a jar that spark-submit loads.
 */
final class JsonLog {

    /** What a line about a micro-batch has beside its message, all of it numbers. */
    private static final List<String> BATCH_FIELDS = List.of(
            "batch",
            "files",
            "read",
            "inserted",
            "updated",
            "unchanged",
            "stale",
            "duplicate",
            "filtered",
            "rejected",
            "read_ms",
            "stage_ms",
            "merge_ms",
            "total_ms");

    private static final String PATTERN =
            "{\"time\":\"%d{yyyy-MM-dd'T'HH:mm:ss.SSS}{UTC}Z\",\"level\":\"%p\",\"logger\":\"%enc{%c}{JSON}\""
                    + ",\"thread\":\"%enc{%t}{JSON}\",\"message\":\"%enc{%m}{JSON}\""
                    + "%notEmpty{" + batchFields() + "}"
                    + "%notEmpty{,\"exception\":\"%enc{%replace{%ex}{^ }{}}{JSON}\"}}%n";

    private JsonLog() {}

    /** May be called again: Spark reads the configuration of its log a second time when it starts. */
    static void toConsole() {
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        for (ConsoleOutput console : ConsoleOutput.allOf(context.getConfiguration())) {
            if (!isJson(console.appender())) {
                console.replaceBy(json(console.appender()));
            }
        }
        context.updateLoggers();
    }

    private static boolean isJson(ConsoleAppender appender) {
        return appender.getLayout() instanceof PatternLayout layout
                && layout.getConversionPattern().equals(PATTERN);
    }

    private static ConsoleAppender json(ConsoleAppender text) {
        ConsoleAppender json = ConsoleAppender.newBuilder()
                .setName(text.getName())
                .setTarget(text.getTarget())
                .setFilter(text.getFilter())
                .setLayout(PatternLayout.newBuilder()
                        .withPattern(PATTERN)
                        .withCharset(StandardCharsets.UTF_8)
                        .withAlwaysWriteExceptions(false)
                        .build())
                .build();
        json.start();
        return json;
    }

    private static String batchFields() {
        return BATCH_FIELDS.stream()
                .map(field -> ",\"%s\":%%X{%s}".formatted(field, field))
                .collect(Collectors.joining());
    }
}
