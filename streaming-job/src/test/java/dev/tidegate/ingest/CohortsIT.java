package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Cohorts follow what is loaded: behind a job that runs, and before one ends that runs once. A packed file is a large micro-batch. */
class CohortsIT {

    private static final String RETENTION =
            "SELECT cohort, age, size, users, buyers FROM retention WHERE grain = 'week' AND basis = 'event' ORDER BY 1, 2";

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @Test
    void aJobThatRunsOnceEndsWithCohortsOfAllThatItLoaded() throws Exception {
        pipeline.deliver(
                "a.csv",
                event(1).user("ann").time("2026-03-02T10:00:00Z"),
                event(2).user("ann").time("2026-03-12T10:00:00Z").type("buy"),
                event(3).user("").time("2026-03-02T10:00:00Z"));
        pipeline.runOnce();
        assertThat(pipeline.rows("SELECT pending FROM cohorts_as_of")).containsExactly("f");
        assertThat(pipeline.rows(RETENTION)).containsExactly("2026-03-02|0|1|1|0", "2026-03-02|1|1|1|1");
    }

    @Test
    void whatTheTasksHaveSummedIsMarkedToo() throws Exception {
        // Fewer than three events a sum would be left to the trigger.
        String lines = Stream.of(
                        event(1).user("ann"),
                        event(2).user("ann"),
                        event(3).user("ann"),
                        event(4).user("bob").time("2026-03-12T10:00:00Z"),
                        event(5).user("bob").time("2026-03-12T10:00:00Z"),
                        event(6).user("bob").time("2026-03-12T10:00:00Z"))
                .map(event -> event + "\n")
                .collect(Collectors.joining());
        pipeline.deliver("a.csv.gz", Packed.gzip(EventLine.HEADER + "\n" + lines));
        pipeline.runOnce();
        assertThat(pipeline.rows(RETENTION)).containsExactly("2026-02-23|0|1|1|0", "2026-03-09|0|1|1|0");
    }

    @Test
    void behindARunningJobLateAndCorrectedEventsMoveTheirUsers() throws Exception {
        pipeline.start();
        pipeline.deliver("a.csv", event(1).user("ann").time("2026-03-12T10:00:00Z"));
        awaitRetention("2026-03-09|0|1|1|0");
        pipeline.deliver("late.csv", event(2).user("ann").time("2026-03-02T10:00:00Z"));
        awaitRetention("2026-03-02|0|1|1|0", "2026-03-02|1|1|1|0");
        pipeline.deliver("corrected.csv", event(2).user("bob").time("2026-03-02T10:00:00Z"));
        awaitRetention("2026-03-02|0|1|1|0", "2026-03-09|0|1|1|0");
    }

    private void awaitRetention(String... expected) {
        TestPipeline.await()
                .untilAsserted(() -> assertThat(pipeline.rows(RETENTION)).isEqualTo(List.of(expected)));
    }
}
