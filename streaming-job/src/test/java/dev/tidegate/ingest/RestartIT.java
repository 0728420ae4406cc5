package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger in the database is the truth: whatever becomes of Spark's checkpoint, nothing is lost or loaded twice. */
@Tag("spark")
class RestartIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @Test
    void restartBetweenMicroBatchesGoesOnWhereTheLastRunEnded() throws Exception {
        for (int file = 1; file <= 3; file++) {
            pipeline.deliver(file + ".csv", event(file));
            pipeline.runOnce();
        }
        assertThat(pipeline.counts())
                .containsExactly("1.csv: read=1 inserted=1", "2.csv: read=1 inserted=1", "3.csv: read=1 inserted=1");
        assertThat(pipeline.rows("SELECT batch_id, epoch, spark_batch_id FROM ingest_batches ORDER BY 1"))
                .containsExactly("1|1|0", "2|2|1", "3|3|2");
    }

    @Test
    void restartWithNothingNewDoesNothing() throws Exception {
        pipeline.deliver("a.csv", event(1));
        pipeline.runOnce();
        pipeline.runOnce();
        assertThat(pipeline.rows("SELECT epoch, last_batch, last_file_id FROM pipeline"))
                .containsExactly("2|1|1");
    }

    @Test
    void checkpointMayBeDeletedWhileTheJobIsDown() throws Exception {
        for (int file = 1; file <= 3; file++) {
            pipeline.deliver(file + ".csv", event(file));
            pipeline.runOnce();
            delete(pipeline.checkpoint());
        }
        assertThat(pipeline.counts()).hasSize(3).allMatch(counts -> counts.endsWith("read=1 inserted=1"));
    }

    /** As after a crash between the commit in the database and Spark's own. */
    @Test
    void microBatchWithoutSparksCommitIsNotLoadedTwice() throws Exception {
        loadThree();
        Files.delete(pipeline.checkpoint().resolve("commits/2"));
        pipeline.deliver("4.csv", event(4));
        pipeline.runOnce();
        assertLoadedOnce();
    }

    /** As after a crash of the machine under a file system that loses what was not synced. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "offsets/2",
                "commits/2",
                "offsets/2 commits/2",
                "offsets/1",
                "offsets/1 offsets/2 commits/1 commits/2",
                "commits/0 commits/1 commits/2",
                "metadata"
            })
    void lostCheckpointFilesLoseNothing(String lost) throws Exception {
        loadThree();
        for (String file : lost.split(" ", -1)) {
            Files.delete(pipeline.checkpoint().resolve(file));
        }
        pipeline.deliver("4.csv", event(4));
        pipeline.runOnce();
        assertLoadedOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"offsets/2", "commits/2", "offsets/1", "commits/1", "metadata"})
    void emptyCheckpointFilesLoseNothing(String emptied) throws Exception {
        assertSurvives(emptied, new byte[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"offsets/2", "commits/2", "metadata"})
    void corruptCheckpointFilesLoseNothing(String corrupted) throws Exception {
        assertSurvives(corrupted, new byte[] {'v', '1', '\n', '{', (byte) 0xff, (byte) 0xfe, 0, '\n'});
    }

    @Test
    void cutOffsetLosesNothing() throws Exception {
        loadThree();
        Path offset = pipeline.checkpoint().resolve("offsets/2");
        byte[] whole = Files.readAllBytes(offset);
        Files.write(offset, java.util.Arrays.copyOf(whole, whole.length - 20));
        pipeline.deliver("4.csv", event(4));
        pipeline.runOnce();
        assertLoadedOnce();
    }

    @Test
    void checkpointOfAnotherProgramIsLeftAloneAndSaidInOneLine() throws Exception {
        loadThree();
        Path offset = pipeline.checkpoint().resolve("offsets/2");
        Files.writeString(offset, Files.readString(offset).replaceAll("\\{\"seq\".*", "{\"logOffset\":7}"));
        assertThat(pipeline.run()).isEqualTo(3);
        assertThat(pipeline.log().of("ERROR"))
                .singleElement()
                .asString()
                .contains("{\"logOffset\":7}", "--checkpoint")
                .doesNotContain("stack trace");
        assertThat(offset).exists();
    }

    /** Restored from a backup: its files are long archived, and its numbers are used for other files by now. */
    @Test
    void oldCheckpointLosesNothing() throws Exception {
        pipeline.deliver("1.csv", event(1));
        pipeline.runOnce();
        Path backup = pipeline.checkpoint().resolveSibling("backup");
        copy(pipeline.checkpoint(), backup);
        pipeline.deliver("2.csv", event(2));
        pipeline.runOnce();
        pipeline.deliver("3.csv", event(3));
        pipeline.runOnce();
        delete(pipeline.checkpoint());
        copy(backup, pipeline.checkpoint());
        Files.delete(pipeline.checkpoint().resolve("commits/0"));
        pipeline.deliver("4.csv", event(4));
        pipeline.runOnce();
        assertLoadedOnce();
    }

    @Test
    void crashBetweenCommitAndMoveIsCompletedByTheNextStart() throws Exception {
        Path input = pipeline.deliver("a.csv", event(1), event(2));
        pipeline.runOnce();
        LedgerRow row = pipeline.ledger().get(0);
        Files.move(pipeline.archive().resolve(row.archivePath()), input);
        pipeline.execute("UPDATE ingested_files SET state = 'loaded', archived_at = NULL");
        Files.delete(pipeline.checkpoint().resolve("commits/0"));

        pipeline.runOnce();

        assertThat(pipeline.ledger()).containsExactly(row);
        assertThat(pipeline.inputFiles()).isEmpty();
    }

    @Test
    void crashBetweenMoveAndMarkIsCompletedByTheNextStart() throws Exception {
        pipeline.deliver("a.csv", event(1), event(2));
        pipeline.deliver("bad.csv", "no,columns\n");
        pipeline.runOnce();
        List<LedgerRow> rows = pipeline.ledger();
        pipeline.execute(
                "UPDATE ingested_files SET state = CASE state WHEN 'archived' THEN 'loaded' ELSE state END, archived_at = NULL");
        Files.delete(pipeline.checkpoint().resolve("commits/0"));

        pipeline.runOnce();

        assertThat(pipeline.ledger()).isEqualTo(rows);
    }

    @Test
    void crashBeforeCommitLoadsTheFilesOfTheMicroBatchAsTheyWereOffered() throws Exception {
        pipeline.deliver("a.csv", event(1));
        pipeline.deliver("b.csv", event(2));
        pipeline.runOnce();
        // Back to the moment before: the offset is written, the database knows nothing, the files lie in input.
        for (LedgerRow row : pipeline.ledger()) {
            Files.move(
                    pipeline.archive().resolve(row.archivePath()),
                    pipeline.input().resolve(row.path()));
        }
        Files.delete(pipeline.archive().resolve(TestPipeline.MARK));
        pipeline.execute("TRUNCATE raw_events, ingested_files, ingest_batches");
        pipeline.execute("UPDATE pipeline SET files = 0, records_read = 0, inserted = 0");
        Files.delete(pipeline.checkpoint().resolve("commits/0"));
        // Older than both: in a new micro-batch it would be the first.
        pipeline.deliver("0.csv", TestPipeline.content(event(3)).getBytes(UTF_8), java.time.Instant.EPOCH);

        pipeline.runOnce();

        assertThat(pipeline.counts())
                .containsExactly("a.csv: read=1 inserted=1", "b.csv: read=1 inserted=1", "0.csv: read=1 inserted=1");
    }

    private void loadThree() throws Exception {
        for (int file = 1; file <= 3; file++) {
            pipeline.deliver(file + ".csv", event(file));
        }
        pipeline.runOnce("--max-files-per-trigger", "1");
    }

    private void assertSurvives(String checkpointFile, byte[] content) throws Exception {
        loadThree();
        Files.write(pipeline.checkpoint().resolve(checkpointFile), content);
        pipeline.deliver("4.csv", event(4));
        pipeline.runOnce();
        assertLoadedOnce();
        assertThat(pipeline.log().of("WARN")).singleElement().asString().contains(checkpointFile);
    }

    private void assertLoadedOnce() throws Exception {
        assertThat(pipeline.counts())
                .containsExactly(
                        "1.csv: read=1 inserted=1",
                        "2.csv: read=1 inserted=1",
                        "3.csv: read=1 inserted=1",
                        "4.csv: read=1 inserted=1");
        assertThat(pipeline.inputFiles()).isEmpty();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each)));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
