package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random histories: whatever is delivered in whatever order, and whatever an operator does in between, the table holds what a
 * simple model of the rules says, and the aggregates equal a recount. {@code tidegate.fuzz.rounds} and {@code .seed} set the run.
 */
@Tag("fuzz")
class HistoriesIT {

    private static final int ROUNDS = Integer.getInteger("tidegate.fuzz.rounds", 6);
    private static final int EVENTS = 12;

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    private final Map<String, String> model = new TreeMap<>();
    private final Map<String, String> versions = new TreeMap<>();
    private Random random;

    @Test
    void tableIsTheNewestVersionOfEachEventAndAggregatesEqualARecount() throws Exception {
        long seed = Long.getLong("tidegate.fuzz.seed", System.nanoTime());
        System.out.println("HistoriesIT -Dtidegate.fuzz.seed=" + seed);
        random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            for (int file = 0; file < 4; file++) {
                deliver(round + "-" + file + ".csv");
            }
            pipeline.runOnce("--max-files-per-trigger", Integer.toString(1 + random.nextInt(4)));
            assertAsTheModelSays("round %d of seed %d".formatted(round, seed));
            intervene();
            assertThat(pipeline.rows("SELECT * FROM aggregate_differences()"))
                    .as("differences of the aggregates, round %d of seed %d", round, seed)
                    .isEmpty();
        }
    }

    private void deliver(String name) throws Exception {
        List<EventLine> lines = new ArrayList<>();
        for (int i = random.nextInt(15); i > 0; i--) {
            EventLine line = line();
            lines.add(line);
            String version = line.time();
            // Files and lines are in version order already, so of equal times the later one wins.
            if (version.compareTo(versions.getOrDefault(line.id(), "")) >= 0) {
                versions.put(line.id(), version);
                model.put(line.id(), content(line));
            }
        }
        // A packed file makes a micro-batch a large one.
        if (random.nextBoolean()) {
            pipeline.deliver(name + ".gz", Packed.gzip(TestPipeline.content(lines.toArray(EventLine[]::new))));
        } else {
            pipeline.deliver(name, lines.toArray(EventLine[]::new));
        }
    }

    private EventLine line() {
        return event(random.nextInt(EVENTS))
                .time(pick(days()) + "T" + pick("00:00:00", "23:59:59", "10:59:59", "11:00:00") + "Z")
                .type(pick("view", "click", "buy"))
                .user(pick("1", "2"))
                .product(pick("1", "2", "3"))
                .category(pick("Home", "Garden", ""))
                .name(pick("Lamp", "Spade"))
                .quantity(pick("1", "2", "1000000"))
                .price(pick("0.00", "0.01", "9.99", "9999999999.99"));
    }

    /** On which there are events. */
    String[] days() {
        return new String[] {"2026-03-01", "2026-03-02"};
    }

    private String pick(String... values) {
        return values[random.nextInt(values.length)];
    }

    private static String content(EventLine line) {
        return String.join(
                "|",
                line.type(),
                line.user(),
                line.product(),
                line.category(),
                line.name(),
                line.quantity(),
                line.price(),
                line.time());
    }

    private void assertAsTheModelSays(String when) throws Exception {
        Map<String, String> table = new TreeMap<>();
        for (String row : pipeline.rows("""
                SELECT event_id, event_type, user_id, product_id, coalesce(category, ''), product_name, round(quantity), round(price, 2),
                       to_char(event_timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                FROM raw_events""")) {
            table.put(row.substring(0, 36), row.substring(37));
        }
        assertThat(table).as(when).isEqualTo(model);
    }

    /** What an operator may do to the table by hand; the model is told. */
    private void intervene() throws Exception {
        switch (random.nextInt(4)) {
            case 0 -> {
                pipeline.execute("TRUNCATE raw_events");
                pipeline.execute("ANALYZE raw_events");
                model.clear();
                versions.clear();
            }
            case 1 -> {
                String id = EventLine.uuid(random.nextInt(EVENTS));
                pipeline.execute("DELETE FROM raw_events WHERE event_id = '" + id + "'");
                model.remove(id);
                versions.remove(id);
            }
            case 2 -> {
                // Corrected, moved to another hour, and back again: aggregates follow each statement.
                pipeline.execute(
                        "UPDATE raw_events SET event_timestamp = event_timestamp + interval '1 hour', category = 'X'");
                assertThat(pipeline.rows("SELECT * FROM aggregate_differences()"))
                        .isEmpty();
                pipeline.execute("DELETE FROM raw_events");
                model.clear();
                versions.clear();
            }
            default -> {
                // Left alone.
            }
        }
    }
}
