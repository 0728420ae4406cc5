package dev.tidegate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tidegate.dashboard.database.ConnectionSettings;
import dev.tidegate.dashboard.database.PasswordCommand;
import dev.tidegate.dashboard.database.PasswordSource;
import dev.tidegate.dashboard.web.AllowedHosts;
import dev.tidegate.postgres.PgBouncer;
import dev.tidegate.postgres.ServerTls;
import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("long")
class DatabaseComesAndGoesTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @TempDir
    Path folder;

    @Test
    void startsBeforeTheDatabaseDoesAndFindsItOnceItIsThere() throws Exception {
        assumeThat(database.server().supportsCrash()).isTrue();
        ConnectionSettings settings = TestSettings.of(database, folder);
        database.server().stop();
        try (Dashboard dashboard = started(settings)) {
            awaitHealth(dashboard, 503, "gives no answer");
            HttpResponse<String> answer = get(dashboard, "api/sales");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("gives no answer").contains(database.databaseName());
            database.server().start();
            awaitHealth(dashboard, 200, "No streaming job has reported yet.");
            assertThat(get(dashboard, "api/sales").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aWrongPasswordIsSaidWithoutSayingIt() throws Exception {
        Path password = Files.writeString(folder.resolve("wrong"), "not-the-password");
        ConnectionSettings settings = new ConnectionSettings(
                database.jdbcUrl(), database.reader().user(), new PasswordSource.InFile(password));
        try (Dashboard dashboard = started(settings)) {
            awaitHealth(dashboard, 503, "password authentication failed");
            assertThat(get(dashboard, "healthz").body()).doesNotContain("not-the-password");
            // A changed password needs no restart.
            Files.writeString(password, database.reader().password());
            awaitHealth(dashboard, 200, "");
        }
    }

    @Test
    void aCommandIsAskedForThePasswordAnewForEachConnection() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "expired");
        ConnectionSettings settings = new ConnectionSettings(
                database.jdbcUrl(),
                database.reader().user(),
                new PasswordCommand("cat " + token + " && echo from $(cat " + token + ") >&2"));
        try (Dashboard dashboard = started(settings)) {
            awaitHealth(dashboard, 503, "password authentication failed");
            Files.delete(token);
            awaitHealth(dashboard, 503, "The password command ended with exit code 1 and said: ");
            Files.writeString(token, database.reader().password());
            awaitHealth(dashboard, 200, "");
        }
    }

    @Test
    void throughPgBouncerInSessionModeItHasItsAnswersAndItsLimits() throws Exception {
        assumeThat(PgBouncer.isInstalled()).as("Debian's package pgbouncer").isTrue();
        try (PgBouncer pooler = PgBouncer.start(database, folder, "pool_mode = session");
                Dashboard dashboard = started(new ConnectionSettings(
                        pooler.jdbcUrl(),
                        database.reader().user(),
                        new PasswordCommand("echo '" + database.reader().password() + "'")))) {
            awaitHealth(dashboard, 200, "");
            assertThat(get(dashboard, "api/sales").statusCode()).isEqualTo(200);
        }
    }

    /** A pool of one gives the same session each time, one of many mostly. */
    @ParameterizedTest
    @CsvSource({"transaction, 1", "transaction, 20", "statement, 1", "statement, 20"})
    void throughPgBouncerInOtherModesItSaysByNameWhatIsWrong(String mode, int sessions) throws Exception {
        assumeThat(PgBouncer.isInstalled()).as("Debian's package pgbouncer").isTrue();
        try (PgBouncer pooler =
                        PgBouncer.start(database, folder, "pool_mode = " + mode, "default_pool_size = " + sessions);
                Dashboard dashboard = started(as(pooler.jdbcUrl()))) {
            awaitHealth(dashboard, 503, "PgBouncer");
            assertThat(get(dashboard, "healthz").body()).contains("pool_mode = session");
            assertThat(get(dashboard, "readyz").statusCode()).isEqualTo(503);
            assertThat(get(dashboard, "livez").statusCode()).isEqualTo(200);
            HttpResponse<String> answer = get(dashboard, "api/sales");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("PgBouncer");
        }
    }

    @Test
    void throughTlsTheServerHasToProveWhoItIs() throws Exception {
        try (ServerTls tls = new ServerTls(database)) {
            String url = database.jdbcUrl() + "?sslmode=verify-full&sslrootcert=";
            try (Dashboard dashboard = started(as(url + tls.authority(folder.resolve("ca.crt"))))) {
                awaitHealth(dashboard, 200, "");
            }
            try (Dashboard dashboard = started(as(url + tls.anotherAuthority(folder.resolve("other.crt"))))) {
                awaitHealth(dashboard, 503, "SSL error");
            }
        }
    }

    private ConnectionSettings as(String url) {
        return new ConnectionSettings(
                url,
                database.reader().user(),
                new PasswordCommand("echo '" + database.reader().password() + "'"));
    }

    private static Dashboard started(ConnectionSettings settings) {
        Dashboard dashboard = new Dashboard(settings, "127.0.0.1", 0, AllowedHosts.of("127.0.0.1", ""));
        dashboard.start();
        return dashboard;
    }

    private static void awaitHealth(Dashboard dashboard, int status, String reason)
            throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
        HttpResponse<String> health;
        do {
            Thread.sleep(100);
            health = get(dashboard, "healthz");
        } while ((health.statusCode() != status || !health.body().contains(reason))
                && Instant.now().isBefore(deadline));
        assertThat(health.statusCode()).isEqualTo(status);
        assertThat(health.body()).contains(reason);
    }

    private static HttpResponse<String> get(Dashboard dashboard, String path) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(dashboard.address() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
