package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever the order in which the versions of an event arrive, the newest is kept. */
class NewestVersionIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    private static final List<List<Integer>> ORDERS = List.of(
            List.of(1, 2, 3), List.of(1, 3, 2), List.of(2, 1, 3), List.of(2, 3, 1), List.of(3, 1, 2), List.of(3, 2, 1));

    @Test
    void newestWinsInEveryOrderOverThreeMicroBatches() throws Exception {
        deliverEveryOrder();
        pipeline.runOnce("--max-files-per-trigger", "1");
        assertNewestIsKept();
        assertThat(pipeline.counts())
                .containsExactly(
                        "0.csv: read=6 inserted=6",
                        "1.csv: read=6 updated=3 stale=3",
                        "2.csv: read=6 updated=2 stale=4");
    }

    @Test
    void newestWinsInEveryOrderOverTwoMicroBatches() throws Exception {
        deliverEveryOrder();
        pipeline.runOnce("--max-files-per-trigger", "2");
        assertNewestIsKept();
    }

    @Test
    void newestWinsInEveryOrderWithinAMicroBatch() throws Exception {
        deliverEveryOrder();
        pipeline.runOnce("--max-files-per-trigger", "3");
        assertNewestIsKept();
        assertThat(pipeline.counts())
                .containsExactly(
                        "0.csv: read=6 inserted=2 duplicate=4",
                        "1.csv: read=6 inserted=2 duplicate=4",
                        "2.csv: read=6 inserted=2 duplicate=4");
    }

    @Test
    void newestWinsInEveryOrderWithinAFile() throws Exception {
        List<EventLine> lines = new ArrayList<>();
        for (int event = 0; event < ORDERS.size(); event++) {
            for (int version : ORDERS.get(event)) {
                lines.add(version(event, version));
            }
        }
        pipeline.deliver("a.csv", lines.toArray(EventLine[]::new));
        pipeline.runOnce();
        assertNewestIsKept();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=18 inserted=6 duplicate=12");
    }

    /** Event number {@code n} comes in the n-th order: one version in each of three files. */
    private void deliverEveryOrder() throws Exception {
        for (int file = 0; file < 3; file++) {
            EventLine[] lines = new EventLine[ORDERS.size()];
            for (int event = 0; event < lines.length; event++) {
                lines[event] = version(event, ORDERS.get(event).get(file));
            }
            pipeline.deliver(file + ".csv", lines);
        }
    }

    private EventLine version(int event, int version) {
        return event(event).time(time(version)).price(Integer.toString(version));
    }

    /** When an event is by one of its versions. */
    String time(int version) {
        return "2026-03-01T10:00:0" + version + "Z";
    }

    private void assertNewestIsKept() throws Exception {
        assertThat(pipeline.rows("SELECT price FROM raw_events"))
                .hasSize(ORDERS.size())
                .containsOnly("3.0000");
    }
}
