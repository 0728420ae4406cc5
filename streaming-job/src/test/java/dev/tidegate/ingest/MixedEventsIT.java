package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.MutatedFile.Delivery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Micro-batches of many events of which any share comes again: redelivered, corrected, late, twice in a file or in two files.
 * The seven counts, the rows, the aggregates and the names of products are those of a truth that knows of no short cut.
 */
@Tag("fuzz")
class MixedEventsIT {

    private static final int ROUNDS = Integer.getInteger("tidegate.fuzz.rounds", 8);

    /** So many make a micro-batch a large one, also where the driver stages it. */
    private static final int EVENTS = 1_200;

    private static final double[] SHARES = {0, 0.002, 0.02, 0.2, 0.6, 1};

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    private final List<EventLine> delivered = new ArrayList<>();
    private final Map<String, Delivery> files = new LinkedHashMap<>();
    private Random random;
    private int events;
    private final Set<Long> times = new HashSet<>();

    @Test
    void countsRowsAndAggregatesAreExactWhateverComesAgain() throws Exception {
        long seed = Long.getLong("tidegate.fuzz.seed", System.nanoTime());
        System.out.println("MixedEventsIT -Dtidegate.fuzz.seed=" + seed);
        random = new Random(seed);
        // One job for all of them: what it has seen decides how it begins.
        RunningJob job = pipeline.start("--max-files-per-trigger", "3");
        for (int round = 1; round <= ROUNDS; round++) {
            double share = SHARES[random.nextInt(SHARES.length)];
            for (int file = 1 + random.nextInt(3); file > 0; file--) {
                deliver(share);
            }
            pipeline.awaitArchived(files.size());
            assertTruth("round %d of seed %d, share %s".formatted(round, seed, share));
        }
        assertThat(job.stop()).isZero();
    }

    private void deliver(double share) throws Exception {
        List<EventLine> lines = new ArrayList<>();
        for (int line = 0; line < EVENTS; line++) {
            lines.add(!delivered.isEmpty() && random.nextDouble() < share ? again() : fresh());
        }
        delivered.addAll(lines);
        byte[] content = TestPipeline.content(lines.toArray(EventLine[]::new)).getBytes(UTF_8);
        String name = "%03d.csv".formatted(files.size());
        Delivery file =
                random.nextBoolean() ? new Delivery(name, content) : new Delivery(name + ".gz", Packed.gzip(content));
        files.put(file.name(), file);
        pipeline.deliver(file.name(), file.bytes());
    }

    private EventLine fresh() {
        return changed(event(++events)).time(nextTime());
    }

    private EventLine again() {
        EventLine before = delivered.get(random.nextInt(delivered.size()));
        return switch (random.nextInt(4)) {
            case 0 -> changed(before).time(nextTime());
            case 1 ->
                changed(before)
                        .time(Instant.parse(before.time())
                                .minusNanos(random.nextInt(7_000_000) * 1000L)
                                .toString());
            default -> before;
        };
    }

    /** Hundreds of events a minute, so that sums are worth it, and no two at the same time: either could give its product a name. */
    private String nextTime() {
        long micros;
        do {
            micros = 10_000_000L + random.nextInt(300_000_000);
        } while (!times.add(micros));
        return Instant.parse("2026-03-01T00:00:00Z").plusNanos(micros * 1000).toString();
    }

    private EventLine changed(EventLine line) {
        return line.type(pick("view", "click", "buy"))
                .user(pick("1", "2", "3", ""))
                .product(pick("1", "2", "3"))
                .category(pick("Home", "Garden", ""))
                .name(pick("Lamp", "Spade", ""))
                .quantity(pick("1", "2", "0.001"))
                .price(pick("0.00", "0.01", "9999999999.9999"));
    }

    private String pick(String... values) {
        return values[random.nextInt(values.length)];
    }

    /** Which files came together is up to the job. */
    private void assertTruth(String when) throws Exception {
        DeliveryTruth truth = new DeliveryTruth();
        for (String names : pipeline.rows(
                "SELECT string_agg(path, ',' ORDER BY file_id) FROM ingested_files GROUP BY batch_id ORDER BY batch_id")) {
            List<Delivery> microBatch = new ArrayList<>();
            for (String name : names.split(",", -1)) {
                microBatch.add(files.get(name));
            }
            truth.load(microBatch);
        }
        assertThat(pipeline.ledger().stream().map(row -> row.path() + ": " + row.state() + " " + row.counts()))
                .as("counts, %s", when)
                .isEqualTo(truth.ledger());
        assertThat(pipeline.rows(
                        "SELECT event_id, source_line, event_type, quantity, price, coalesce(product_name, 'null')"
                                + " FROM raw_events ORDER BY event_id"))
                .as("rows, %s", when)
                .isEqualTo(truth.table());
        assertThat(pipeline.rows("SELECT * FROM aggregate_differences()"))
                .as("aggregates, %s", when)
                .isEmpty();
        assertThat(pipeline.rows("SELECT product_id, coalesce(product_name, 'null'), coalesce(category, 'null')"
                        + " FROM products ORDER BY product_id"))
                .as("products, %s", when)
                .isEqualTo(truth.products());
    }
}
