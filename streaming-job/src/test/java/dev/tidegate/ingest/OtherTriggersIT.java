package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Triggers and rules of the user that change events: the aggregates equal a recount, which is looked at after each test, whether
 * the tasks have added the events up (packed files) or not.
 */
@Tag("long")
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OtherTriggersIT {

    private static final int EVENTS = 300;

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    private enum Foreign {
        BEFORE_INSERT_OF_A_ROW("BEFORE INSERT ON raw_events FOR EACH ROW", "NEW.category := 'other'; RETURN NEW;"),
        BEFORE_INSERT_THAT_DROPS_AND_ADDS(
                "BEFORE INSERT ON raw_events FOR EACH ROW WHEN (pg_trigger_depth() = 0)", """
                IF NEW.user_id::int % 2 = 0 THEN
                    NEW.category := 'first'; INSERT INTO raw_events SELECT NEW.*; RETURN NULL;
                END IF;
                RETURN NEW;"""),
        AFTER_INSERT_OF_A_ROW(
                "AFTER INSERT ON raw_events FOR EACH ROW",
                "UPDATE raw_events SET category = 'other' WHERE event_id = NEW.event_id; RETURN NULL;"),
        BEFORE_INSERT_STATEMENT(
                "BEFORE INSERT ON raw_events FOR EACH STATEMENT",
                "UPDATE raw_events SET category = 'other' WHERE category = 'Garden'; RETURN NULL;"),
        AFTER_INSERT_STATEMENT(
                "AFTER INSERT ON raw_events REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
                "UPDATE raw_events SET category = lower(category) WHERE event_id IN (SELECT event_id FROM added);"
                        + " RETURN NULL;"),
        AFTER_INSERT_STATEMENT_THAT_PUTS_OTHERS_IN_THEIR_PLACE(
                "AFTER INSERT ON raw_events REFERENCING NEW TABLE AS added FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0)",
                """
                DELETE FROM raw_events WHERE event_id IN (SELECT event_id FROM added);
                INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date,
                                        price, total_price, event_type, category)
                SELECT event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, 1, 1, event_type, 'other'
                FROM added;
                RETURN NULL;"""),
        DEFERRED(
                "AFTER INSERT ON raw_events DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
                "UPDATE raw_events SET category = 'other' WHERE event_id = NEW.event_id; RETURN NULL;"),
        BEFORE_UPDATE_OF_A_ROW("BEFORE UPDATE ON raw_events FOR EACH ROW", "NEW.category := 'corrected'; RETURN NEW;"),
        AFTER_UPDATE_OF_A_ROW(
                "AFTER UPDATE ON raw_events FOR EACH ROW WHEN (NEW.category <> 'corrected')",
                "UPDATE raw_events SET category = 'corrected' WHERE event_id = NEW.event_id; RETURN NULL;"),
        BEFORE_UPDATE_STATEMENT(
                "BEFORE UPDATE ON raw_events FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0)",
                "UPDATE raw_events SET category = 'other' WHERE category = 'Garden'; RETURN NULL;"),
        AFTER_UPDATE_STATEMENT(
                "AFTER UPDATE ON raw_events REFERENCING NEW TABLE AS changed FOR EACH STATEMENT"
                        + " WHEN (pg_trigger_depth() = 0)",
                "UPDATE raw_events SET category = 'corrected' WHERE category <> 'corrected'"
                        + " AND event_id IN (SELECT event_id FROM changed); RETURN NULL;"),
        OF_THE_LEDGER_THAT_CHANGES(
                "AFTER INSERT ON ingested_files FOR EACH ROW",
                "UPDATE raw_events SET category = 'other' WHERE source_file_id = NEW.file_id; RETURN NULL;"),
        OF_THE_LEDGER_THAT_ADDS_AS_MANY("AFTER INSERT ON ingested_files FOR EACH ROW", """
                INSERT INTO raw_events SELECT (row).* FROM
                    (SELECT jsonb_populate_record(e, jsonb_build_object('event_id', gen_random_uuid(), 'category', 'added'))
                     FROM raw_events AS e WHERE source_file_id = NEW.file_id) AS r (row);
                RETURN NULL;"""),
        OF_THE_FENCE_THAT_ADDS_AS_MANY_BEFORE("BEFORE UPDATE ON pipeline FOR EACH ROW", """
                INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date,
                                        price, total_price, event_type, category)
                SELECT gen_random_uuid(), n, 1, '2026-03-01Z', 1, n, '2026-03-01', 2, 2, 'buy', 'added'
                FROM generate_series(1, 300) AS n
                WHERE NOT EXISTS (SELECT FROM raw_events WHERE category = 'added');
                RETURN NEW;"""),
        OF_AN_AGGREGATE(
                "AFTER INSERT ON sales_by_minute FOR EACH STATEMENT",
                "UPDATE raw_events SET category = 'other' WHERE category = 'Home'; RETURN NULL;"),
        OF_THE_SUMS(
                "AFTER INSERT ON summed_events FOR EACH STATEMENT",
                "UPDATE raw_events SET category = 'other' WHERE category = 'Home'; RETURN NULL;");

        private final String sql;

        Foreign(String when, String body) {
            this.sql = """
                    CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
                    AS $$ BEGIN %s END $$;
                    CREATE %s TRIGGER another %s EXECUTE FUNCTION other()""".formatted(body, name().equals("DEFERRED") ? "CONSTRAINT" : "", when);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aggregatesOfEventsThatTheTasksHaveAddedUp(Foreign foreign) throws Exception {
        pipeline.execute(foreign.sql);
        deliver("1.csv.gz", events(1, "Home"));
        deliver("2.csv.gz", events(EVENTS + 1, "Garden"));
        deliver("3.csv.gz", events(1, "Newer").map(event -> event.time("2026-04-01T00:00:00Z")));
        pipeline.runOnce("--max-files-per-trigger", "1");
        assertThat(pipeline.counts()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void aggregatesOfEventsThatComeByTheDriver(Foreign foreign) throws Exception {
        pipeline.execute(foreign.sql);
        pipeline.deliver("1.csv", event(1).category("Home"), event(2).category("HOME"));
        pipeline.deliver("2.csv", event(3).category("Garden"));
        pipeline.deliver("3.csv", event(1).category("Newer").time("2026-04-01T00:00:00Z"));
        pipeline.runOnce("--max-files-per-trigger", "1");
        assertThat(pipeline.counts()).hasSize(3);
    }

    /** What is looked at is how the table is when the events go in, and not when the job started. */
    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"BEFORE_INSERT_OF_A_ROW", "AFTER_INSERT_STATEMENT", "OF_THE_LEDGER_THAT_ADDS_AS_MANY"})
    void triggersThatComeAndGoUnderARunningJob(Foreign foreign) throws Exception {
        RunningJob job = pipeline.start("--max-files-per-trigger", "1");
        List<String> changes = List.of(
                "SELECT 1",
                foreign.sql,
                "ALTER TABLE %s DISABLE TRIGGER another",
                "ALTER TABLE %s ENABLE ALWAYS TRIGGER another",
                "DROP TRIGGER another ON %s");
        for (int n = 0; n < changes.size(); n++) {
            pipeline.execute(changes.get(n)
                    .formatted(foreign.sql.contains("ON ingested_files") ? "ingested_files" : "raw_events"));
            deliver(n + ".csv.gz", events(n * EVENTS + 1, "Kind " + n));
            pipeline.awaitArchived(n + 1);
            assertThat(pipeline.rows("SELECT * FROM aggregate_differences()"))
                    .as(changes.get(n))
                    .isEmpty();
        }
        assertThat(job.stop()).isZero();
    }

    /** That the sums are taken at all where the table is as it was set up, SumsIT shows. */
    private void deliver(String name, Stream<EventLine> events) throws Exception {
        pipeline.deliver(name, Packed.gzip(TestPipeline.content(events.toArray(EventLine[]::new))));
    }

    private static Stream<EventLine> events(int from, String category) {
        return IntStream.range(from, from + EVENTS)
                .mapToObj(n -> event(n).category(category).user("" + (n % 10 + 1)));
    }
}
