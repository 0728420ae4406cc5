package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that costs more than a file may goes to quarantine whole, with the reason, and nothing of it is kept. */
class CostlyFilesIT {

    /** Makes a record a kilobyte, so that a large file has few. */
    private static final String LONG_NAME = "x".repeat(900);

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @Test
    void gzipThatUnpacksToFarMoreThanItsSize() throws Exception {
        String line = event(2).name(LONG_NAME) + "\n";
        byte[] bomb = Packed.gzip(EventLine.HEADER + "\n" + event(1) + "\n" + line.repeat(100_000));
        assertThat(Math.max(bomb.length * 200L, 64L << 20)).isLessThan(100_000L * line.length());
        pipeline.deliver("bomb.csv.gz", bomb);
        pipeline.deliver("a.csv", event(3));
        pipeline.runOnce();
        assertQuarantined("bomb.csv.gz", "grows_too_large", "--max-growth");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "a.csv.gz"})
    void fileWithTooManyRejects(String name) throws Exception {
        String content = TestPipeline.content(IntStream.range(0, 1200)
                .mapToObj(i -> i < 100 ? event(i) : event(i).price("free"))
                .toArray(EventLine[]::new));
        deliver(name, content);
        pipeline.deliver("b.csv", event(5000), event(5001).price("free"));
        pipeline.runOnce("--max-rejects-per-file", "1099");
        assertQuarantined(name, "too_many_rejects: More than 1,099 records", "line 102: ", "--max-rejects-per-file");
        assertThat(pipeline.rows("SELECT count(*) FROM rejected_events")).containsExactly("1");
        // As many as may be.
        deliver("c" + name, content);
        pipeline.runOnce("--max-rejects-per-file", "1100");
        assertThat(pipeline.counts()).last().isEqualTo("c" + name + ": read=1200 inserted=100 rejected=1100");
    }

    /** Read by several tasks, of which none sees too many. */
    @Test
    void rejectsOfALargeFileAreCountedOverAllItsParts() throws Exception {
        EventLine[] lines = IntStream.range(0, 70_000)
                .mapToObj(i -> event(i).name(LONG_NAME).price(i % 700 == 0 ? "free" : "9.99"))
                .toArray(EventLine[]::new);
        pipeline.deliver("large.csv", lines);
        pipeline.runOnce("--max-rejects-per-file", "80");
        assertQuarantined("large.csv", "too_many_rejects: More than 80 records", "line 2: ");
        assertThat(pipeline.rows("SELECT (SELECT count(*) FROM raw_events), (SELECT count(*) FROM rejected_events)"))
                .containsExactly("0|0");
    }

    @Test
    void headerThatIsTooLongOrNamesTooMuch() throws Exception {
        String columns = IntStream.range(0, 600).mapToObj(i -> ",c" + i).collect(Collectors.joining());
        pipeline.deliver("wide.csv", EventLine.HEADER + columns + "\n" + event(1) + ",".repeat(600) + "\n");
        pipeline.deliver("long.csv", EventLine.HEADER + "," + "x".repeat(17_000) + "\n" + event(2) + ",y\n");
        pipeline.deliver("ok.csv", EventLine.HEADER + "," + "x".repeat(1000) + "\n" + event(3) + ",y\n");
        pipeline.runOnce();
        assertQuarantined("wide.csv", "too_many_columns: The header names 609 columns, expected at most 500");
        assertQuarantined("long.csv", "header_too_long", "--max-header-bytes");
        assertThat(pipeline.counts()).contains("ok.csv: read=1 inserted=1");
        pipeline.deliver("wide again.csv", EventLine.HEADER + columns + "\n" + event(1) + ",".repeat(600) + "\n");
        pipeline.runOnce("--max-columns", "609");
        assertThat(pipeline.counts()).contains("wide again.csv: read=1 inserted=1");
    }

    /** A long name in each row: a file of a megabyte would be a gigabyte in the database. */
    @Test
    void namesOfExtraColumnsThatMakeAFileGrow() throws Exception {
        String content = EventLine.HEADER + "," + "x".repeat(16_000) + "\n"
                + IntStream.range(0, 10_000).mapToObj(i -> event(i) + ",y\n").collect(Collectors.joining());
        pipeline.deliver("grows.csv", content);
        pipeline.deliver("a.csv", event(20_000));
        pipeline.runOnce("--max-growth", "20");
        assertQuarantined("grows.csv", "grows_too_large: The extra columns", "--max-growth");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("1");
    }

    /** Each within its limit, and all of them too much for the results of the tasks, which the driver holds in memory. */
    @Test
    void smallFilesOfWhichMuchComesAreNotHeldInMemory() throws Exception {
        for (int file = 0; file < 4; file++) {
            int first = file * 10_000;
            pipeline.deliver(
                    file + ".csv",
                    EventLine.HEADER + "," + "x".repeat(16_000) + "\n"
                            + IntStream.range(first, first + 2200)
                                    .mapToObj(i -> event(i) + ",y\n")
                                    .collect(Collectors.joining()));
        }
        pipeline.runOnce("--max-files-per-trigger", "4");
        assertThat(pipeline.counts()).hasSize(4).allMatch(counts -> counts.endsWith(": read=2200 inserted=2200"));
        assertThat(pipeline.log().of("INFO")).anyMatch(line -> line.contains("too much for the driver"));
    }

    private void deliver(String name, String content) throws Exception {
        if (name.endsWith(".gz")) {
            pipeline.deliver(name, Packed.gzip(content));
        } else {
            pipeline.deliver(name, content);
        }
    }

    private void assertQuarantined(String name, String... why) throws Exception {
        assertThat(pipeline.ledger())
                .filteredOn(row -> row.path().equals(name))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.state()).isEqualTo("quarantined");
                    assertThat(row.counts()).hasToString("read=0");
                    assertThat(row.firstError()).contains(why);
                });
    }
}
