package dev.tidegate.ingest.log;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.layout.PatternLayout;

/**
 * Writes JSON where the log goes to the console, and leaves its levels and files as they are.
 *
 * <p>By a pattern of Log4j: its own layouts for JSON are either not in Spark, or need classes that Log4j looks for in places
 * where it does not see a jar that spark-submit loads.
 */
public final class JsonLog {

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
                    + "%notEmpty{,\"stream\":\"%X{stream}\"}"
                    + "%notEmpty{" + batchFields() + "}"
                    + "%notEmpty{,\"exception\":\"%enc{%replace{%ex}{^ }{}}{JSON}\"}}%n";

    private JsonLog() {}

    /** May be called again: Spark reads the configuration of its log a second time when it starts. */
    static void toConsole() {
        ConsoleOutput.layOut(layout -> layout instanceof GuardedLayout guarded && guarded.isJson() ? layout : layout());
    }

    private static Layout<?> layout() {
        return GuardedLayout.json(PatternLayout.newBuilder()
                .withPattern(PATTERN)
                .withCharset(StandardCharsets.UTF_8)
                .withAlwaysWriteExceptions(false)
                .build());
    }

    private static String batchFields() {
        return BATCH_FIELDS.stream()
                .map(field -> ",\"%s\":%%X{%s}".formatted(field, field))
                .collect(Collectors.joining());
    }
}
