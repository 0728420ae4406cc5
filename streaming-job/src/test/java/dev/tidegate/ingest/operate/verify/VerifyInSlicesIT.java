package dev.tidegate.ingest.operate.verify;

import static dev.tidegate.ingest.operate.Operated.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.JobForTests;
import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.operate.Operated;
import dev.tidegate.ingest.operate.verify.TableChecks.Slices;
import dev.tidegate.ingest.options.NamedStream;
import dev.tidegate.ingest.stream.Events;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables in many small slices: the bounds between them lose and double nothing. */
@Tag("long")
class VerifyInSlicesIT {

    private static final Slices SMALL = new Slices(2, 1, 5);

    private static final NamedStream EVENTS =
            new NamedStream("events", Optional.of(new StreamFile(Events.STREAM, Optional.empty())));

    @RegisterExtension
    private final Operated pipeline = new Operated();

    @Test
    void aHealthySystemHasNoGap() throws Exception {
        loadDays();
        assertThat(gaps(SMALL)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rows; DELETE FROM raw_events WHERE event_id = (SELECT max(event_id::text)::uuid FROM raw_events)",
                "rows; UPDATE raw_events SET source_file_id = 99 WHERE source_line = 3",
                "rows; UPDATE raw_events SET source_file_id = 1 WHERE source_file_id = 9",
                "rows; UPDATE raw_events SET source_file_id = -7 WHERE source_file_id = 9",
                "totals; UPDATE pipeline SET filtered = filtered + 1",
                "totals; UPDATE pipeline SET last_batch = 1",
                "batches; DELETE FROM ingest_batches WHERE batch_id = 3",
                "batches; INSERT INTO ingest_batches SELECT 77, epoch, 1, 1, started_at, committed_at, 1, 1, 1, 1, '', stream FROM"
                        + " ingest_batches WHERE batch_id = 2",
                "rejects; DELETE FROM rejected_events WHERE file_id = 4",
                "rejects; UPDATE rejected_events SET file_id = 99 WHERE file_id = 4",
                "counts; ALTER TABLE ingested_files DROP CONSTRAINT ingested_files_seven_counts;"
                        + " UPDATE ingested_files SET stale = 1 WHERE file_id = 7",
                "aggregates; UPDATE sales_by_minute SET quantity = 7 WHERE minute = '2026-03-05 10:00Z'",
                "aggregates; UPDATE sales_by_hour SET hour = hour - interval '1 year' WHERE hour = '2026-03-01 10:00Z'",
                "aggregates; UPDATE product_by_day SET revenue = revenue + 0.01 WHERE day = '2026-03-09'",
                "aggregates; UPDATE user_by_day SET buys = buys + 1 WHERE day = '2026-03-04'",
                "aggregates; DELETE FROM user_total_by_day WHERE day = '2026-03-04'",
                "aggregates; SET session_replication_role = replica; UPDATE raw_events SET price = price + 1,"
                        + " total_price = total_price + 1 WHERE source_file_id = 6",
                "aggregates; SET session_replication_role = replica; UPDATE raw_events"
                        + " SET event_timestamp = '2031-01-01 00:00Z', event_date = '2031-01-01' WHERE source_file_id = 6"
            })
    void whatIsWrongInOneSliceIsFound(String planted) throws Exception {
        loadDays();
        String[] checkAndChange = planted.split("; ", 2);
        pipeline.execute(checkAndChange[1]);
        assertThat(gaps(SMALL)).extracting(Gap::check).contains(checkAndChange[0]);
    }

    @Test
    void thereIsNoGapWhileTheJobRunsAndCorrectsWhatIsThere() throws Exception {
        loadDays();
        try (JobForTests job = pipeline.startJob()) {
            assertThat(job).isNotNull();
            for (int round = 0; round < 30; round++) {
                // New ones, newer versions of old ones, which move in the table, and one that is refused.
                pipeline.deliver(
                        "r%d.csv".formatted(round),
                        event(1000 + round, "1"),
                        event(round % 9 + 1, Integer.toString(round + 2), "2026-04-01T10:00:%02dZ".formatted(round)),
                        event(2000 + round % 5, Integer.toString(round + 2)),
                        "a,b\n");
                assertThat(gaps(SMALL)).isEmpty();
            }
        }
        pipeline.load();
        assertThat(pipeline.rows("SELECT sum(updated) > 0 FROM ingested_files")).containsExactly("t");
        assertThat(gaps(SMALL)).isEmpty();
    }

    /** Each transaction is a small part of the whole, where it was all of it. */
    @Test
    void noSnapshotIsKeptForLong() throws Exception {
        insertManyDays();
        CompletableFuture<Duration> verifying = CompletableFuture.supplyAsync(() -> {
            Instant begin = Instant.now();
            try {
                assertThat(gaps(new Slices(50, 200, 10_000))).isEmpty();
            } catch (SQLException | IOException e) {
                throw new IllegalStateException(e);
            }
            return Duration.between(begin, Instant.now());
        });
        double oldest = 0;
        while (!verifying.isDone()) {
            oldest = Math.max(oldest, oldestSnapshotSeconds());
        }
        double whole = verifying.join().toMillis() / 1000.0;
        System.out.printf("verify took %.2f s, its oldest snapshot was %.2f s old%n", whole, oldest);
        assertThat(oldest).isPositive().isLessThan(whole / 3);
    }

    /** Nine days, a file and a micro-batch each. */
    private void loadDays() throws IOException {
        for (int day = 1; day <= 9; day++) {
            String time = "2026-03-0%dT10:00:00Z".formatted(day);
            pipeline.deliver(
                    "day%d.csv".formatted(day),
                    event(day, "9.99", time),
                    event(100 + day, "5", time),
                    "not,an event\n");
        }
        pipeline.load("--max-files-per-trigger", "1");
    }

    /** 300,000 events of 60 days in 300 files, as the job would have left them. */
    private void insertManyDays() throws SQLException {
        pipeline.execute("""
                INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date,
                                        quantity, price, total_price, event_type, category)
                SELECT gen_random_uuid(), n % 1000, n % 25, at, n / 1000 + 1, n % 1000 + 2, (at AT TIME ZONE 'UTC')::date, 1, 2, 2, 'buy', 'Home'
                FROM (SELECT n, timestamptz '2026-01-01 00:00Z' + n * interval '17 seconds' AS at
                      FROM generate_series(0, 299999) AS n) AS event
                """);
        pipeline.execute("""
                INSERT INTO ingested_files (file_id, batch_id, size_bytes, modified_at, loaded_at, records_read, inserted, state, path,
                                            stream)
                SELECT n, n, 1, now(), now(), 1000, 1000, 'loaded', n || '.csv', 'events' FROM generate_series(1, 300) AS n
                """);
        pipeline.execute("""
                INSERT INTO ingest_batches (batch_id, epoch, spark_batch_id, records_read, started_at, committed_at, files, read_ms,
                                            stage_ms, merge_ms, query_id, stream)
                SELECT n, 1, n, 1000, now(), now(), 1, 1, 1, 1, 'q', 'events' FROM generate_series(1, 300) AS n
                """);
        pipeline.execute(
                "UPDATE pipeline SET files = 300, records_read = 300000, inserted = 300000, last_file_id = 300,"
                        + " last_batch = 300");
        pipeline.execute("ANALYZE");
    }

    private List<Gap> gaps(Slices slices) throws SQLException, IOException {
        Findings findings = new Findings("events");
        try (Connection connection =
                        pipeline.database().connect(pipeline.database().operator());
                Statement statement = connection.createStatement()) {
            statement.execute("SET application_name = 'tidegate verify'");
            statement.execute("SET timezone = 'UTC'");
            new TableChecks(connection, EVENTS, findings, slices).run();
        }
        return findings.gaps();
    }

    private double oldestSnapshotSeconds() throws SQLException {
        return Double.parseDouble(pipeline.rows("""
                        SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)
                        FROM pg_stat_activity
                        WHERE application_name = 'tidegate verify' AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)
                        """).get(0));
    }
}
