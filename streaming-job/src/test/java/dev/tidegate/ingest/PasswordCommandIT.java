package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A password that expires, as a token does, is asked for anew where the job opens a session. */
class PasswordCommandIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @TempDir
    Path folder;

    private Path token;

    @BeforeEach
    void makeLogin() throws Exception {
        pipeline.execute("CREATE ROLE token_job LOGIN IN ROLE tidegate_ingest");
        token = folder.resolve("token");
        giveToken("first");
    }

    @AfterEach
    void dropLogin() throws Exception {
        pipeline.execute("DROP OWNED BY token_job; DROP ROLE token_job");
    }

    private void giveToken(String value) throws Exception {
        pipeline.execute("ALTER ROLE token_job PASSWORD '" + value + "'");
        Files.writeString(token, value);
    }

    @Test
    void jobGoesOnWithTheNextTokenInItsOwnSessionsAndInThoseOfItsTasks() throws Exception {
        RunningJob job = start();
        pipeline.deliver("a.csv", event(1));
        pipeline.awaitArchived(1);

        giveToken("second");
        // Large enough to be copied by tasks, each on sessions of its own.
        EventLine[] many =
                IntStream.range(10, 200_010).mapToObj(EventLine::event).toArray(EventLine[]::new);
        pipeline.deliver("large.csv", TestPipeline.content(many));
        pipeline.awaitArchived(2);

        giveToken("third");
        pipeline.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'token_job'");
        pipeline.deliver("b.csv", event(2));
        pipeline.awaitArchived(3);

        assertThat(job.stop()).isZero();
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("200002");
        assertThat(pipeline.log().all()).noneMatch(line -> line.matches(".*(first|second|third).*"));
    }

    @Test
    @Tag("long")
    void commandThatHasNoTokenForAMomentIsAskedAgain() throws Exception {
        Files.move(token, folder.resolve("later"));
        RunningJob job = start();
        pipeline.deliver("a.csv", event(1));
        TestPipeline.await().untilAsserted(() -> assertThat(pipeline.log().of("WARN"))
                .anyMatch(line -> line.contains("The password command ended with exit code 1 and said: cat: ")));
        Files.move(folder.resolve("later"), token);
        pipeline.awaitArchived(1);
        assertThat(job.stop()).isZero();
    }

    private RunningJob start() throws Exception {
        return pipeline.startWith(
                arguments -> {
                    arguments.remove(arguments.indexOf("--password-file") + 1);
                    arguments.remove("--password-file");
                },
                "--user",
                "token_job",
                "--password-command",
                "cat " + token);
    }
}
