package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the database refuses is repeated for ever in no case: it costs the file that is to blame, or, where none is, the job
 * says why in one line and ends.
 */
@Tag("long")
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RefusedByDatabaseIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    /** As what a trigger or a check of the user may raise; SHOP1 is one that nobody has thought of. */
    @ParameterizedTest
    @ValueSource(strings = {"P0001", "P0004", "0A000", "44000", "55000", "21000", "27000", "XX000", "SHOP1", "38000"})
    void whatIsRefusedForOneRowCostsItsFileAndNoOther(String state) throws Exception {
        refuse("BEFORE INSERT ON raw_events FOR EACH ROW WHEN (NEW.product_id = '13')", state);
        assertOnlyFile13IsRefused();
    }

    @Test
    void whatIsRefusedAtCommitCostsItsFileAndNoOther() throws Exception {
        refuseAtCommit();
        assertOnlyFile13IsRefused();
    }

    /** Packed files are staged in tables, and merged in a session of their own. */
    @Test
    void whatIsRefusedAtCommitOfALargeMicroBatchCostsItsFileAndNoOther() throws Exception {
        refuseAtCommit();
        pipeline.deliver("a.csv.gz", Packed.gzip(TestPipeline.content(events(0, 3_000))));
        EventLine[] refused = events(3_000, 6_000);
        refused[2_000] = refused[2_000].product("13");
        pipeline.deliver("13.csv.gz", Packed.gzip(TestPipeline.content(refused)));
        pipeline.deliver("b.csv.gz", Packed.gzip(TestPipeline.content(events(6_000, 9_000))));
        pipeline.runOnce("--max-files-per-trigger", "3");
        assertThat(pipeline.states())
                .containsExactly("a.csv.gz: archived", "13.csv.gz: quarantined", "b.csv.gz: archived");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("6000");
    }

    private static EventLine[] events(int from, int to) {
        return IntStream.range(from, to).mapToObj(EventLine::event).toArray(EventLine[]::new);
    }

    private void refuseAtCommit() throws Exception {
        pipeline.execute("CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN RAISE EXCEPTION ''no such thing''; END'; CREATE CONSTRAINT TRIGGER late AFTER INSERT ON raw_events"
                + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.product_id = '13') EXECUTE FUNCTION late()");
    }

    @Test
    void rowWithoutItsParentCostsItsFileAndNoOther() throws Exception {
        pipeline.execute("""
                CREATE TABLE no_such_thing (id text PRIMARY KEY);
                INSERT INTO no_such_thing VALUES ('21');
                ALTER TABLE raw_events ADD CONSTRAINT "no such thing" FOREIGN KEY (product_id) REFERENCES no_such_thing
                DEFERRABLE INITIALLY DEFERRED""");
        assertOnlyFile13IsRefused();
    }

    private void assertOnlyFile13IsRefused() throws Exception {
        pipeline.deliver("a.csv", event(1));
        pipeline.deliver("13.csv", event(2), event(3).product("13"));
        pipeline.deliver("b.csv", event(4));
        pipeline.runOnce("--max-files-per-trigger", "3");
        assertThat(pipeline.ledger().stream().map(row -> row.path() + ": " + row.state() + " " + row.counts()))
                .containsExactly(
                        "a.csv: archived read=1 inserted=1",
                        "13.csv: quarantined read=0",
                        "b.csv: archived read=1 inserted=1");
        assertThat(pipeline.ledger().get(1).firstError()).contains("refused_by_database", "no such thing");
        assertThat(pipeline.log().of("ERROR")).isEmpty();
    }

    @Test
    void allFilesToBlameAreFoundAmongMany() throws Exception {
        refuse("BEFORE INSERT ON raw_events FOR EACH ROW WHEN (NEW.product_id = '13')", "P0001");
        for (int n = 0; n < 20; n++) {
            pipeline.deliver("%02d.csv".formatted(n), n % 7 == 3 ? event(n).product("13") : event(n));
        }
        pipeline.runOnce("--max-files-per-trigger", "20");
        assertThat(pipeline.rows("SELECT path FROM ingested_files WHERE state = 'quarantined' ORDER BY 1"))
                .containsExactly("03.csv", "10.csv", "17.csv");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("17");
        assertThat(pipeline.rows("SELECT count(*) FROM ingest_batches")).containsExactly("1");
    }

    /** The first one is loaded; what the table then says of the second decides. */
    @Test
    void filesThatTheTableDoesNotTakeTogetherAreLoadedOneAfterTheOther() throws Exception {
        pipeline.execute("ALTER TABLE raw_events ADD CONSTRAINT once UNIQUE (product_id)");
        pipeline.deliver("a.csv", event(1).product("1"));
        pipeline.deliver("b.csv", event(2).product("2"));
        pipeline.deliver("again.csv", event(3).product("1"));
        pipeline.deliver("c.csv", event(4).product("4"));
        pipeline.runOnce("--max-files-per-trigger", "4");
        assertThat(pipeline.states())
                .containsExactlyInAnyOrder(
                        "a.csv: archived", "b.csv: archived", "again.csv: quarantined", "c.csv: archived");
    }

    @Test
    void triggerThatRefusesEveryMicroBatchEndsTheJobAndIsNamed() throws Exception {
        RunningJob job = pipeline.start();
        pipeline.deliver("a.csv", event(1));
        pipeline.awaitArchived(1);
        refuse("BEFORE INSERT ON raw_events FOR EACH STATEMENT", "P0001");
        pipeline.deliver("b.csv", event(2));
        assertThat(job.exitStatus()).isEqualTo(3);
        assertEndedWith("no such thing (SQLSTATE P0001)", "refused()", "scripts/tidegate doctor", "Nothing is lost");
        assertThat(pipeline.inputFiles()).containsExactly("b.csv");
        assertThat(pipeline.rows("SELECT note FROM pipeline_status"))
                .singleElement()
                .asString()
                .contains("no such thing");
        pipeline.execute("DROP TRIGGER refused ON raw_events");
        pipeline.runOnce();
        assertThat(pipeline.states()).containsExactly("a.csv: archived", "b.csv: archived");
    }

    @Test
    void triggerThatRefusesEveryMicroBatchRefusesTheStart() throws Exception {
        refuse("BEFORE INSERT ON ingested_files FOR EACH STATEMENT", "0A000");
        pipeline.deliver("a.csv", event(1));
        assertThat(pipeline.run()).isEqualTo(3);
        assertEndedWith("no such thing (SQLSTATE 0A000)", "refused()", "Trying a micro-batch without a file");
        assertThat(pipeline.checkpoint()).doesNotExist();
    }

    /** Whoever wrote to it is looked for in vain: no file is to blame. */
    @Test
    void triggerOfTheFenceThatRefusesEndsTheJob() throws Exception {
        RunningJob job = pipeline.start();
        pipeline.deliver("a.csv", event(1));
        pipeline.awaitArchived(1);
        refuse("BEFORE UPDATE ON pipeline FOR EACH ROW", "P0001");
        pipeline.deliver("b.csv", event(2));
        assertThat(job.exitStatus()).isEqualTo(3);
        assertEndedWith("no such thing (SQLSTATE P0001)", "No file alone is to blame");
        assertThat(pipeline.inputFiles()).containsExactly("b.csv");
    }

    @Test
    void ruleThatComesUnderARunningJobEndsIt() throws Exception {
        RunningJob job = pipeline.start();
        pipeline.deliver("a.csv", event(1));
        pipeline.awaitArchived(1);
        pipeline.execute("CREATE RULE another AS ON INSERT TO raw_events DO ALSO NOTIFY inserted");
        pipeline.deliver("b.csv", event(2));
        assertThat(job.exitStatus()).isEqualTo(3);
        assertEndedWith("SQLSTATE 0A000", "rules");
        assertThat(pipeline.inputFiles()).containsExactly("b.csv");
    }

    @Test
    void triggerThatRefusesTheMarkOfAMoveEndsTheJobAndNothingIsLoadedTwice() throws Exception {
        refuse("BEFORE UPDATE ON ingested_files FOR EACH ROW", "P0001");
        pipeline.deliver("a.csv", event(1));
        assertThat(pipeline.run()).isEqualTo(3);
        assertEndedWith("no such thing (SQLSTATE P0001)");
        pipeline.execute("DROP TRIGGER refused ON ingested_files");
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1");
    }

    /** The merge names each event once; the file has no part in it. */
    @Test
    void triggerThatChangesTheRowsInHandEndsTheJobAndCostsNoFile() throws Exception {
        pipeline.deliver("a.csv", event(1));
        pipeline.runOnce();
        pipeline.execute("CREATE FUNCTION meddles() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN UPDATE raw_events SET category = ''other''; RETURN NULL; END';"
                + " CREATE TRIGGER meddles BEFORE INSERT ON raw_events FOR EACH STATEMENT EXECUTE FUNCTION meddles()");
        pipeline.deliver("b.csv", event(1).time("2026-04-01T00:00:00Z"));
        assertThat(pipeline.run()).isEqualTo(3);
        assertEndedWith("SQLSTATE 21000", "A trigger of somebody else changes the rows", "scripts/tidegate doctor");
        assertThat(pipeline.inputFiles()).containsExactly("b.csv");
    }

    @Test
    void fileWhoseMergeTakesLongerThanAStatementMayWaitsAside() throws Exception {
        sleep("FOR EACH ROW WHEN (NEW.product_id = '13')");
        pipeline.deliver("a.csv", event(1));
        pipeline.deliver("13.csv", event(2).product("13"));
        RunningJob job = pipeline.start("--max-files-per-trigger", "2", "--statement-timeout", "1s");
        pipeline.awaitArchived(1);
        pipeline.deliver("b.csv", event(3));
        pipeline.awaitArchived(2);
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1", "b.csv: read=1 inserted=1");
        assertThat(pipeline.inputFiles()).containsExactly("13.csv");
        assertThat(pipeline.log().of("ERROR"))
                .singleElement()
                .asString()
                .contains("Cannot load 13.csv", "SQLSTATE 57014", "--statement-timeout", "others are loaded");
        Files.delete(pipeline.input().resolve("13.csv"));
        assertThat(job.stop()).isZero();
    }

    @Test
    void mergeThatAlwaysTakesTooLongEndsTheJobAndSaysWhichLimitItMeets() throws Exception {
        sleep("FOR EACH STATEMENT");
        pipeline.deliver("a.csv", event(1));
        assertThat(pipeline.run("--statement-timeout", "1s")).isEqualTo(3);
        assertEndedWith("SQLSTATE 57014", "--statement-timeout");
        assertThat(pipeline.inputFiles()).containsExactly("a.csv");
    }

    private void assertEndedWith(String... parts) {
        assertThat(pipeline.log().of("ERROR"))
                .singleElement()
                .asString()
                .contains(parts)
                .doesNotContain("stack trace")
                .doesNotContain("\n");
    }

    private void refuse(String when, String state) throws Exception {
        pipeline.execute("""
                CREATE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''no such thing'' USING ERRCODE = ''%s''; END';
                CREATE TRIGGER refused %s EXECUTE FUNCTION refused()""".formatted(state, when));
    }

    private void sleep(String how) throws Exception {
        pipeline.execute("""
                CREATE FUNCTION sleeps() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_sleep(60); RETURN NEW; END';
                CREATE TRIGGER sleeps BEFORE INSERT ON raw_events %s EXECUTE FUNCTION sleeps()""".formatted(how));
    }
}
