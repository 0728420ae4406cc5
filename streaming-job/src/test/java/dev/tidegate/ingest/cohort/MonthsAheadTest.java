package dev.tidegate.ingest.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.postgres.InMonths;
import dev.tidegate.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When a job has months made. */
@InMonths
class MonthsAheadTest {

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final MonthsAhead months = new MonthsAhead(now::get);

    /** Each attempt keeps loads waiting until it gives up, and a dump takes long. */
    @Test
    void whereSomebodyIsInTheWayItIsTriedAgainLater() throws SQLException {
        database.execute(
                "DO $$ BEGIN EXECUTE 'DROP TABLE ' || (SELECT max(part::text) FROM month_parts() WHERE part::text ~ '\\d$'); END $$");
        try (Connection dump = database.connect();
                Connection job = database.connect(database.ingest());
                Statement reading = dump.createStatement();
                Statement statement = job.createStatement()) {
            dump.setAutoCommit(false);
            reading.execute("LOCK TABLE raw_events IN ACCESS SHARE MODE");
            assertThat(months.make(statement)).isTrue();
            now.addAndGet(Duration.ofMinutes(10).toNanos() - 1);
            assertThat(months.make(statement)).isFalse();
            now.incrementAndGet();
            dump.rollback();
            assertThat(newestIsMissing()).isTrue();
            assertThat(months.make(statement)).isTrue();
            assertThat(newestIsMissing()).isFalse();
            now.addAndGet(Duration.ofHours(1).toNanos() - 1);
            assertThat(months.make(statement)).isFalse();
            now.incrementAndGet();
            assertThat(months.make(statement)).isTrue();
        }
    }

    private boolean newestIsMissing() throws SQLException {
        return database.rows(
                        "SELECT max(until) < now() + interval '2 months' FROM month_parts() WHERE until < 'infinity'")
                .contains("t");
    }
}
