package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Micro-batches of many rows: those that are all new are inserted without looking any event up, and nobody can tell from the
 * result. None takes the planner's word for how small the table is, which was true before the merge began to fill it.
 */
class ManyRowsIT {

    private static final int MANY = 60_000;

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    /** How the rows come. */
    enum Way {
        /** In the task's result, into a table of the session. */
        BY_THE_DRIVER(""),
        /** Into staging tables. */
        BY_THE_TASKS(".gz");

        private final String ending;

        Way(String ending) {
            this.ending = ending;
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void tableThatThePlannerKnowsToBeEmptyIsFilled(Way way) throws Exception {
        pipeline.execute("ANALYZE raw_events");
        deliver(way, "a.csv", many(1));
        pipeline.runOnce();
        assertThat(counts()).containsExactly("a.csv: read=60000 inserted=60000");
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void tableThatThePlannerKnowsToBeSmallIsFilledAndWhatItHoldsIsFound(Way way) throws Exception {
        pipeline.deliver("a.csv", event(5), event(7), event(MANY).price("7.00").time("2020-03-01T00:00:00Z"));
        pipeline.runOnce();
        pipeline.execute("VACUUM ANALYZE raw_events");
        deliver(way, "b.csv", many(1));
        pipeline.runOnce();
        assertThat(counts())
                .containsExactly("a.csv: read=3 inserted=3", "b.csv: read=60000 inserted=59997 updated=1 unchanged=2");
    }

    @ParameterizedTest
    @Tag("long")
    @EnumSource
    @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void emptiedTableIsFilledAgainAfterEventsThatWereKnown(Way way) throws Exception {
        pipeline.deliver("1.csv", event(1));
        deliver(way, "2.csv", many(1));
        pipeline.runOnce("--max-files-per-trigger", "1");
        RunningJob job = pipeline.start();
        deliver(way, "3.csv", many(1));
        pipeline.awaitArchived(3);
        pipeline.execute("TRUNCATE raw_events");
        pipeline.execute("ANALYZE raw_events");
        deliver(way, "4.csv", many(1));
        pipeline.awaitArchived(4);
        assertThat(job.stop()).isZero();
        assertThat(counts()).endsWith("3.csv: read=60000 unchanged=60000", "4.csv: read=60000 inserted=60000");
    }

    @ParameterizedTest
    @EnumSource
    void newEventsThatComeTwiceAreInsertedOnceInTheirNewestVersion(Way way) throws Exception {
        deliver(
                way,
                "a.csv",
                Stream.concat(many(1), Stream.of(event(3).price("8.00").time("2026-05-01T00:00:00Z"))));
        deliver(
                way,
                "b.csv",
                Stream.of(
                        event(4).price("9.00").time("2020-05-01T00:00:00Z"),
                        event(MANY + 1),
                        event(5).type("hover"),
                        event(6).price("free")));
        deliver(way, "c.csv", Stream.of(event(3).price("10.00").time("2026-05-01T00:00:00Z")));
        pipeline.runOnce();
        assertThat(counts())
                .containsExactly(
                        "a.csv: read=60001 inserted=59999 duplicate=2",
                        "b.csv: read=4 inserted=1 duplicate=1 filtered=1 rejected=1",
                        "c.csv: read=1 inserted=1");
        assertThat(pipeline.rows("SELECT price FROM raw_events WHERE event_id = '" + EventLine.uuid(3) + "'"))
                .containsExactly("10.0000");
    }

    /** Each task looks at its own: that the files have an event in common shows only when it is inserted. */
    @ParameterizedTest
    @EnumSource
    void eventsOfWhichOneComesInTwoFilesAreInsertedOnceEach(Way way) throws Exception {
        pipeline.execute("ANALYZE raw_events");
        deliver(way, "a.csv", many(1));
        deliver(way, "b.csv", Stream.concat(many(MANY + 1), Stream.of(event(9).price("4.00"))));
        deliver(way, "c.csv", many(2 * MANY + 1));
        deliver(way, "d.csv", many(3 * MANY + 1));
        pipeline.runOnce("--max-files-per-trigger", "2");
        assertThat(counts())
                .containsExactly(
                        "a.csv: read=60000 inserted=59999 duplicate=1",
                        "b.csv: read=60001 inserted=60001",
                        "c.csv: read=60000 inserted=60000",
                        "d.csv: read=60000 inserted=60000");
        assertThat(pipeline.rows("SELECT price FROM raw_events WHERE event_id = '" + EventLine.uuid(9) + "'"))
                .containsExactly("4.0000");
    }

    @ParameterizedTest
    @Tag("long")
    @EnumSource
    void onlyFilesThatAreLoadedCount(Way way) throws Exception {
        deliver(way, "a.csv", many(1));
        deliver(way, "b.csv", many(MANY + 1));
        pipeline.deliver("c.csv", "not,the,columns\n1,2,3\n");
        pipeline.runOnce();
        assertThat(counts())
                .containsExactly(
                        "a.csv: read=60000 inserted=60000", "b.csv: read=60000 inserted=60000", "c.csv: read=0");
    }

    private void deliver(Way way, String name, Stream<EventLine> events) throws IOException {
        byte[] content = TestPipeline.content(events.toArray(EventLine[]::new)).getBytes(UTF_8);
        pipeline.deliver(name + way.ending, way.ending.isEmpty() ? content : Packed.gzip(content));
    }

    private List<String> counts() throws Exception {
        List<String> counts = new ArrayList<>();
        pipeline.counts().forEach(count -> counts.add(count.replace(".gz", "")));
        return counts;
    }

    private static Stream<EventLine> many(int from) {
        return IntStream.range(from, from + MANY).mapToObj(EventLine::event);
    }
}
