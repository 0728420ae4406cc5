package dev.tidegate.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Hundreds of damaged files through the whole job: ledger, dead letters and table agree with a truth kept beside it, and the
 * job still runs. {@code tidegate.fuzz.deliveries} and {@code tidegate.fuzz.seed} set the run.
 */
@Tag("fuzz")
class MutatedFilesIT {

    private static final int DELIVERIES = Integer.getInteger("tidegate.fuzz.deliveries", 300);
    private static final int FILES_A_BATCH = 25;

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @Test
    void everyRecordOfEveryMutatedFileIsInATableACountOrADeadLetter() throws Exception {
        long seed = Long.getLong("tidegate.fuzz.seed", System.nanoTime());
        System.out.println("MutatedFilesIT -Dtidegate.fuzz.seed=" + seed);
        MutatedFile mutated = new MutatedFile(new Random(seed));
        DeliveryTruth truth = new DeliveryTruth();
        List<MutatedFile.Delivery> batch = new ArrayList<>();
        for (int number = 0; number < DELIVERIES; number++) {
            MutatedFile.Delivery delivery = mutated.next(number);
            pipeline.deliver(delivery.name(), delivery.bytes());
            batch.add(delivery);
            if (batch.size() == FILES_A_BATCH || number + 1 == DELIVERIES) {
                truth.load(batch);
                batch.clear();
            }
        }

        pipeline.runOnce("--max-files-per-trigger", Integer.toString(FILES_A_BATCH));

        assertThat(pipeline.ledger().stream().map(row -> row.path() + ": " + row.state() + " " + row.counts()))
                .as("ledger, seed %d", seed)
                .containsExactlyElementsOf(truth.ledger());
        assertThat(pipeline.rows(
                        "SELECT file_id, line, byte_offset, byte_length, reason, column_name FROM rejected_events"
                                + " ORDER BY file_id, byte_offset"))
                .as("dead letters, seed %d", seed)
                .containsExactlyElementsOf(truth.rejects());
        assertThat(pipeline.rows(
                        "SELECT event_id, source_line, event_type, quantity, price, product_name" + " FROM raw_events"))
                .as("table, seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(truth.table());
    }
}
