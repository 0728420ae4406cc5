package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every login may take the advisory lock of the job, and look like one by its name. It is named, and stops no job. */
class StrangersLockIT {

    private static final String LOCK = "SELECT pg_advisory_lock(hashtextextended('tidegate events', 0))";

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @Test
    void jobStartsThoughAReaderHoldsTheLock() throws Exception {
        try (Connection reader = connectAsReader();
                Statement statement = reader.createStatement()) {
            statement.execute("SET application_name = 'tidegate load'");
            statement.execute(LOCK);
            pipeline.deliver("a.csv", event(1));
            pipeline.runOnce();
            statement.execute("SELECT 1");
        }
        assertThat(pipeline.states()).containsExactly("a.csv: archived");
        assertNamed();
    }

    @Test
    void jobThatLosesItsSessionGoesOnThoughAReaderTakesTheLock() throws Exception {
        RunningJob job = pipeline.start();
        pipeline.deliver("a.csv", event(1));
        pipeline.awaitArchived(1);
        try (Connection reader = connectAsReader();
                Statement statement = reader.createStatement()) {
            pipeline.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND application_name = 'tidegate load'");
            statement.execute(LOCK);
            pipeline.deliver("b.csv", event(2));
            pipeline.awaitArchived(2);
        }
        assertThat(job.stop()).isZero();
        assertNamed();
    }

    private Connection connectAsReader() throws SQLException {
        return pipeline.database().connect(pipeline.database().reader());
    }

    private void assertNamed() {
        assertThat(pipeline.log().of("WARN"))
                .anyMatch(line -> line.contains("The lock of stream events is held by session")
                        && line.contains("of test_reader, which is no job"));
    }
}
