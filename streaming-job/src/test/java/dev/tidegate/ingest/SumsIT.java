package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.stream.Events;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The tasks add the events of a large micro-batch up for the aggregates. Their sums are taken where they are those of the rows
 * inserted, and nowhere else; the aggregates equal a recount in any case. A packed file makes a micro-batch a large one.
 */
class SumsIT {

    private static final int EVENTS = 1_500;

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    private final Random random = random();

    private static Random random() {
        long seed = Long.getLong("tidegate.fuzz.seed", System.nanoTime());
        System.out.println("SumsIT -Dtidegate.fuzz.seed=" + seed);
        return new Random(seed);
    }

    @Test
    void sumsOfEventsThatAreAllNewAreTaken() throws Exception {
        markSums();
        deliver("a.csv.gz", events(1));
        deliver("b.csv.gz", events(EVENTS + 1));
        pipeline.runOnce();
        assertThat(tables())
                .containsExactlyInAnyOrder(
                        "sales_by_minute", "sales_by_hour", "product_by_day", "user_by_day", "user_total_by_day");
        forgetMarks();
    }

    @Test
    void sumsAreExactWhateverTheValues() throws Exception {
        deliver("a.csv.gz", events(1).map(event -> event.type(pick("view", "click", "buy"))));
        deliver("b.csv.gz", events(EVENTS + 1).map(event -> event.type(pick(Events.TYPES.toArray(String[]::new)))));
        pipeline.runOnce("--event-types", String.join(",", Events.TYPES));
        assertThat(pipeline.rows("SELECT DISTINCT message FROM rejected_events"))
                .isEmpty();
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("3000");
        assertThat(pipeline.rows("SELECT * FROM aggregate_differences()")).isEmpty();
        assertThat(pipeline.rows("SELECT count(*) FROM summed_events")).containsExactly("0");
        assertThat(pipeline.rows("""
                SELECT product_id, product_name, category FROM products
                EXCEPT
                (SELECT DISTINCT ON (product_id) product_id, product_name, category FROM raw_events
                ORDER BY product_id, event_timestamp DESC, product_name, category)""")).isEmpty();
    }

    /** All events have the same time, and the stale one, too, so that it would give its product a name. */
    @Test
    void sumsOfThoseThatAreInsertedAreTakenWhereSomeAreKnown() throws Exception {
        deliver("1.csv.gz", events(1).map(event -> event.time("2026-03-02T00:00:00Z")));
        pipeline.runOnce();
        markSums();
        deliver("2.csv.gz", atOneTime(Stream.concat(events(EVENTS), events(2 * EVENTS))));
        pipeline.runOnce();
        assertThat(tables())
                .containsExactlyInAnyOrder("sales_by_minute", "sales_by_hour", "user_by_day", "user_total_by_day");
        forgetMarks();
    }

    private static Stream<EventLine> atOneTime(Stream<EventLine> events) {
        return events.map(event -> event.time("2026-03-01T00:00:00Z"));
    }

    @Test
    void rowsAreAddedUpThemselvesWhereMostAreKnownOrSomeAreNotLoaded() throws Exception {
        deliver("1.csv.gz", events(1));
        pipeline.runOnce();
        markSums();
        deliver("2.csv.gz", events(EVENTS / 3));
        pipeline.runOnce();
        assertThat(tables()).isEmpty();
        deliver("3.csv.gz", events(10 * EVENTS));
        byte[] broken = Packed.gzip(TestPipeline.content(events(20 * EVENTS).toArray(EventLine[]::new)));
        pipeline.deliver("4.csv.gz", Arrays.copyOf(broken, broken.length - 8));
        pipeline.runOnce();
        assertThat(pipeline.states())
                .containsExactly(
                        "1.csv.gz: archived", "2.csv.gz: archived", "3.csv.gz: archived", "4.csv.gz: quarantined");
        assertThat(tables()).isEmpty();
    }

    @Test
    void sumsOfAFileThatTheDatabaseRefusesAreNotTaken() throws Exception {
        pipeline.execute("CREATE FUNCTION refuse_user() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " IF NEW.user_id = '77' THEN RAISE data_exception; END IF; RETURN NULL; END $$;"
                + " CREATE TRIGGER refuse_user AFTER INSERT ON raw_events FOR EACH ROW EXECUTE FUNCTION refuse_user()");
        deliver("1.csv.gz", events(1));
        deliver(
                "2.csv.gz",
                Stream.concat(events(2 * EVENTS), Stream.of(event(5 * EVENTS).user("77"))));
        pipeline.runOnce();
        assertThat(pipeline.states())
                .containsExactly("1.csv.gz: archived", "2.csv.gz: " + stateOfFileWithARefusedRecord());
        assertThat(pipeline.rows("SELECT (SELECT count(*) FROM raw_events) - sum(events) FROM sales_by_hour"))
                .containsExactly("0");
        assertThat(pipeline.rows("SELECT * FROM aggregate_differences()")).isEmpty();
    }

    String stateOfFileWithARefusedRecord() {
        return "quarantined";
    }

    @Test
    void rowsThatATriggerMayHaveChangedAreAddedUpThemselves() throws Exception {
        markSums();
        pipeline.execute("CREATE FUNCTION give_away() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " NEW.category := 'given away'; RETURN NEW; END $$;"
                + " CREATE TRIGGER give_away BEFORE INSERT ON raw_events FOR EACH ROW EXECUTE FUNCTION give_away()");
        deliver("a.csv.gz", events(1));
        pipeline.runOnce();
        assertThat(tables()).isEmpty();
    }

    @Test
    void whoeverDoesNotSayThatThereAreSumsHasItsRowsAddedUp() throws Exception {
        markSums();
        pipeline.execute("""
                INSERT INTO summed_events (summed_for, minute, event_type, events, quantity, revenue, newest)
                VALUES ('sales_by_minute', '2026-03-01Z', 'buy', 1, 1, 1, '2026-03-01Z')""");
        pipeline.deliver("a.csv", event(1));
        pipeline.runOnce();
        assertThat(tables()).isEmpty();
        pipeline.execute("DELETE FROM summed_events");
    }

    @Test
    void sumsThatAreTooManyAreGivenUpAndNoneIsTooLarge() throws Exception {
        markSums();
        deliver("a.csv.gz", IntStream.range(0, EVENTS).mapToObj(n -> event(n).user("" + (n + 1))));
        deliver("b.csv.gz", IntStream.range(EVENTS, 2 * EVENTS).mapToObj(n -> event(n).type("buy")
                .quantity("1000000")
                .price("9999999999.99")));
        pipeline.runOnce("--max-files-per-trigger", "1");
        assertThat(tables())
                .as("by user only those of the second file")
                .containsExactlyInAnyOrder(
                        "sales_by_minute", "sales_by_hour", "product_by_day", "user_by_day", "user_total_by_day");
        assertThat(pipeline.rows("SELECT sum(views), sum(clicks), sum(buys), sum(revenue) FROM user_total_by_day"
                        + " WHERE user_id = '7'"))
                .containsExactly("1|0|1500|14999999999985000000.00");
        forgetMarks();
    }

    @Test
    @Tag("long")
    void moreSumsThanATaskHoldsAreStagedInParts() throws Exception {
        markSums();
        int minutes = 66_000;
        StringBuilder file = new StringBuilder(EventLine.HEADER).append('\n');
        for (int n = 0; n < 4 * minutes; n++) {
            file.append(event(n).time(Instant.EPOCH.plusSeconds(60L * (n / 4)).toString()))
                    .append('\n');
        }
        pipeline.deliver("a.csv.gz", Packed.gzip(file.toString()));
        pipeline.runOnce();
        assertThat(tables()).contains("sales_by_minute", "sales_by_hour", "user_by_day");
        assertThat(pipeline.rows("SELECT count(*), sum(events) FROM sales_by_minute"))
                .containsExactly("66000|264000");
        forgetMarks();
    }

    @Test
    void whatSumsLeaveBehindDoesNotPileUp() throws Exception {
        pipeline.execute("""
                INSERT INTO summed_events (summed_for, minute, event_type, events, quantity, revenue, newest)
                SELECT 'sales_by_minute', '2026-03-01Z', 'buy', n, n, n, '2026-03-01Z' FROM generate_series(1, 300000) AS n""");
        pipeline.execute("DELETE FROM summed_events");
        deliver("a.csv.gz", events(1));
        pipeline.runOnce();
        assertThat(pipeline.rows("SELECT pg_relation_size('summed_events') < 1000000"))
                .containsExactly("t");
    }

    /** From now on a sum that is taken shows: it is one piece too large. */
    private void markSums() throws SQLException {
        pipeline.execute("CREATE FUNCTION mark() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " NEW.quantity := NEW.quantity + 1; RETURN NEW; END $$;"
                + " CREATE TRIGGER mark BEFORE INSERT ON summed_events FOR EACH ROW EXECUTE FUNCTION mark()");
    }

    /** The aggregates that hold sums of the tasks. */
    private Iterable<String> tables() throws SQLException {
        return pipeline.rows("SELECT DISTINCT aggregate FROM aggregate_differences()");
    }

    private void forgetMarks() throws SQLException {
        pipeline.execute("SELECT recount_aggregates()");
    }

    private void deliver(String name, Stream<EventLine> events) throws Exception {
        String lines = events.map(event -> event + "," + currency(event) + "\n").collect(Collectors.joining());
        pipeline.deliver(name, Packed.gzip(EventLine.HEADER + ",currency\n" + lines));
    }

    private Stream<EventLine> events(int from) {
        return IntStream.range(from, from + EVENTS).mapToObj(n -> event(n).time(pick(
                                "2000-01-01T00:00:59.999999",
                                "2000-01-01T00:00:00",
                                "2026-03-01T23:59:59.999999",
                                "2026-03-02T00:00:00")
                        + "Z")
                .type(pick("view", "click", "buy"))
                .user(pick("17", "0017", "ada@example.org", "Größe", ""))
                .product(pick("17", "0017", "x".repeat(128)))
                .category(pick("Home", "GARTEN", "garten", "Öl", ""))
                .name(pick("Lamp", "\"Kerze, groß\"", ""))
                .quantity(pick("1", "2", "0.001", "12.345", "1000000"))
                .price(pick("0.00", "0.0001", "9.99", "99999.9999", "1234567.80", "9999999999.9999")));
    }

    private static String currency(EventLine event) {
        return switch (event.product()) {
            case "17" -> "EUR";
            case "0017" -> "JPY";
            default -> "";
        };
    }

    private String pick(String... values) {
        return values[random.nextInt(values.length)];
    }
}
