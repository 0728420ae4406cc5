package dev.tidegate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dashboard.web.AllowedHosts;
import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of another site, open in the browser of a viewer, must not read the dashboard. */
class ForeignPagesTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @TempDir
    static Path folder;

    private static final String REJECTS = "/api/rejects";

    private static Dashboard everywhere;
    private static Dashboard listed;
    private static Dashboard any;

    @BeforeAll
    static void start() {
        everywhere = started("");
        listed = started("shop.example, 192.0.2.7, ::2");
        any = started("*");
    }

    @AfterAll
    static void stop() {
        everywhere.close();
        listed.close();
        any.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "evil.example:80:8080",
                "localhost@evil.example",
                "localhost evil.example",
                "localhost.",
                "2130706433",
                "127.1",
                "0.0.0.0",
                "[::ffff:0:0]evil.example",
                "[evil.example]",
                "[::1%25lo]",
                ""
            })
    void aServerOfAllAddressesAnswersToNoNameThatItWasNotGiven(String host) throws IOException {
        assertThat(statusFor(everywhere, host)).isIn(400, 421);
        assertThat(statusFor(listed, host)).isIn(400, 421);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:18080", "[::1]", "[::1]:8080", "127.8.8.8"
            })
    void theNamesOfThisMachineAreAnsweredByAnyPort(String host) throws IOException {
        assertThat(statusFor(everywhere, host)).isEqualTo(200);
        assertThat(statusFor(listed, host)).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "shop.example, 421, 200",
        "SHOP.example:8443, 421, 200",
        "192.0.2.7:8080, 200, 200",
        "[::2], 200, 200",
        "192.0.2.8, 200, 421",
        "[2001:db8::1]:8080, 200, 421"
    })
    void aListSaysWhichNamesAndAddressesAndWithoutOneAllAddressesDo(String host, int withoutList, int withList)
            throws IOException {
        assertThat(statusFor(everywhere, host)).isEqualTo(withoutList);
        assertThat(statusFor(listed, host)).isEqualTo(withList);
    }

    @Test
    void aStarAllowsAnyName() throws IOException {
        assertThat(statusFor(any, "evil.example")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz", "/livez", "/metrics"})
    void aProbeNeedsNoNameButAForeignOneIsRefused(String path) throws IOException {
        RawClient client = client(listed);
        assertThat(RawClient.status(client.send("GET " + path + " HTTP/1.1", "Host: 198.51.100.9:8080")))
                .isEqualTo(200);
        assertThat(RawClient.status(client.send("GET " + path + " HTTP/1.0"))).isEqualTo(200);
        assertThat(RawClient.status(client.send("GET " + path + " HTTP/1.1", "Host: evil.example")))
                .isEqualTo(421);
    }

    @Test
    void theHostIsWhatTheRequestItselfSays() throws IOException {
        RawClient client = client(listed);
        assertThat(RawClient.status(client.send("GET " + REJECTS + " HTTP/1.0")))
                .isEqualTo(421);
        assertThat(RawClient.status(client.send("GET " + REJECTS + " HTTP/1.1")))
                .isEqualTo(400);
        assertThat(RawClient.status(client.send("GET http://evil.example" + REJECTS + " HTTP/1.1", "Host: localhost")))
                .isIn(400, 421);
        assertThat(RawClient.status(client.send("GET http://localhost" + REJECTS + " HTTP/1.1", "Host: evil.example")))
                .isIn(400, 421);
        assertThat(RawClient.status(client.send("GET http://evil.example" + REJECTS + " HTTP/1.0")))
                .isIn(400, 421);
        assertThat(RawClient.status(
                        client.send("GET " + REJECTS + " HTTP/1.1", "Host: localhost", "Host: evil.example")))
                .isIn(400, 421);
        assertThat(RawClient.status(
                        client.send("GET " + REJECTS + " HTTP/1.1", "Host: evil.example", "Host: localhost")))
                .isIn(400, 421);
        for (String forwarded : new String[] {"X-Forwarded-Host: localhost", "Forwarded: host=localhost"}) {
            assertThat(RawClient.status(client.send("GET " + REJECTS + " HTTP/1.1", "Host: evil.example", forwarded)))
                    .isEqualTo(421);
        }
        assertThat(client.get(REJECTS, "X-Forwarded-Host: evil.example")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/rejects",
                "/api/rejects.csv",
                "/api/status",
                "/api/live",
                "/healthz",
                "/metrics",
                "/page.css",
                "/js/main.js",
                "/echarts/echarts.common.min.js"
            })
    void nothingButThePageItselfIsGivenToAnotherSite(String path) throws IOException {
        RawClient client = client(everywhere);
        List<Integer> statuses = new ArrayList<>();
        for (String site : new String[] {"cross-site", "same-site", "nonsense", ""}) {
            statuses.add(client.get(path, "Sec-Fetch-Site: " + site, "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"));
            statuses.add(client.get(
                    path, "Sec-Fetch-Site: " + site, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"));
        }
        for (String origin : new String[] {
            "http://evil.example", "null", "https://localhost:1", "http://localhost", "file://", "http://[", "nonsense"
        }) {
            statuses.add(client.get(path, "Origin: " + origin));
        }
        statuses.add(client.get(path, "Referer: http://evil.example/localhost:" + client.port() + "/"));
        statuses.add(client.get(path, "Referer: http://localhost:" + client.port() + "@evil.example/"));
        assertThat(statuses).containsOnly(403);
    }

    @Test
    void anotherSiteMayLinkToThePageButNotFrameOrFetchIt() throws IOException {
        RawClient client = client(everywhere);
        String cross = "Sec-Fetch-Site: cross-site";
        assertThat(client.get("/?range=30d", cross, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"))
                .isEqualTo(200);
        assertThat(client.get("/", "Referer: http://wiki.example/shop")).isEqualTo(200);
        assertThat(client.get("/", cross, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"))
                .isEqualTo(403);
        assertThat(client.get("/", cross, "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"))
                .isEqualTo(403);
        assertThat(client.get("/", "Origin: http://evil.example")).isEqualTo(403);
    }

    @Test
    void thePageItselfAndProgramsAreAnswered() throws IOException {
        RawClient client = client(everywhere);
        assertThat(client.get(REJECTS, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors"))
                .isEqualTo(200);
        assertThat(client.get(REJECTS, "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate"))
                .isEqualTo(200);
        assertThat(client.get(REJECTS, "Origin: http://localhost:" + client.port()))
                .isEqualTo(200);
        assertThat(client.get(REJECTS, "Referer: http://localhost:" + client.port() + "/?range=1h"))
                .isEqualTo(200);
        assertThat(client.get(REJECTS)).isEqualTo(200);
    }

    @Test
    void noAnswerAllowsAnotherSiteAnything() throws IOException {
        String answer =
                client(everywhere).send("GET " + REJECTS + " HTTP/1.1", "Host: localhost", "Origin: http://localhost");
        assertThat(answer)
                .contains("Cross-Origin-Resource-Policy: same-origin")
                .contains("Cross-Origin-Opener-Policy: same-origin")
                .doesNotContain("Access-Control-Allow");
    }

    @Test
    void aRequestHasNoBodyAndAHeaderThatFits() throws IOException {
        RawClient client = client(everywhere);
        assertThat(client.get("/api/sales", "Content-Length: 1000000000")).isEqualTo(413);
        assertThat(client.get("/api/sales", "Transfer-Encoding: chunked")).isEqualTo(413);
        assertThat(client.get("/api/sales", "X-Long: " + "a".repeat(20_000))).isEqualTo(431);
    }

    private static Dashboard started(String hosts) {
        Dashboard dashboard =
                new Dashboard(TestSettings.of(DATABASE, folder), "0.0.0.0", 0, AllowedHosts.of("0.0.0.0", hosts));
        dashboard.start();
        return dashboard;
    }

    private static RawClient client(Dashboard dashboard) {
        return new RawClient(dashboard, "127.0.0.1");
    }

    private static int statusFor(Dashboard dashboard, String host) throws IOException {
        return RawClient.status(client(dashboard).send("GET " + REJECTS + " HTTP/1.1", "Host: " + host));
    }
}
