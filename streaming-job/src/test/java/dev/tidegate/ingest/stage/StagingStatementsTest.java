package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.GoldenStatements;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The statements of staging that are made for the stream of events. */
class StagingStatementsTest {

    @Test
    void statementsForEventsAreThoseOfTheGoldenFile() throws IOException {
        GoldenStatements.assertGolden(StagingStatementsTest.class, made());
    }

    private static Map<String, String> made() {
        StagingTables tables = new StagingTables(Events.STREAM, 7, 1);
        Statements statements = Statements.of(Events.STREAM);
        Map<String, String> made = new LinkedHashMap<>();
        made.put("CREATE_STAGING", statements.ofSession("create_staging"));
        made.put("COPY_EVENTS", statements.ofSession("copy_events"));
        made.put("COPY_REJECTS", statements.ofSession("copy_rejects"));
        made.put("COPY_EVENTS into the tables of a large micro-batch", tables.copyEvents());
        made.put("COPY_REJECTS into the tables of a large micro-batch", tables.copyRejects());
        made.put("COPY_SUMS into the tables of a large micro-batch", tables.copySums());
        return made;
    }
}
