package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tidegate.postgres.TestServer;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What passes is waited for, without end and without loss; what one file is to blame for costs that file and no other. */
@Tag("long")
class DatabaseFaultsIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @Test
    void databaseThatIsDownAtTheStartIsWaitedFor() throws Exception {
        TestServer server = server();
        pipeline.deliver("a.csv", event(1));
        server.stop();
        RunningJob job = pipeline.start();
        TestPipeline.await().until(() -> !pipeline.log().of("WARN").isEmpty());
        server.start();
        pipeline.awaitArchived(1);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.log().of("WARN"))
                .allMatch(line -> line.contains("Waiting for the database") && !line.contains("stack trace"));
    }

    @Test
    void jobThatWaitsForTheDatabaseCanBeStopped() throws Exception {
        TestServer server = server();
        server.stop();
        RunningJob job = pipeline.start();
        TestPipeline.await().until(() -> !pipeline.log().of("WARN").isEmpty());
        assertThat(job.stop()).isZero();
        server.start();
    }

    @Test
    void crashesOfTheServerLoseNothingAndLoadNothingTwice() throws Exception {
        TestServer server = server();
        long seed = Long.getLong("tidegate.fuzz.seed", System.nanoTime());
        System.out.println("DatabaseFaultsIT -Dtidegate.fuzz.seed=" + seed);
        Random random = new Random(seed);
        RunningJob job = pipeline.start("--max-files-per-trigger", "2");
        int files = 0;
        for (int crash = 0; crash < 3; crash++) {
            for (int i = 0; i < 6; i++) {
                EventLine[] events = {event(files), event(1000 + files), event(random.nextInt(1000))};
                if (random.nextBoolean()) {
                    pipeline.deliver(files + ".csv", events);
                } else {
                    pipeline.deliver(files + ".csv.gz", Packed.gzip(TestPipeline.content(events)));
                }
                files++;
            }
            TestPipeline.pause(random.nextInt(700));
            server.crash();
            server.start();
        }
        pipeline.awaitArchived(files);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.rows("SELECT count(*), count(DISTINCT path), sum(records_read) FROM ingested_files"))
                .containsExactly(files + "|" + files + "|" + 3 * files);
        assertThat(pipeline.log().of("ERROR")).isEmpty();
    }

    @Test
    void sessionThatIsEndedInTheMergeIsOpenedAnew() throws Exception {
        pipeline.deliver("a.csv", event(1), event(2));
        failTwice("raw_events", "PERFORM pg_terminate_backend(pg_backend_pid());");
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=2 inserted=2");
        assertThat(pipeline.rows("SELECT epoch FROM pipeline")).containsExactly("1");
        assertThat(pipeline.log().of("WARN")).hasSize(2).allMatch(line -> line.contains("SQLSTATE 57P01"));
    }

    @Test
    void fullDiskIsWaitedFor() throws Exception {
        pipeline.deliver("a.csv", event(1));
        pipeline.deliver("b.csv.gz", Packed.gzip(TestPipeline.content(event(2))));
        failTwice("ingested_files", "RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full';");
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1", "b.csv.gz: read=1 inserted=1");
        assertThat(pipeline.log().of("WARN")).hasSize(2).allMatch(line -> line.contains("could not extend file"));
    }

    /** Of one micro-batch, so that they fail together at first. */
    @Test
    void fileThatTheDatabaseHasNoRoomForWaitsAsideAndHoldsUpNoOther() throws Exception {
        pipeline.execute("""
                CREATE FUNCTION too_large() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''could not extend file'' USING ERRCODE = ''disk_full''; END';
                CREATE TRIGGER too_large BEFORE INSERT ON raw_events FOR EACH ROW
                WHEN (NEW.product_id = '13') EXECUTE FUNCTION too_large()""");
        EventLine[] large = IntStream.range(100, 150).mapToObj(EventLine::event).toArray(EventLine[]::new);
        large[40] = large[40].product("13");
        pipeline.deliver("a.csv", event(1));
        pipeline.deliver("large.csv", large);
        pipeline.deliver("b.csv.gz", Packed.gzip(TestPipeline.content(event(2))));
        RunningJob job = pipeline.start("--max-files-per-trigger", "3");
        pipeline.awaitArchived(2);
        pipeline.deliver("c.csv", event(3));
        pipeline.awaitArchived(3);
        assertThat(pipeline.counts())
                .containsExactly("a.csv: read=1 inserted=1", "b.csv.gz: read=1 inserted=1", "c.csv: read=1 inserted=1");
        assertThat(pipeline.inputFiles()).containsExactly("large.csv");
        assertThat(pipeline.log().of("ERROR"))
                .singleElement()
                .asString()
                .contains("Cannot load large.csv", "could not extend file", "SQLSTATE 53100", "others are loaded");
        TestPipeline.await()
                .untilAsserted(() -> assertThat(pipeline.rows("SELECT files_held, note FROM pipeline_status"))
                        .singleElement()
                        .asString()
                        .startsWith("1|")
                        .contains("large.csv"));
        // Who takes it away has seen it.
        Files.delete(pipeline.input().resolve("large.csv"));
        TestPipeline.await()
                .untilAsserted(() -> assertThat(pipeline.rows("SELECT files_held, note FROM pipeline_status"))
                        .containsExactly("0|null"));
        assertThat(job.stop()).isZero();
    }

    @Test
    void fileThatAsksForMoreThanASessionMayUseWaitsAside() throws Exception {
        pipeline.execute("""
                ALTER DATABASE "%s" SET temp_file_limit = '1MB';
                CREATE FUNCTION sorts_on_disk() RETURNS trigger LANGUAGE plpgsql SET work_mem = '64kB' AS $$
                BEGIN
                    PERFORM count(*) FROM (SELECT * FROM new_rows ORDER BY event_timestamp, event_id OFFSET 0) AS sorted;
                    RETURN NULL;
                END $$;
                CREATE TRIGGER sorts_on_disk AFTER INSERT ON raw_events REFERENCING NEW TABLE AS new_rows
                FOR EACH STATEMENT EXECUTE FUNCTION sorts_on_disk()""".formatted(pipeline.database().databaseName()));
        pipeline.deliver(
                "large.csv",
                IntStream.range(0, 60_000).mapToObj(EventLine::event).toArray(EventLine[]::new));
        pipeline.deliver("a.csv", event(100_000));
        RunningJob job = pipeline.start("--max-files-per-trigger", "2");
        pipeline.awaitArchived(1);
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1");
        TestPipeline.await()
                .until(() -> pipeline.log().of("ERROR").stream().anyMatch(line -> line.contains("SQLSTATE 53400")));
        assertThat(job.stop()).isZero();
    }

    /** What a file that fills the disk has left in the table goes only when it is vacuumed. */
    @Test
    void diskThatOneFileFillsIsNotFullForTheOthersForEver() throws Exception {
        try (SmallTablespace small = SmallTablespace.of(pipeline.database())) {
            small.leave(12L << 20);
            pipeline.deliver("first.csv", event(1));
            pipeline.deliver("large.csv", events(20_000, 80_000));
            pipeline.deliver("last.csv", event(2));
            RunningJob job = pipeline.start("--max-files-per-trigger", "3");
            TestPipeline.await().untilAsserted(() -> {
                vacuumEvents();
                assertThat(pipeline.ledger()).hasSize(2).allMatch(LedgerRow::moved);
            });
            assertThat(pipeline.counts())
                    .containsExactlyInAnyOrder("first.csv: read=1 inserted=1", "last.csv: read=1 inserted=1");
            assertThat(pipeline.log().of("ERROR"))
                    .singleElement()
                    .asString()
                    .contains("Cannot load large.csv", "53100");
            assertThat(job.stop()).isZero();
            small.leave(400L << 20);
            pipeline.runOnce();
            assertThat(pipeline.counts()).last().isEqualTo("large.csv: read=60000 inserted=60000");
        }
    }

    /** As autovacuum does within a minute or two; it, too, tries again where it finds no room. */
    private void vacuumEvents() throws SQLException {
        try {
            pipeline.execute("VACUUM raw_events");
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("53100");
        }
    }

    private static EventLine[] events(int from, int to) {
        return IntStream.range(from, to).mapToObj(EventLine::event).toArray(EventLine[]::new);
    }

    @Test
    void filesThatFitOneByOneButNotAtOnceAreLoadedOneByOne() throws Exception {
        pipeline.execute("""
                CREATE FUNCTION too_many() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF (SELECT count(*) FROM new_rows) > 2 THEN
                        RAISE EXCEPTION 'out of memory' USING ERRCODE = 'out_of_memory';
                    END IF;
                    RETURN NULL;
                END $$;
                CREATE TRIGGER too_many AFTER INSERT ON raw_events REFERENCING NEW TABLE AS new_rows
                FOR EACH STATEMENT EXECUTE FUNCTION too_many()""");
        pipeline.deliver("a.csv", event(1), event(2));
        pipeline.deliver("b.csv", event(3), event(4));
        pipeline.deliver("c.csv", event(5), event(6));
        pipeline.runOnce("--max-files-per-trigger", "3");
        assertThat(pipeline.counts())
                .containsExactly("a.csv: read=2 inserted=2", "b.csv: read=2 inserted=2", "c.csv: read=2 inserted=2");
    }

    /** Whether a file is to blame shows only where a few records find room. */
    @Test
    void diskThatIsFullForAllIsWaitedForHoweverLongItTakes() throws Exception {
        pipeline.deliver("a.csv", event(1));
        pipeline.deliver("b.csv", event(2));
        failTimes(8, "ingested_files", "RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full';");
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1", "b.csv: read=1 inserted=1");
        assertThat(pipeline.log().of("ERROR")).isEmpty();
    }

    @Test
    void foreignWriterInBetweenMakesTheMicroBatchStartAnew() throws Exception {
        pipeline.deliver("a.csv", event(1));
        failTwice("raw_events", "RAISE EXCEPTION 'duplicate key' USING ERRCODE = 'unique_violation';");
        pipeline.runOnce();
        assertThat(pipeline.states()).containsExactly("a.csv: archived");
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1");
    }

    @Test
    void valueThatTheDatabaseRefusesCostsItsFileAndNoOther() throws Exception {
        pipeline.execute("""
                ALTER TABLE raw_events ADD CONSTRAINT no_product_13 CHECK (product_id <> '13');
                CREATE FUNCTION unlucky() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''number 14 is out of range'' USING ERRCODE = ''numeric_value_out_of_range''; END';
                CREATE TRIGGER unlucky BEFORE INSERT ON raw_events FOR EACH ROW
                WHEN (NEW.product_id = '14') EXECUTE FUNCTION unlucky()""");
        pipeline.deliver("a.csv", event(1));
        pipeline.deliver("13.csv", event(2), event(3).product("13"), event(4).price("free"));
        pipeline.deliver("b.csv", event(5).price("free"));
        pipeline.deliver("14.csv.gz", Packed.gzip(TestPipeline.content(event(6), event(7).product("14"))));
        pipeline.runOnce("--max-files-per-trigger", "4");
        assertThat(pipeline.ledger().stream().map(row -> row.path() + ": " + row.state() + " " + row.counts()))
                .containsExactly(
                        "a.csv: archived read=1 inserted=1",
                        "13.csv: quarantined read=0",
                        "b.csv: archived read=1 rejected=1",
                        "14.csv.gz: quarantined read=0");
        assertThat(pipeline.ledger().get(1).firstError()).contains("refused_by_database", "no_product_13");
        assertThat(pipeline.ledger().get(3).firstError()).contains("refused_by_database", "number 14 is out of range");
        pipeline.deliver("c.csv", event(8));
        pipeline.runOnce();
        assertThat(pipeline.counts()).endsWith("c.csv: read=1 inserted=1");
    }

    @Test
    void rightThatIsTakenAwayEndsTheJobWithOneLineAndNothingLost() throws Exception {
        RunningJob job = pipeline.start();
        pipeline.deliver("a.csv", event(1));
        pipeline.awaitArchived(1);
        pipeline.execute("REVOKE INSERT ON ingested_files FROM tidegate_ingest");
        pipeline.deliver("b.csv", event(2));
        assertThat(job.exitStatus()).isEqualTo(3);
        assertThat(pipeline.log().of("ERROR"))
                .singleElement()
                .asString()
                .contains("permission denied for table ingested_files")
                .doesNotContain("stack trace");
        pipeline.execute("GRANT INSERT ON ingested_files TO tidegate_ingest");
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1", "b.csv: read=1 inserted=1");
    }

    @Test
    void unloggedStagingTablesLeftByADeadJobAreDropped() throws Exception {
        String owner = pipeline.database().ingest().user();
        pipeline.execute("""
                CREATE UNLOGGED TABLE tidegate_staging.events_0_1_events (attempt bigint);
                ALTER TABLE tidegate_staging.events_0_1_events OWNER TO "%s"
                """.formatted(owner));
        pipeline.deliver("a.csv", event(1));
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1");
    }

    /** A crash of the server in a merge leaves the views of its session in the catalog, where they keep the tables. */
    @Test
    void stagingTablesThatALostSessionStillShowsAreDropped() throws Exception {
        String owner = pipeline.database().ingest().user();
        pipeline.execute("""
                CREATE UNLOGGED TABLE tidegate_staging.events_0_1_events (attempt bigint);
                ALTER TABLE tidegate_staging.events_0_1_events OWNER TO "%s"
                """.formatted(owner));
        pipeline.deliver("a.csv", event(1));
        try (Connection lost = pipeline.database().connect();
                Statement statement = lost.createStatement()) {
            statement.execute("CREATE TEMP VIEW staged_events AS SELECT * FROM tidegate_staging.events_0_1_events");
            pipeline.runOnce();
        }
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1");
    }

    /** A mark that a crash of the server takes back is not made again before the next start. */
    @Test
    void markThatAFileIsMovedIsOnDisk() throws Exception {
        pipeline.execute("""
                CREATE FUNCTION on_disk() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF current_setting('synchronous_commit') <> 'on' THEN RAISE EXCEPTION 'it does not wait for the disk'; END IF;
                    RETURN NULL;
                END $$;
                CREATE TRIGGER on_disk AFTER UPDATE ON ingested_files FOR EACH STATEMENT EXECUTE FUNCTION on_disk()""");
        pipeline.deliver("a.csv", event(1));
        pipeline.runOnce();
        assertThat(pipeline.states()).containsExactly("a.csv: archived");
        assertThat(pipeline.log().of("WARN")).isEmpty();
    }

    /**
     * Makes the first two statements that insert into a table fail, once files are merged; a sequence counts them, as it
     * knows no rollback.
     */
    private void failTwice(String table, String how) throws Exception {
        failTimes(2, table, how);
    }

    private void failTimes(int times, String table, String how) throws Exception {
        pipeline.execute("""
                CREATE SEQUENCE tries;
                CREATE FUNCTION fail_twice() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                BEGIN
                    IF EXISTS (SELECT FROM pg_temp.staged_files) AND nextval('tries') <= %d THEN %s END IF;
                    RETURN NULL;
                END $$;
                CREATE TRIGGER fail_twice BEFORE INSERT ON %s FOR EACH STATEMENT EXECUTE FUNCTION fail_twice()""".formatted(times, how, table));
    }

    private TestServer server() {
        TestServer server = pipeline.database().server();
        assumeThat(server.supportsCrash())
                .as("the server in a container cannot be crashed and started")
                .isTrue();
        return server;
    }
}
