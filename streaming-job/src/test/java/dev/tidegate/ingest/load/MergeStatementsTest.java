package dev.tidegate.ingest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.stream.ColumnLists;
import dev.tidegate.ingest.stream.Events;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The statements that are made for the stream of events, and what is said in one place only. */
class MergeStatementsTest {

    private static final Path STATEMENTS = Path.of("src/main/resources/dev/tidegate/ingest");
    private static final String GOLDEN = "events.sql";

    /** {@code -Dtidegate.golden.write=FILE} writes what is made now, for a look at the difference. */
    @Test
    void statementsForEventsAreThoseOfTheGoldenFile() throws IOException {
        String made = made().entrySet().stream()
                .map(statement -> "-- " + statement.getKey() + "\n" + statement.getValue() + "\n")
                .collect(Collectors.joining("\n"));
        String write = System.getProperty("tidegate.golden.write");
        if (write != null) {
            Files.writeString(Path.of(write), made);
        }
        try (InputStream golden = MergeStatementsTest.class.getResourceAsStream(GOLDEN)) {
            assertThat(made).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Map<String, String> made() {
        StagingTables tables = new StagingTables(7, 1);
        Map<String, String> made = new LinkedHashMap<>();
        made.put("CREATE_STAGING", Sql.CREATE_STAGING);
        made.put("COPY_EVENTS", Sql.COPY_EVENTS);
        made.put("COPY_REJECTS", Sql.COPY_REJECTS);
        made.put("COPY_EVENTS into the tables of a large micro-batch", tables.copyEvents());
        made.put("COPY_REJECTS into the tables of a large micro-batch", tables.copyRejects());
        made.put("COPY_SUMS into the tables of a large micro-batch", tables.copySums());
        made.put("INSERT_EVENTS", Sql.INSERT_EVENTS);
        made.put("INSERT_DISTINCT_EVENTS", Sql.INSERT_DISTINCT_EVENTS);
        made.put("WRITE_LEDGER_OF_NEW", Sql.WRITE_LEDGER_OF_NEW);
        made.put("MERGE", Sql.MERGE);
        return made;
    }

    @Test
    void whichVersionWinsIsSaidInOneFile() throws IOException {
        try (Stream<Path> files = Files.walk(STATEMENTS)) {
            List<Path> winners = files.filter(MergeStatementsTest::saysWhoWins).toList();
            assertThat(winners).singleElement().satisfies(file -> assertThat(file)
                    .hasFileName("winner.sql"));
        }
    }

    private static boolean saysWhoWins(Path file) {
        try {
            return Files.isRegularFile(file) && Files.readString(file).contains("DISTINCT ON");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void namesAreQuotedAndAGapThatNobodyKnowsIsRefused() {
        ColumnLists lists = new ColumnLists(Events.STREAM);
        assertThat(lists.fill("SELECT {kept.key} FROM {table} AS kept"))
                .isEqualTo("SELECT kept.\"event_id\" FROM \"raw_events\" AS kept");
        assertThat(ColumnLists.quoted("a\"b")).isEqualTo("\"a\"\"b\"");
        assertThat(lists.with("events", "e").fill("COPY {events}")).isEqualTo("COPY e");
        assertThatThrownBy(() -> lists.fill("SELECT {colums}")).hasMessageContaining("{colums}");
    }
}
