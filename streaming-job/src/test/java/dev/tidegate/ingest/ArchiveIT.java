package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A loaded file is moved, never over another, and is always somewhere. That archive and ledger agree, in place and in bytes,
 * is checked after each test of all classes.
 */
class ArchiveIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @Test
    void archivedFileHasTheDayAndTheIdOfItsLoadBeforeItsName() throws Exception {
        pipeline.deliver("a.csv", event(1));
        pipeline.runOnce();
        assertThat(pipeline.rows("""
                        SELECT state, archive_path = to_char(loaded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') || '/1-a.csv'
                        FROM ingested_files""")).containsExactly("archived|t");
        assertThat(pipeline.inputFiles()).isEmpty();
    }

    @Test
    void moveNeverOverwrites() throws Exception {
        // The folder is marked by then, so what somebody puts there later is not taken for what a database lost.
        pipeline.runOnce();
        pipeline.deliver("a.csv", event(1));
        for (LocalDate day : today()) {
            pipeline.putForeign(pipeline.archive().resolve(day + "/1-a.csv"), "precious".getBytes(UTF_8));
            pipeline.putForeign(pipeline.archive().resolve(day + "/1~1-a.csv"), "precious".getBytes(UTF_8));
        }
        pipeline.runOnce();
        assertThat(pipeline.ledger().get(0).archivePath()).endsWith("/1~2-a.csv");
        assertThat(pipeline.foreign()).allSatisfy(file -> assertThat(file).hasContent("precious"));
    }

    @Test
    void crashAfterAMoveToAnotherPlaceIsCompleted() throws Exception {
        moveNeverOverwrites();
        LedgerRow row = pipeline.ledger().get(0);
        pipeline.execute("UPDATE ingested_files SET state = 'loaded', archived_at = NULL,"
                + " archive_path = replace(archive_path, '/1~2-', '/1-')");
        pipeline.runOnce();
        assertThat(pipeline.ledger()).containsExactly(row);
    }

    @Test
    void archiveThatCannotBeUsedAtTheStartIsWaitedFor() throws Exception {
        Path inTheWay = Files.writeString(pipeline.archive(), "in the way");
        RunningJob job = pipeline.start();
        TestPipeline.await().until(() -> pipeline.log().of("WARN").size() > 1);
        assertThat(pipeline.log().of("WARN"))
                .allMatch(line -> line.contains("Preparing the folders") && line.contains("for as long as it takes"));
        Files.delete(inTheWay);
        pipeline.deliver("a.csv", event(1));
        pipeline.awaitArchived(1);
        assertThat(job.stop()).isZero();
    }

    @Test
    void anotherArchiveFolderTakesNothingFromWhatTheLedgerKnows() throws Exception {
        pipeline.deliver("a.csv", event(1));
        pipeline.runOnce();
        List<LedgerRow> before = pipeline.ledger();
        Path aside = Files.move(pipeline.archive(), pipeline.archive().resolveSibling("taken away"));
        pipeline.runOnce();
        assertThat(pipeline.ledger()).isEqualTo(before);
        assertThat(pipeline.log().of("WARN"))
                .anyMatch(line -> line.contains("1 files that were archived lately are not where the ledger has them"));
        Files.delete(pipeline.archive().resolve(TestPipeline.MARK));
        Files.delete(pipeline.archive());
        Files.move(aside, pipeline.archive());
    }

    /** A move to another file system is a copy and a delete; here the crash came between them. */
    @Test
    void copyThatWasCutOffBeforeItsDeleteIsCompleted() throws Exception {
        Path input = pipeline.deliver("a.csv", event(1));
        pipeline.runOnce();
        LedgerRow row = pipeline.ledger().get(0);
        Path archived = pipeline.archive().resolve(row.archivePath());
        Files.copy(archived, input, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        pipeline.execute("UPDATE ingested_files SET state = 'loaded', archived_at = NULL");
        pipeline.runOnce();
        assertThat(pipeline.ledger()).containsExactly(row);
        assertThat(pipeline.inputFiles()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ü", "日", "😀"})
    void longestNameIsKeptWhole(String character) throws Exception {
        int room = 255 - "begin.csv".length();
        int bytes = character.getBytes(UTF_8).length;
        String name = "begin" + character.repeat(room / bytes) + "y".repeat(room % bytes) + ".csv";
        pipeline.deliver(name, event(1));
        pipeline.runOnce();
        LedgerRow row = pipeline.ledger().get(0);
        assertThat(row.path()).isEqualTo(name);
        assertThat(row.state()).isEqualTo("archived");
        assertThat(row.archivePath()).endsWith("/1~0-/" + name);
    }

    @Test
    void fileThatCannotBeMovedHoldsUpNoOtherAndIsNeitherLoadedAgainNorLost() throws Exception {
        block(pipeline.quarantine());
        RunningJob job = pipeline.start("--max-files-per-trigger", "1");
        pipeline.deliver("bad.csv", "no,columns\n");
        pipeline.deliver("a.csv", event(1));
        pipeline.deliver("b.csv", event(2));
        TestPipeline.await().untilAsserted(() -> assertThat(pipeline.states())
                .containsExactly("bad.csv: quarantined", "a.csv: archived", "b.csv: archived"));
        assertThat(pipeline.inputFiles()).containsExactly("bad.csv");
        assertThat(pipeline.log().of("WARN"))
                .anyMatch(line -> line.contains("bad.csv") && line.contains("cannot be moved"));

        unblock(pipeline.quarantine());
        pipeline.awaitArchived(3);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.inputFiles()).isEmpty();
        assertThat(pipeline.ledger()).hasSize(3);
    }

    @Test
    void fileThatCannotBeMovedIsMovedByALaterRun() throws Exception {
        block(pipeline.archive());
        pipeline.deliver("a.csv", event(1));
        pipeline.deliver("b.csv", event(2));
        pipeline.runOnce("--max-files-per-trigger", "1");
        pipeline.runOnce();
        assertThat(pipeline.states()).containsExactly("a.csv: loaded", "b.csv: loaded");
        assertThat(pipeline.inputFiles()).containsExactly("a.csv", "b.csv");

        unblock(pipeline.archive());
        pipeline.runOnce();
        assertThat(pipeline.states()).containsExactly("a.csv: archived", "b.csv: archived");
        assertThat(pipeline.inputFiles()).isEmpty();
    }

    @Test
    void fileReplacedBetweenItsLoadAndItsMoveIsLoadedAsTheNewFileItIs() throws Exception {
        block(pipeline.archive());
        pipeline.deliver("a.csv", event(1));
        pipeline.runOnce();
        pipeline.deliver("a.csv", event(2));
        unblock(pipeline.archive());
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1", "a.csv: read=1 inserted=1");
        assertThat(pipeline.ledger())
                .extracting(LedgerRow::archivePath)
                .satisfiesExactly(lost -> assertThat(lost).isNull(), moved -> assertThat(moved)
                        .endsWith("/2-a.csv"));
        assertThat(pipeline.ledger().get(0).firstError()).contains("replaced");
        assertThat(pipeline.inputFiles()).isEmpty();
    }

    @Test
    void replacementOfEqualSizeAndTimeIsLoadedToo() throws Exception {
        block(pipeline.archive());
        byte[] first = TestPipeline.content(event(1)).getBytes(UTF_8);
        byte[] second = TestPipeline.content(event(2)).getBytes(UTF_8);
        java.time.Instant modified = java.time.Instant.parse("2026-02-03T04:05:06Z");
        pipeline.deliver("a.csv", first, modified);
        pipeline.runOnce();
        pipeline.deliver("a.csv", second, modified);
        unblock(pipeline.archive());
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1", "a.csv: read=1 inserted=1");
        assertThat(pipeline.inputFiles()).isEmpty();
    }

    @Test
    void fileTakenAwayBetweenItsLoadAndItsMoveIsNotedAndStopsNothing() throws Exception {
        block(pipeline.archive());
        Path input = pipeline.deliver("a.csv", event(1));
        pipeline.runOnce();
        Files.delete(input);
        unblock(pipeline.archive());
        pipeline.deliver("b.csv", event(2));
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1", "b.csv: read=1 inserted=1");
        assertThat(pipeline.ledger().get(0).firstError()).contains("went away after it was loaded");
    }

    @Test
    void quarantinedFileKeepsItsBytesAndItsReasonAndCountsNothing() throws Exception {
        pipeline.deliver("bad.csv", "event_id,user_id\n" + EventLine.uuid(1) + ",7\n");
        pipeline.runOnce();
        LedgerRow row = pipeline.ledger().get(0);
        assertThat(row.state()).isEqualTo("quarantined");
        assertThat(row.counts()).isEqualTo("read=0");
        assertThat(row.firstError()).startsWith("missing_column: ").contains("product_id", "price", "timestamp");
        assertThat(pipeline.quarantine().resolve(row.archivePath()))
                .hasContent("event_id,user_id\n" + EventLine.uuid(1) + ",7\n");
    }

    /** Root may write anywhere, so the folder of the day is taken by a file. */
    private void block(Path folder) throws IOException {
        for (LocalDate day : today()) {
            pipeline.putForeign(folder.resolve(day.toString()), new byte[0]);
        }
    }

    private void unblock(Path folder) throws IOException {
        for (LocalDate day : today()) {
            Files.deleteIfExists(folder.resolve(day.toString()));
        }
    }

    /** Also of a test that runs over midnight. */
    private static List<LocalDate> today() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return List.of(today, today.plusDays(1));
    }
}
