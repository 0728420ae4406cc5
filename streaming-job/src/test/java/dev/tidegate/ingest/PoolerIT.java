package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidegate.postgres.PgBouncer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Through PgBouncer the job works in session mode, and says in one line why it does not in the others. */
class PoolerIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @TempDir
    Path folder;

    @BeforeEach
    void isInstalled() {
        assumeTrue(PgBouncer.isInstalled(), "Debian's package pgbouncer is not installed");
    }

    @Test
    void inSessionModeSmallAndLargeMicroBatchesAreLoaded() throws Exception {
        try (PgBouncer pooler = PgBouncer.start(pipeline.database(), folder, "pool_mode = session")) {
            pipeline.deliver("a.csv", event(1), event(2).price("free"));
            pipeline.runOnce("--jdbc-url", pooler.jdbcUrl());
            pipeline.deliver(
                    "large.csv",
                    TestPipeline.content(IntStream.range(10, 200_010)
                            .mapToObj(EventLine::event)
                            .toArray(EventLine[]::new)));
            pipeline.runOnce("--jdbc-url", pooler.jdbcUrl());
        }
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("200001");
    }

    /** A pool of one gives the same session each time, one of many mostly; round robin, another one. */
    @ParameterizedTest
    @CsvSource({"transaction, 1, 0", "transaction, 20, 0", "transaction, 20, 1", "statement, 1, 0", "statement, 20, 0"})
    void inOtherModesItIsRefusedByName(String mode, int sessions, int roundRobin) throws Exception {
        pipeline.deliver("a.csv", event(1));
        try (PgBouncer pooler = PgBouncer.start(
                pipeline.database(),
                folder,
                "pool_mode = " + mode,
                "default_pool_size = " + sessions,
                "server_round_robin = " + roundRobin)) {
            assertRefused(pooler, "PgBouncer", "transaction or statement mode", "pool_mode = session");
        }
        assertThat(pipeline.inputFiles()).containsExactly("a.csv");
    }

    @Test
    void startupParameterThatItDoesNotKnowIsRefusedWithWhatHelps() throws Exception {
        try (PgBouncer pooler = PgBouncer.start(pipeline.database(), folder, "pool_mode = session")) {
            assertRefused(
                    pooler,
                    new String[] {"unsupported startup parameter: options", "ignore_startup_parameters"},
                    "--jdbc-url",
                    pooler.jdbcUrl() + "?options=-c%20geqo=off");
        }
    }

    @Test
    void loginThatItDoesNotTakeIsRefused() throws Exception {
        Path password = folder.resolve("wrong");
        Files.writeString(password, "never");
        try (PgBouncer pooler = PgBouncer.start(pipeline.database(), folder, "pool_mode = session")) {
            assertRefused(pooler, new String[] {"authentication failed"}, "--password-file", password.toString());
        }
    }

    private void assertRefused(PgBouncer pooler, String... parts) throws Exception {
        assertRefused(pooler, parts, new String[0]);
    }

    private void assertRefused(PgBouncer pooler, String[] parts, String... options) throws Exception {
        String[] all = Stream.concat(Stream.of("--jdbc-url", pooler.jdbcUrl()), Stream.of(options))
                .toArray(String[]::new);
        RunningJob job = pipeline.start(all);
        assertThat(job.exitStatus()).isEqualTo(3);
        assertThat(pipeline.log().of("ERROR"))
                .singleElement()
                .asString()
                .contains(parts)
                .doesNotContain("stack trace");
        assertThat(pipeline.log().of("WARN")).isEmpty();
    }
}
