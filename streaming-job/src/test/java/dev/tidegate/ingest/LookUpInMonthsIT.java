package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static dev.tidegate.ingest.TestPipeline.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.postgres.InMonths;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was looked up before the merge names a staged row once, whatever the table has: an event may lie in two months. */
@InMonths
@Tag("long")
class LookUpInMonthsIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    private final LargeBatches batches = new LargeBatches(pipeline);

    @Test
    void eventThatLiesInTwoMonthsIsJudgedOnce() throws Exception {
        batches.startWhereSomeAreKnown();
        String one = " FROM raw_events WHERE event_id = '%s'".formatted(EventLine.uuid(1));
        pipeline.execute("CREATE TABLE copied AS SELECT *" + one);
        pipeline.execute("UPDATE copied SET event_timestamp = event_timestamp + interval '1 month'");
        String columns = pipeline.rows("SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
                        + " WHERE attrelid = 'raw_events'::regclass AND attnum > 0 AND NOT attisdropped"
                        + " AND attgenerated = ''")
                .get(0);
        pipeline.execute("SET session_replication_role = replica; INSERT INTO raw_events (%s) SELECT %s FROM copied"
                .formatted(columns, columns));
        assertThat(pipeline.rows("SELECT count(*)" + one)).containsExactly("2");
        batches.whileMergesWait(() -> {
            batches.deliver(3, event(3));
            batches.deliver(4, event(1), event(4));
            await().until(() -> pipeline.rows("SELECT 1 FROM pg_tables WHERE schemaname = 'tidegate_staging'"
                                    + " AND tablename LIKE 'events\\_%\\_known'")
                            .size()
                    >= 2);
            List<String> known = pipeline.rows("SELECT 'tidegate_staging.' || tablename FROM pg_tables"
                    + " WHERE schemaname = 'tidegate_staging' AND tablename LIKE 'events\\_%\\_known'"
                    + " ORDER BY split_part(tablename, '_', 3)::int DESC LIMIT 1");
            await().until(() -> !pipeline.rows("SELECT 1 FROM " + known.get(0)).isEmpty());
        });
        pipeline.awaitArchived(4);
        pipeline.execute(
                "SET session_replication_role = replica; DELETE FROM raw_events USING copied WHERE raw_events.event_timestamp = copied.event_timestamp"
                        + " AND raw_events.event_id = copied.event_id");
        assertThat(pipeline.counts().get(3)).isEqualTo("4.csv.gz: read=2 inserted=1 unchanged=1");
        assertThat(pipeline.log().of("WARN")).isEmpty();
    }
}
