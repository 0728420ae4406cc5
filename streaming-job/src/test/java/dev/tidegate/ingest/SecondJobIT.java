package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One job writes at a time: a second one waits, takes over from a dead one, and shuts out one that wakes up. */
class SecondJobIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @Test
    void secondJobWaitsWhileTheFirstLivesAndThenTakesItsPlace() throws Exception {
        RunningJob first = pipeline.start();
        awaitLine("Loading from");
        RunningJob second = pipeline.start("--checkpoint", pipeline.checkpoint() + "-2");
        awaitLine("Waiting for process " + ProcessHandle.current().pid());
        pipeline.deliver("a.csv", event(1));
        pipeline.awaitArchived(1);
        assertThat(second.ended()).isFalse();

        assertThat(first.stop()).isZero();
        pipeline.deliver("b.csv", event(2));
        pipeline.awaitArchived(2);

        assertThat(second.stop()).isZero();
        assertThat(pipeline.rows("SELECT batch_id, epoch FROM ingest_batches ORDER BY 1"))
                .containsExactly("1|1", "2|2");
    }

    @Test
    void waitingJobThatIsAskedToStopEndsWithZero() throws Exception {
        RunningJob first = pipeline.start();
        awaitLine("Loading from");
        RunningJob second = pipeline.start("--checkpoint", pipeline.checkpoint() + "-2");
        awaitLine("Waiting for process");
        assertThat(second.stop()).isZero();
        assertThat(first.stop()).isZero();
        assertThat(pipeline.log().of("ERROR")).isEmpty();
    }

    @Test
    void jobThatIsTakenOverIsFencedOffAndEndsWithThree() throws Exception {
        RunningJob first = pipeline.start();
        awaitLine("Loading from");
        pipeline.deliver("a.csv", event(1));
        pipeline.awaitArchived(1);

        RunningJob second = pipeline.start("--take-over", "--checkpoint", pipeline.checkpoint() + "-2");
        awaitLine("(epoch 2)");
        for (int file = 2; !first.ended(); file++) {
            pipeline.deliver(file + ".csv", event(file), event(1));
            pipeline.awaitArchived(file);
        }

        assertThat(first.exitStatus()).isEqualTo(3);
        assertThat(second.stop()).isZero();
        assertThat(pipeline.log().of("ERROR"))
                .singleElement()
                .asString()
                .contains("Fenced off: another job has taken over", "(epoch 1)")
                .doesNotContain("stack trace");
        assertThat(pipeline.rows("SELECT DISTINCT epoch FROM ingest_batches ORDER BY 1"))
                .containsExactly("1", "2");
        assertThat(pipeline.rows("SELECT path, count(*) FROM ingested_files GROUP BY 1 HAVING count(*) > 1"))
                .isEmpty();
    }

    /** One that slept, was taken over and woke up writes there before it learns that it is shut out. */
    @Test
    void jobThatMeetsItsPredecessorInTheCheckpointGoesOn() throws Exception {
        RunningJob job = startWhoseNextOffsetAnotherWrites();
        pipeline.deliver("b.csv", event(2));
        pipeline.awaitArchived(2);
        pipeline.deliver("c.csv", event(3));
        pipeline.awaitArchived(3);

        assertThat(job.stop()).isZero();
        assertThat(pipeline.log().of("WARN"))
                .singleElement()
                .asString()
                .contains("Another process has written into the checkpoint", "Starting anew");
        assertThat(pipeline.counts()).hasSize(3).allMatch(counts -> counts.endsWith("read=1 inserted=1"));
    }

    @Test
    void jobThatMeetsItsSuccessorInTheCheckpointEndsWithThree() throws Exception {
        // As the successor does, before the next heartbeat of the first.
        RunningJob first = startWhoseNextOffsetAnotherWrites();
        pipeline.execute("UPDATE pipeline SET epoch = 2; UPDATE pipeline_status SET epoch = 2");
        pipeline.deliver("b.csv", event(2));

        assertThat(first.exitStatus()).isEqualTo(3);
        assertThat(pipeline.log().of("ERROR")).anyMatch(line -> line.contains("Fenced off"));
        assertThat(pipeline.inputFiles()).containsExactly("b.csv");
    }

    private RunningJob startWhoseNextOffsetAnotherWrites() throws Exception {
        RunningJob job = pipeline.start();
        pipeline.deliver("a.csv", event(1));
        pipeline.awaitArchived(1);
        TestPipeline.await().until(() -> Files.exists(pipeline.checkpoint().resolve("commits/0")));
        Files.copy(
                pipeline.checkpoint().resolve("offsets/0"),
                pipeline.checkpoint().resolve("offsets/1"));
        return job;
    }

    @Test
    void silentJobIsTakenOver() throws Exception {
        pipeline.execute("""
                UPDATE pipeline SET epoch = 7, owner = 'a silent one', started_at = now() - interval '1 hour';
                INSERT INTO pipeline_status (stream, epoch, heartbeat_at, files_waiting, files_held)
                VALUES ('events', 7, now() - interval '31 seconds', 0, 0)""");
        try (Connection silent = sessionThatHoldsTheLock()) {
            pipeline.deliver("a.csv", event(1));
            pipeline.runOnce();
            assertThat(silent.isValid(5)).isFalse();
        }
        assertThat(pipeline.rows("SELECT epoch FROM ingest_batches")).containsExactly("8");
        assertThat(pipeline.log().of("WARN")).singleElement().asString().contains("Taking over from a silent one");
    }

    @Test
    void jobThatWasHeardOfIsNotTakenOver() throws Exception {
        pipeline.execute("""
                UPDATE pipeline SET epoch = 7, owner = 'a lively one', started_at = now() - interval '1 hour';
                INSERT INTO pipeline_status (stream, epoch, heartbeat_at, files_waiting, files_held)
                VALUES ('events', 7, now() + interval '1 hour', 0, 0)""");
        pipeline.deliver("a.csv", event(1));
        RunningJob job;
        try (Connection lively = sessionThatHoldsTheLock()) {
            job = pipeline.start();
            awaitLine("Waiting for a lively one to stop");
            assertThat(lively.isValid(5)).isTrue();
            assertThat(pipeline.rows("SELECT epoch FROM pipeline")).containsExactly("7");
        }
        pipeline.awaitArchived(1);
        assertThat(job.stop()).isZero();
    }

    @Test
    void heartbeatTellsWhatWaits() throws Exception {
        RunningJob job = pipeline.start("--settle", "1 hour");
        pipeline.deliver("a.csv", new byte[] {1}, java.time.Instant.now().plusSeconds(600));
        pipeline.deliver("b.csv", new byte[] {1}, java.time.Instant.now().plusSeconds(900));
        TestPipeline.await().untilAsserted(() -> assertThat(pipeline.rows("""
                                SELECT epoch, files_waiting, files_held,
                                       oldest_waiting_at BETWEEN now() + interval '5 minutes' AND now() + interval '10 minutes'
                                FROM pipeline_status""")).containsExactly("1|2|0|t"));
        assertThat(job.stop()).isZero();
        assertThat(pipeline.ledger()).isEmpty();
    }

    private void awaitLine(String part) {
        TestPipeline.await().until(() -> pipeline.log().all().stream().anyMatch(line -> line.contains(part)));
    }

    private Connection sessionThatHoldsTheLock() throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", pipeline.database().ingest().user());
        login.setProperty("password", pipeline.database().ingest().password());
        login.setProperty("ApplicationName", "tidegate load");
        Connection session = DriverManager.getConnection(pipeline.database().jdbcUrl(), login);
        try (Statement statement = session.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(hashtextextended('tidegate events', 0))");
        }
        return session;
    }
}
