package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tidegate.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that lost what it had committed, by a restore or a standby that lagged, is noticed, and nothing is lost by it. */
@Tag("server")
class WentBackIT {

    private static final String[] ONE_BY_ONE = {"--max-files-per-trigger", "1"};

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void runningJobLoadsNothingMoreAndSaysWhatIsMissing(boolean standbyThatLagged) throws Exception {
        TestServer server = server();
        RunningJob job = pipeline.start();
        pipeline.deliver("a.csv", hundred(1));
        pipeline.awaitArchived(1);
        server.keepCopy();
        pipeline.deliver("b.csv", hundred(2));
        pipeline.awaitArchived(2);
        pipeline.deliver("c.csv", hundred(3));
        pipeline.awaitArchived(3);
        server.goBack(standbyThatLagged);
        pipeline.deliver("d.csv", hundred(4));

        assertThat(job.exitStatus()).as("log: %s", pipeline.log().all()).isEqualTo(3);
        assertRefusedFor("b.csv", "c.csv");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("100");
        assertThat(pipeline.inputFiles()).containsExactly("d.csv");

        pipeline.runOnce("--put-back-missing");

        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("400");
        assertThat(pipeline.rows("SELECT path, file_id > 3 FROM ingested_files ORDER BY file_id"))
                .containsExactly("a.csv|f", "recovered-2-b.csv|t", "recovered-3-c.csv|t", "d.csv|t");
        // Another test may have had this server go back before.
        List<String> timeline = pipeline.rows("SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)");
        assertThat(pipeline.log().of("WARN"))
                .anyMatch(line -> line.contains("are put back into the input folder: 2, "))
                .anyMatch(line -> !standbyThatLagged || line.contains("it is on timeline " + timeline.get(0) + " now"));
    }

    @Test
    void jobThatIsStartedOnADatabaseThatWentBackLoadsNothingAndSaysWhatIsMissing() throws Exception {
        TestServer server = server();
        pipeline.deliver("a.csv", hundred(1));
        pipeline.runOnce();
        server.keepCopy();
        pipeline.deliver("b.csv", hundred(2));
        pipeline.deliver("c.csv", "no,columns\n");
        pipeline.runOnce();
        server.goBack(false);
        pipeline.deliver("d.csv", hundred(4));

        assertThat(pipeline.run()).isEqualTo(3);

        assertRefusedFor("b.csv", "c.csv");
        assertThat(pipeline.rows("SELECT count(*) FROM ingested_files")).containsExactly("1");
        pipeline.runOnce("--put-back-missing");
        assertThat(pipeline.states())
                .containsExactly(
                        "a.csv: archived",
                        "recovered-2-b.csv: archived",
                        "recovered-3-c.csv: quarantined",
                        "d.csv: archived");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("300");
    }

    /** Its place was taken, or its name leaves no room for what the job puts before it. */
    @Test
    @Tag("long")
    void whatIsPutBackIsReadByTheMappingThatReadItWhenItWasDelivered() throws Exception {
        TestServer server = server();
        Path mapping = pipeline.input().resolveSibling("shop.yaml");
        Files.createDirectories(mapping.getParent());
        Files.writeString(mapping, "files: ['orders*.txt', '*-orders-*.txt']\ncolumns: {user_id: kunde}\n");
        String[] mapped = {"--put-back-missing", "--mapping", mapping.toString()};
        pipeline.deliver("a.csv", event(1));
        pipeline.runOnce(mapped);
        server.keepCopy();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        List<Path> taken = Stream.of(today, today.plusDays(1))
                .map(day -> pipeline.archive().resolve(day + "/2-orders.txt"))
                .toList();
        for (Path place : taken) {
            Files.createDirectories(place.getParent());
            Files.writeString(place, ofShop(2));
        }
        pipeline.deliver("orders.txt", ofShop(3));
        pipeline.runOnce(mapped);
        String longest = "b".repeat(120) + "-orders-" + "e".repeat(123) + ".txt";
        pipeline.deliver(longest, ofShop(4));
        pipeline.runOnce(mapped);
        assertThat(pipeline.ledger().stream().skip(1).map(row -> row.archivePath()
                        .substring(11)))
                .containsExactly("2~1-orders.txt", "3~0-/" + longest);
        Path day = Path.of(pipeline.ledger().get(1).archivePath()).getParent();
        Files.delete(taken.get(taken.get(0).getParent().endsWith(day) ? 1 : 0));
        server.goBack(false);

        pipeline.runOnce(mapped);

        assertThat(pipeline.states())
                .containsExactlyInAnyOrder(
                        "a.csv: archived",
                        "recovered-2-orders.txt: archived",
                        "recovered-2~1-orders.txt: archived",
                        "recovered-3-/" + longest + ": archived");
        assertThat(pipeline.states()).last().isEqualTo("recovered-3-/" + longest + ": archived");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("4");
        assertThat(pipeline.inputFiles()).isEmpty();
    }

    private static String ofShop(int event) {
        return TestPipeline.content(event(event)).replace("user_id", "kunde");
    }

    @Test
    void jobThatIsAllowedToPutsTheFilesBackByItselfWhileItRuns() throws Exception {
        TestServer server = server();
        RunningJob job = pipeline.start("--put-back-missing");
        pipeline.deliver("a.csv", hundred(1));
        pipeline.awaitArchived(1);
        server.keepCopy();
        pipeline.deliver("b.csv", hundred(2));
        pipeline.awaitArchived(2);
        server.goBack(false);
        // Nothing lands: the heartbeat finds out.
        TestPipeline.await().untilAsserted(() -> assertThat(pipeline.states())
                .containsExactly("a.csv: archived", "recovered-2-b.csv: archived"));
        pipeline.deliver("c.csv", hundred(3));
        pipeline.awaitArchived(3);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.log().of("ERROR")).isEmpty();
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("300");
    }

    /** Winners, ties, counts, dead letters, quarantine: as if the database had not gone back. */
    @Test
    void whatIsPutBackComesOutAsIfTheDatabaseHadNotGoneBack() throws Exception {
        TestServer server = server();
        long seed = Long.getLong("tidegate.fuzz.seed", System.nanoTime());
        System.out.println("WentBackIT -Dtidegate.fuzz.seed=" + seed);
        Random random = new Random(seed);
        deliverSome(random, 0, 5);
        server.keepCopy();
        deliverSome(random, 5, 12);
        List<String> before = contents();
        List<Path> oldest = new ArrayList<>();
        server.goBack(false);
        // Waits since before anything else was made, and comes after all the same.
        oldest.add(pipeline.deliver("late.csv", TestPipeline.content(event(1)).getBytes(UTF_8), Instant.EPOCH));

        pipeline.runOnce("--put-back-missing", ONE_BY_ONE[0], ONE_BY_ONE[1]);

        assertThat(pipeline.rows("SELECT path FROM ingested_files ORDER BY file_id DESC LIMIT 1"))
                .containsExactly("late.csv");
        assertThat(contents()).isEqualTo(with(before, "late.csv"));
        assertThat(oldest.get(0)).doesNotExist();
    }

    private void deliverSome(Random random, int from, int to) throws Exception {
        for (int file = from; file < to; file++) {
            List<EventLine> events = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                EventLine any = event(2 + random.nextInt(8)).price("%d.50".formatted(random.nextInt(100)));
                events.add(random.nextInt(6) == 0 ? any.price("free") : any.at("10:00:0" + random.nextInt(2)));
            }
            // Not in the order of their times, and some under a name that was there before.
            Instant modified = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(100));
            String content = random.nextInt(5) == 0
                    ? "no,columns" + file + "\n"
                    : TestPipeline.content(events.toArray(EventLine[]::new));
            pipeline.deliver("f%d.csv".formatted(random.nextInt(3)), content.getBytes(UTF_8), modified);
            pipeline.runOnce();
        }
    }

    /** Without the ids of the files, which are others now: what came from which, as the n-th of all. */
    private List<String> contents() throws SQLException {
        List<String> contents = new ArrayList<>();
        contents.addAll(pipeline.rows("""
                WITH numbered AS (SELECT file_id, row_number() OVER (ORDER BY file_id) AS n FROM ingested_files)
                SELECT event_id, price, event_timestamp, n, source_line
                FROM raw_events JOIN numbered ON file_id = source_file_id ORDER BY 1"""));
        contents.addAll(pipeline.rows("""
                SELECT row_number() OVER (ORDER BY file_id), regexp_replace(path, '^recovered-[0-9]+-', ''), state,
                       encode(sha256, 'hex'), records_read, inserted, updated, unchanged, stale, duplicate, rejected
                FROM ingested_files WHERE path <> 'late.csv' ORDER BY file_id"""));
        contents.addAll(pipeline.rows("""
                WITH numbered AS (SELECT file_id, row_number() OVER (ORDER BY file_id) AS n FROM ingested_files)
                SELECT n, line, reason, encode(raw, 'hex') FROM rejected_events JOIN numbered USING (file_id) ORDER BY 1, 2"""));
        return contents;
    }

    /** Event 1 is delivered by the last file alone. */
    private List<String> with(List<String> before, String last) throws SQLException {
        List<String> expected = new ArrayList<>(pipeline.rows("""
                SELECT event_id, price, event_timestamp, (SELECT count(*) FROM ingested_files), source_line FROM raw_events
                WHERE source_file_id = (SELECT file_id FROM ingested_files WHERE path = '%s')""".formatted(last)));
        expected.addAll(before);
        return expected;
    }

    @Test
    void filesThatWereNotMovedYetAreNewAgainAndNothingIsRefused() throws Exception {
        TestServer server = server();
        pipeline.deliver("a.csv", hundred(1));
        pipeline.runOnce();
        server.keepCopy();
        Path input = pipeline.deliver("b.csv", hundred(2));
        pipeline.runOnce();
        Files.move(pipeline.archive().resolve(pipeline.ledger().get(1).archivePath()), input);
        server.goBack(false);

        pipeline.runOnce();

        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("200");
        assertThat(pipeline.rows("SELECT path, file_id > 2 FROM ingested_files ORDER BY file_id"))
                .containsExactly("a.csv|f", "b.csv|t");
        assertThat(pipeline.log().of("WARN"))
                .anyMatch(line -> line.contains("No file of the archive is missing in it"));
    }

    /** The server takes back the mark of a move, and nothing else. */
    @Test
    void marksThatTheDatabaseLostAreMadeAgainByTheRunningJob() throws Exception {
        RunningJob job = pipeline.start();
        pipeline.deliver("a.csv", hundred(1));
        pipeline.awaitArchived(1);
        pipeline.execute("UPDATE ingested_files SET state = 'loaded', archived_at = NULL");
        pipeline.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tidegate load'");
        pipeline.deliver("b.csv", hundred(2));
        TestPipeline.await().untilAsserted(() -> assertThat(pipeline.states())
                .containsExactly("a.csv: archived", "b.csv: archived"));
        assertThat(job.stop()).isZero();
    }

    @Test
    void markOfAMoveThatMarksNoRowIsAnError() throws Exception {
        pipeline.execute("""
                CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                CREATE TRIGGER swallow BEFORE UPDATE ON ingested_files FOR EACH ROW EXECUTE FUNCTION swallow()""");
        pipeline.deliver("a.csv", hundred(1));
        assertThat(pipeline.run()).isEqualTo(3);
        assertThat(pipeline.log().of("ERROR"))
                .singleElement()
                .asString()
                .contains("The ledger has 0 of 1 files that were loaded and moved now, the first is a.csv (file id 1)");
        pipeline.execute("DROP TRIGGER swallow ON ingested_files");
        pipeline.runOnce();
    }

    @Test
    void epochIsNotUsedTwiceAfterARestore() throws Exception {
        TestServer server = server();
        pipeline.runOnce();
        server.keepCopy();
        pipeline.runOnce();
        pipeline.runOnce();
        server.goBack(false);
        pipeline.runOnce();
        assertThat(pipeline.rows("SELECT epoch FROM pipeline")).containsExactly("4");
    }

    /** The newest file lies in a folder of an older date than others: the clock was ahead for a while. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clockThatWasAheadHidesNoHigherIds(boolean marked) throws Exception {
        TestServer server = server();
        pipeline.deliver("a.csv", hundred(1));
        pipeline.runOnce();
        LedgerRow first = pipeline.ledger().get(0);
        Path ahead = pipeline.archive().resolve("2031-01-01/1-a.csv");
        Files.createDirectories(ahead.getParent());
        Files.move(pipeline.archive().resolve(first.archivePath()), ahead);
        pipeline.execute("UPDATE ingested_files SET archive_path = '2031-01-01/1-a.csv'");
        server.keepCopy();
        pipeline.deliver("b.csv", hundred(2));
        pipeline.runOnce();
        server.goBack(false);
        if (!marked) {
            Files.delete(pipeline.archive().resolve(TestPipeline.MARK));
        }

        assertThat(pipeline.run()).isEqualTo(3);
        assertRefusedFor("b.csv");
        pipeline.runOnce("--put-back-missing");
        assertThat(pipeline.rows("SELECT path, file_id > 2 FROM ingested_files ORDER BY file_id"))
                .containsExactly("a.csv|f", "recovered-2-b.csv|t");
    }

    /** As if somebody had loaded without looking: an id stands in front of two names. */
    @Test
    void fileWhoseIdWasGivenOutTwiceIsPutBackToo() throws Exception {
        TestServer server = server();
        pipeline.deliver("a.csv", hundred(1));
        pipeline.runOnce();
        server.keepCopy();
        pipeline.deliver("b.csv", hundred(2));
        pipeline.runOnce();
        server.goBack(false);
        Path archived = pipeline.archive()
                .resolve(pipeline.ledger().get(0).archivePath().replace("1-a.csv", "2-b.csv"));
        Path aside = Files.move(archived, pipeline.input().resolve(".aside"));
        for (Path folder : List.of(pipeline.input(), pipeline.archive(), pipeline.quarantine())) {
            Files.delete(folder.resolve(TestPipeline.MARK));
        }
        // A crash of the server leaves a gap in a sequence.
        pipeline.execute("SELECT setval('ingested_file_ids', 1)");
        pipeline.deliver("c.csv", hundred(3));
        pipeline.runOnce();
        Files.move(aside, archived);
        for (Path folder : List.of(pipeline.input(), pipeline.archive(), pipeline.quarantine())) {
            Files.writeString(
                    folder.resolve(TestPipeline.MARK),
                    Files.readString(folder.resolve(TestPipeline.MARK))
                            .replaceFirst(
                                    "newest_sha256=.*",
                                    "newest_sha256=" + Invariants.sha256(Files.readAllBytes(archived)))
                            .replaceFirst("newest_file_id=.*", "newest_file_id=2"));
        }

        assertThat(pipeline.run()).isEqualTo(3);
        assertRefusedFor("b.csv");
        pipeline.runOnce("--put-back-missing");
        assertThat(pipeline.rows("SELECT path, file_id > 2 FROM ingested_files ORDER BY file_id"))
                .containsExactly("a.csv|f", "c.csv|f", "recovered-2-b.csv|t");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("300");
    }

    /** As by hand, or where a restore of single tables has left them: ids that were given out are not given out again. */
    @Test
    void runningJobRaisesSequencesThatWentBackAndGoesOn() throws Exception {
        RunningJob job = pipeline.start();
        pipeline.deliver("a.csv", hundred(1));
        pipeline.deliver("b.csv", hundred(2));
        pipeline.awaitArchived(2);
        pipeline.execute("SELECT setval('ingested_file_ids', 1, false), setval('ingest_batch_ids', 1, false)");
        pipeline.deliver("c.csv", hundred(3));
        pipeline.awaitArchived(3);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.log().of("WARN"))
                .anyMatch(line -> line.contains("The sequence ingest_batch_ids went back: it gave out 1, and the newest"
                        + " micro-batch of stream events is "));
        assertThat(pipeline.rows("SELECT path, file_id = row_number() OVER (ORDER BY file_id) FROM ingested_files"))
                .containsExactly("a.csv|t", "b.csv|t", "c.csv|t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"input", "archive", "quarantine"})
    void folderOfAnotherDatabaseIsRefusedInOneLine(String shared) throws Exception {
        pipeline.deliver("a.csv", hundred(1));
        pipeline.runOnce();
        for (String folder : List.of("input", "archive", "quarantine")) {
            if (!folder.equals(shared)) {
                Files.delete(pipeline.input().resolveSibling(folder).resolve(TestPipeline.MARK));
            }
        }
        pipeline.execute("UPDATE pipeline SET identity = gen_random_uuid()");
        pipeline.deliver("b.csv", hundred(2));

        assertThat(pipeline.run()).isEqualTo(3);

        assertThat(pipeline.log().of("ERROR"))
                .singleElement()
                .asString()
                .contains("/" + shared + ": it belongs to another database", "Give each database its own folders");
        assertThat(pipeline.inputFiles()).containsExactly("b.csv");
        assertThat(pipeline.rows("SELECT note LIKE 'ended: Cannot use %' FROM pipeline_status"))
                .containsExactly("t");
    }

    @Test
    void folderOfAnotherStreamIsRefusedInOneLine() throws Exception {
        pipeline.deliver("a.csv", hundred(1));
        pipeline.runOnce();
        Path mark = pipeline.archive().resolve(TestPipeline.MARK);
        assertThat(mark).content().contains("stream=events\n");
        Files.writeString(mark, Files.readString(mark).replace("stream=events", "stream=orders"));
        assertThat(pipeline.run()).isEqualTo(3);
        assertThat(pipeline.log().of("ERROR"))
                .singleElement()
                .asString()
                .contains("for stream events: the files of stream orders are in it. Give each stream its own folders");
        Files.writeString(mark, Files.readString(mark).replace("stream=orders\n", ""));
        pipeline.runOnce();
        assertThat(mark).content().contains("stream=events\n");
    }

    /** A copy by pg_dump has the identity of the original, and is told apart by where it is. */
    @Test
    void jobNoticesThatACopyOfItsDatabaseUsesItsFolders() throws Exception {
        RunningJob job = pipeline.start();
        pipeline.deliver("a.csv", hundred(1));
        pipeline.awaitArchived(1);
        Path mark = pipeline.archive().resolve(TestPipeline.MARK);
        Files.writeString(mark, Files.readString(mark).replaceFirst("server=.*", "server=7/16384"));
        pipeline.deliver("b.csv", hundred(2));
        assertThat(job.exitStatus()).isEqualTo(3);
        assertThat(pipeline.log().of("ERROR"))
                .singleElement()
                .asString()
                .contains("it belongs to another database", "on server 7/16384");

        pipeline.runOnce();

        assertThat(pipeline.log().of("WARN"))
                .anyMatch(line -> line.contains("another server or another database on it answers now"));
        assertThat(pipeline.states()).containsExactly("a.csv: archived", "b.csv: archived");
    }

    private void assertRefusedFor(String... names) throws SQLException {
        assertThat(pipeline.log().of("ERROR"))
                .singleElement()
                .asString()
                .contains("The database went back: files that were loaded and are not in its ledger: %d; "
                        .formatted(names.length))
                .contains("it ends with file ", "verify --put-back", "--put-back-missing")
                .contains(names)
                .doesNotContain("stack trace");
        assertThat(pipeline.rows("SELECT note LIKE 'ended: The database went back: %' FROM pipeline_status"))
                .containsExactly("t");
    }

    private static EventLine[] hundred(int number) {
        EventLine[] events = new EventLine[100];
        for (int i = 0; i < events.length; i++) {
            events[i] = event(number * 1000 + i);
        }
        return events;
    }

    private TestServer server() throws IOException {
        TestServer server = pipeline.database().server();
        assumeThat(server.supportsCrash()).isTrue();
        return server;
    }
}
