package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static dev.tidegate.ingest.TestPipeline.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is done to the database between the look-up of known events and the merge that uses it. */
@Tag("long")
class LookUpAheadIT {

    private static final String KNOWN = "SELECT 'tidegate_staging.' || tablename FROM pg_tables"
            + " WHERE schemaname = 'tidegate_staging' AND tablename LIKE 'events\\_%\\_known' ORDER BY 1";

    private static final String LOOKING_UP =
            "SELECT 1 FROM pg_stat_activity WHERE application_name = 'tidegate staging'"
                    + " AND state = 'active' AND query LIKE '%_known%' AND wait_event = 'PgSleep'";

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    private final LargeBatches batches = new LargeBatches(pipeline);

    @Test
    void whatOthersDeleteChangeAndInsertAfterTheLookUpIsJudgedAsItIsThen() throws Exception {
        batches.start();
        batches.deliver(1, event(1), event(2), event(3), event(4));
        pipeline.awaitArchived(1);
        batches.deliver(2, event(1), event(90));
        pipeline.awaitArchived(2);
        batches.whileMergesWait(() -> {
            batches.deliver(3, event(30));
            batches.deliver(4, event(1), event(2).price("5.00"), event(3), event(4).price("7.00"), event(5), event(30));
            await().until(() -> lookedUp() == 5);
            pipeline.execute("DELETE FROM raw_events WHERE event_id = '%s'".formatted(EventLine.uuid(1)));
            pipeline.execute("UPDATE raw_events SET price = 9 WHERE event_id = '%s'".formatted(EventLine.uuid(3)));
            pipeline.execute("UPDATE raw_events SET ingested_at = ingested_at WHERE event_id IN ('%s', '%s')"
                    .formatted(EventLine.uuid(2), EventLine.uuid(4)));
            pipeline.execute("CREATE TABLE copied AS SELECT * FROM raw_events WHERE event_id = '%s'"
                    .formatted(EventLine.uuid(2)));
            pipeline.execute("UPDATE copied SET event_id = '%s'".formatted(EventLine.uuid(5)));
            pipeline.execute("INSERT INTO raw_events (%s) SELECT %s FROM copied".formatted(columns(), columns()));
        });
        pipeline.awaitArchived(4);
        assertThat(pipeline.counts().get(3)).isEqualTo("4.csv.gz: read=6 inserted=1 updated=3 unchanged=2");
    }

    private String columns() throws SQLException {
        return pipeline.rows("SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
                        + " WHERE attrelid = 'raw_events'::regclass AND attnum > 0 AND NOT attisdropped"
                        + " AND attgenerated = ''")
                .get(0);
    }

    @Test
    void stopEndsALookUpAlsoInTheServer() throws Exception {
        RunningJob job = batches.startWhereSomeAreKnown();
        batches.whileMergesWait(() -> {
            slowLookUp();
            batches.deliver(3, event(3));
            batches.deliver(4, event(1), event(3).price("5.00"), event(4));
            await().until(() -> pipeline.rows(LOOKING_UP).size() == 1);
        });
        long began = System.nanoTime();
        assertThat(job.stop()).isZero();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertThat(took).isLessThan(Duration.ofSeconds(20));
        await().atMost(Duration.ofSeconds(5))
                .until(() -> pipeline.rows("SELECT 1 FROM pg_stat_activity WHERE application_name = 'tidegate staging'")
                        .isEmpty());
        pipeline.execute("DROP POLICY slow ON raw_events; ALTER TABLE raw_events DISABLE ROW LEVEL SECURITY");
        pipeline.runOnce();
    }

    /** Nobody knows why it takes so long: a merge does not, and then looks them up itself. */
    @Test
    void lookUpThatDoesNotComeToItsEndHoldsUpNeitherTheStreamNorAStop() throws Exception {
        RunningJob job = batches.startWhereSomeAreKnown();
        slowLookUp();
        batches.whileMergesWait(() -> {
            batches.deliver(3, event(3));
            batches.deliver(4, event(1), event(3).price("5.00"), event(4));
            await().until(() -> pipeline.rows(LOOKING_UP).size() == 1);
        });
        pipeline.awaitArchived(4);
        assertThat(pipeline.counts().get(3)).isEqualTo("4.csv.gz: read=3 inserted=1 updated=1 unchanged=1");
        assertThat(pipeline.log().of("INFO"))
                .anyMatch(line -> line.contains("Looking up ahead which rows of 1 files are known is given up"));
        assertThat(pipeline.log().of("WARN")).isEmpty();
        assertThat(pipeline.rows(LOOKING_UP)).isEmpty();
        assertThat(job.stop()).isZero();
    }

    /** Each row that a look-up finds takes long. */
    private void slowLookUp() throws Exception {
        pipeline.execute("CREATE FUNCTION slowly() RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$ BEGIN"
                + " IF current_setting('application_name') = 'tidegate staging' THEN PERFORM pg_sleep(25); END IF;"
                + " RETURN true; END $$;"
                + " CREATE POLICY slow ON raw_events USING (slowly()) WITH CHECK (true);"
                + " ALTER TABLE raw_events ENABLE ROW LEVEL SECURITY");
    }

    private int lookedUp() throws SQLException {
        int most = 0;
        for (String known : pipeline.rows(KNOWN)) {
            try {
                most = Math.max(
                        most,
                        Integer.parseInt(
                                pipeline.rows("SELECT count(*) FROM " + known).get(0)));
            } catch (SQLException e) {
                if (!"42P01".equals(e.getSQLState())) {
                    throw e;
                }
            }
        }
        return most;
    }
}
