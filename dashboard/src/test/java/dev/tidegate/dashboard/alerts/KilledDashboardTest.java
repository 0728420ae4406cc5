package dev.tidegate.dashboard.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dashboard.DashboardMain;
import dev.tidegate.dashboard.TestSettings;
import dev.tidegate.dashboard.database.Database;
import dev.tidegate.postgres.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Dashboards as processes of their own, which are killed without a word. */
@Tag("long")
class KilledDashboardTest {
    private static final String RULES = """
            rules: {silent: {type: no_events, min_events: 0, for: 1m}}
            every: 5s
            webhook: {address_file: webhook}
            """;

    @RegisterExtension
    final TestDatabase database = new TestDatabase().allowingOpen(Database.APPLICATION_NAME);

    @TempDir
    Path folder;

    private final List<Running> running = new ArrayList<>();
    private Receiver receiver;

    private record Running(Process process, String address) {
        String alerts() throws IOException, InterruptedException {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(address + "api/alerts")).build();
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body();
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }

    @BeforeEach
    void open() throws IOException {
        receiver = new Receiver();
        Files.writeString(folder.resolve("webhook"), receiver.address());
        Files.writeString(folder.resolve("rules.yaml"), RULES);
    }

    @AfterEach
    void close() throws InterruptedException {
        for (Running dashboard : running) {
            dashboard.kill();
        }
        receiver.close();
    }

    @Test
    void theNextProcessRepeatsNoBeginAndTellsTheEnd() throws Exception {
        start();
        assertThat(receiver.next().event()).isEqualTo("begin");
        awaitInState("\"waiting\": []");
        running.get(0).kill();
        Running second = start();
        await(second, "\"state\":\"alert\"");
        assertThat(receiver.more()).isZero();
        happens();
        assertThat(receiver.next().event()).isEqualTo("end");
    }

    @Test
    void ofTwoProcessesTheOneThatIsLeftGoesOn() throws Exception {
        Running first = start();
        assertThat(receiver.next().event()).isEqualTo("begin");
        Running second = start();
        await(second, "\"judges\":false");
        await(second, "No event for 1 min, and none in the hour before");
        first.kill();
        await(second, "\"judges\":true");
        happens();
        assertThat(receiver.next().event()).isEqualTo("end");
        assertThat(receiver.more()).isZero();
    }

    private Running start() throws IOException {
        TestSettings.of(database, folder);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DashboardMain.class.getName(),
                        "--jdbc-url",
                        database.jdbcUrl(),
                        "--user",
                        database.reader().user(),
                        "--password-file",
                        folder.resolve("password").toString(),
                        "--port",
                        "0",
                        "--alerts",
                        folder.resolve("rules.yaml").toString(),
                        "--alerts-state",
                        folder.resolve("kept/alerts.json").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Running started = new Running(process, out.readLine().replace("The dashboard is at ", ""));
        running.add(started);
        return started;
    }

    private void happens() throws SQLException {
        new AlertedShop(database).add(1, "view", "17", "0", null, Instant.now());
    }

    private void awaitInState(String text) throws Exception {
        await(() -> Files.readString(folder.resolve("kept/alerts.json")).contains(text));
    }

    private static void await(Running dashboard, String text) throws Exception {
        await(() -> dashboard.alerts().contains(text));
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(until);
            Thread.sleep(50);
        }
    }
}
