package dev.tidegate.dashboard.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tidegate.dashboard.TestSettings;
import dev.tidegate.dashboard.TestShop;
import dev.tidegate.dashboard.TestShop.Reject;
import dev.tidegate.dashboard.TestStream;
import dev.tidegate.dashboard.database.Database;
import dev.tidegate.postgres.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The intake, where two streams are loaded in turns. */
class StreamPanelsTest {
    private static final Set<Panel> OF_THE_INTAKE = EnumSet.of(
            Panel.INTAKE,
            Panel.LAG,
            Panel.INTAKE_TREND,
            Panel.LAG_TREND,
            Panel.COUNTS,
            Panel.REJECT_REASONS,
            Panel.REJECTS,
            Panel.FILES);

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @TempDir
    static Path folder;

    private static Database database;

    @BeforeAll
    static void deliver() throws SQLException {
        TestStream events = TestStream.events(DATABASE);
        TestStream orders = TestStream.declared(DATABASE, "orders");
        events.commit(10);
        orders.commit(7, new Reject("required", "sku", "sku is empty", "1,,3"));
        events.commit(20, new Reject("required", "user_id", "user_id is empty", "a,,b"));
        orders.commit(5, new Reject("required", "sku", "sku is empty", "2,,3"));
        orders.commit(4, new Reject("number_format", "price", "price is 1,5", "3,x,1,5"));
        // All of one delivery took 3 s; these took longer.
        new TestShop(DATABASE)
                .execute(
                        "UPDATE ingested_files SET modified_at = modified_at - interval '57 s' WHERE stream = 'orders'");
        database = Database.at(TestSettings.of(DATABASE, folder), 1);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @ParameterizedTest
    @EnumSource(Panel.class)
    void eachPanelOfTheIntakeAndNoOtherTakesAStream(Panel panel) {
        assertThat(panel.filters().contains(Filter.STREAM)).isEqualTo(OF_THE_INTAKE.contains(panel));
    }

    @Test
    void theSevenCountsAreThoseOfEachStream() {
        assertThat(rows(Panel.COUNTS, null))
                .extracting("stream", "files", "records_read", "inserted", "rejected")
                .containsExactly(tuple("events", 2L, 31L, 30L, 1L), tuple("orders", 3L, 19L, 16L, 3L));
        assertThat(rows(Panel.COUNTS, "orders")).extracting("stream").containsExactly("orders");
    }

    @Test
    void filesAndRejectsAreThoseOfTheStreamNewestFirst() {
        assertThat(rows(Panel.FILES, null))
                .extracting("stream", "path")
                .containsExactly(
                        tuple("orders", "orders-5.csv"),
                        tuple("orders", "orders-4.csv"),
                        tuple("events", "events-3.csv"),
                        tuple("orders", "orders-2.csv"),
                        tuple("events", "events-1.csv"));
        assertThat(rows(Panel.FILES, "events")).extracting("path").containsExactly("events-3.csv", "events-1.csv");
        assertThat(rows(Panel.REJECTS, null))
                .extracting("stream", "path")
                .containsExactly(
                        tuple("orders", "orders-5.csv"),
                        tuple("orders", "orders-4.csv"),
                        tuple("events", "events-3.csv"),
                        tuple("orders", "orders-2.csv"));
        assertThat(rows(Panel.REJECTS, "events")).extracting("raw").containsExactly("a,,b");
        assertThat(narrowed(Panel.REJECTS, Map.of(Filter.STREAM, "orders", Filter.REASON, "required")))
                .extracting("path")
                .containsExactly("orders-4.csv", "orders-2.csv");
        assertThat(narrowed(Panel.REJECTS, Map.of(Filter.STREAM, "orders", Filter.BEFORE, "4.10000")))
                .extracting("path")
                .containsExactly("orders-2.csv");
    }

    @Test
    void theSameReasonOfTwoStreamsIsTwoRows() {
        assertThat(rows(Panel.REJECT_REASONS, null))
                .extracting("stream", "reason", "rejects")
                .containsExactly(
                        tuple("orders", "required", 2L),
                        tuple("events", "required", 1L),
                        tuple("orders", "number_format", 1L));
        assertThat(rows(Panel.REJECT_REASONS, "events")).hasSize(1);
    }

    @Test
    void ratesAndBarsOfTheStreamsAddUpToThoseOfAll() {
        for (String stream : new String[] {null, "events", "orders"}) {
            long records = stream == null ? 50 : stream.equals("events") ? 31 : 19;
            long files = stream == null ? 5 : stream.equals("events") ? 2 : 3;
            assertThat(rows(Panel.INTAKE, stream))
                    .as("%s", stream)
                    .extracting("period", "batches", "files", "records_read")
                    .contains(tuple("1 hour", files, files, records), tuple("24 hours", files, files, records));
            assertThat(rows(Panel.INTAKE_TREND, stream)).hasSize(60);
            assertThat(rows(Panel.INTAKE_TREND, stream).stream()
                            .mapToLong(row -> (Long) row.get("records_read"))
                            .sum())
                    .as("%s", stream)
                    .isEqualTo(records);
        }
    }

    @Test
    void theLagIsThatOfTheStream() {
        assertThat(rows(Panel.LAG, null)).extracting("files").containsExactly(5L);
        assertThat(rows(Panel.LAG, "events")).extracting("files", "max_seconds").containsExactly(tuple(2L, 3.0));
        assertThat(rows(Panel.LAG, "orders"))
                .extracting("files", "median_seconds")
                .containsExactly(tuple(3L, 60.0));
        assertThat(rows(Panel.LAG_TREND, "orders"))
                .extracting("path")
                .containsExactly("orders-2.csv", "orders-4.csv", "orders-5.csv");
    }

    @Test
    void aStreamThatIsNotThereHasNoRowsAndRatesOfZero() {
        for (Panel panel : List.of(Panel.COUNTS, Panel.FILES, Panel.REJECTS, Panel.REJECT_REASONS, Panel.LAG_TREND)) {
            assertThat(rows(panel, "nothing")).as(panel.label()).isEmpty();
        }
        assertThat(rows(Panel.INTAKE, "nothing"))
                .hasSize(3)
                .extracting("batches")
                .containsOnly(0L);
        assertThat(rows(Panel.LAG, "nothing")).extracting("files").containsExactly(0L);
    }

    private static List<Map<String, Object>> rows(Panel panel, String stream) {
        return narrowed(panel, stream == null ? Map.of() : Map.of(Filter.STREAM, stream));
    }

    private static List<Map<String, Object>> narrowed(Panel panel, Map<Filter, Object> filters) {
        Question question = new Question(panel, Question.NO_RANGE, new HashMap<>(filters));
        Span span = question.span(Clock.systemUTC().instant());
        return database.query(panel.sql(), question.parameters(span)).records();
    }
}
