package dev.tidegate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.dashboard.TestShop.Reject;
import dev.tidegate.dashboard.web.AllowedHosts;
import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebServerTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @TempDir
    static Path folder;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String RAW = "=cmd|' /C calc'!A0,<script>alert(1)</script>\u0000\u00ff";
    private static Dashboard dashboard;

    @BeforeAll
    static void start() throws SQLException {
        TestShop shop = new TestShop(DATABASE);
        shop.report(1);
        shop.commit(
                TestShop.random(3, 300, Duration.ofHours(3)),
                new Reject("price_format", "price", "=1+1 is no price", RAW));
        TestStream orders = TestStream.declared(DATABASE, "orders");
        orders.report(0, 4, Duration.ofSeconds(9), "ended: the table has no column sku");
        orders.commit(20, new Reject("required", "sku", "sku is empty", "1,,3"));
        dashboard = new Dashboard(TestSettings.of(DATABASE, folder), "127.0.0.1", 0, AllowedHosts.of("127.0.0.1", ""));
        dashboard.start();
    }

    @AfterAll
    static void stop() {
        dashboard.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sales?range=2h|Wrong value for range: 2h; expected 15m, 1h, 6h, 24h, 7d, 30d or 90d
            sales?from=2026-11-01T00:00:00Z|Expected either range, or from and to together
            sales?from=yesterday&to=today|Wrong value for from: yesterday; expected a moment in UTC like 2026-11-01T00:00:00Z
            sales?from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z|must lie before to
            sales?from=2020-11-02T00:00:00Z&to=2026-11-01T00:00:00Z|by at most 800 days
            sales?from=0001-01-01T00:00:00Z&to=2026-11-01T00:00:00Z|a moment of the years 1970 to 2100
            sales?colour=red|Unknown parameter colour; sales takes category, currency, from, range, to
            sales?range=1h&range=6h|The parameter range is given 2 times
            trend?range=30d&bucket=1m|That many bars cannot be told apart
            trend?bucket=2m|Wrong value for bucket: 2m
            products?order=name|Wrong value for order: name; expected revenue, units, view_to_buy
            products?limit=0|Wrong value for limit: 0; expected 1 to 10000
            events?limit=99999|Wrong value for limit: 99999; expected 1 to 10000
            events?type=steal|Wrong value for type: steal; expected buy, cart, checkout, click, refund, remove, view
            funnel-by-steps?steps=view,steal|Wrong value for steps: view,steal; expected types of events
            funnel-by-steps?steps=view,buy,view%3F|Wrong value for steps: view,buy,view?
            funnel-by-steps?steps=view%3F,buy|Wrong value for steps: view?,buy
            funnel-by-steps?steps=|Wrong value for steps: ; expected types of events
            events?user=%00|Wrong value for user
            events?product=%00|Wrong value for product
            sales?currency=eur|Wrong value for currency: eur; expected three capital letters, or nothing
            funnel?currency=EUR|Unknown parameter currency
            events?category=%00|none of them NUL
            files?stream=Orders|Wrong value for stream: Orders; expected a name of a stream
            counts?stream=%27%20OR%201=1|Wrong value for stream
            sales?stream=orders|Unknown parameter stream; sales takes category, currency, from, range, to
            files?state=lost|Wrong value for state
            files?before=1.2|Wrong value for before
            rejects?before=7|expected file_id.byte_offset
            active-users?range=1h|Unknown parameter range; active-users takes none
            """)
    void aParameterThatMakesNoSenseIsRefusedWithTheReason(String path, String reason) throws Exception {
        HttpResponse<String> answer = get("/api/" + path);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("error").getAsString()).contains(reason);
    }

    @Test
    void anUnknownPanelIsNotFound() throws Exception {
        assertThat(get("/api/passwords").statusCode()).isEqualTo(404);
        assertThat(get("/api/passwords.csv").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/page.css",
                "/js/main.js",
                "/echarts/echarts.common.min.js",
                "/api/sales",
                "/api/sales.csv",
                "/api/sales?range=x",
                "/api/nothing",
                "/healthz",
                "/readyz",
                "/livez",
                "/metrics",
                "/nothing"
            })
    void eachAnswerTellsTheBrowserToTrustNothingElse(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("default-src 'none'")
                        .contains("script-src 'self'")
                        .contains("style-src 'self'")
                        .contains("frame-ancestors 'none'")
                        .doesNotContain("unsafe"));
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(answer.headers().firstValue("Server")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
    void thereIsNoWayToWrite(String method) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(dashboard.address() + "api/sales"))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(CLIENT.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource({
        "evil.example, 421",
        "192.0.2.7, 421",
        "[2001:db8::1], 421",
        "localhost, 200",
        "127.0.0.1, 200",
        "[::1], 200"
    })
    void aServerOfThisMachineAnswersToItsOwnNamesOnly(String host, int status) throws IOException {
        RawClient client = new RawClient(dashboard, "127.0.0.1");
        assertThat(RawClient.status(client.send("GET /api/sales HTTP/1.1", "Host: " + host + ":" + client.port())))
                .isEqualTo(status);
    }

    @Test
    void aConnectionIsKeptForTheNextRequest() throws IOException {
        try (Socket socket = new RawClient(dashboard, "127.0.0.1").connect()) {
            for (String path :
                    new String[] {"/api/status", "/page.css", "/api/sales", "/api/sales?range=x", "/healthz"}) {
                RawClient.write(socket, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                byte[] answer = new byte[65_536];
                int length = socket.getInputStream().read(answer);
                assertThat(length).as(path).isPositive();
                assertThat(new String(answer, 0, length, StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 ");
                // What comes after the first piece of it.
                socket.setSoTimeout(300);
                assertThatThrownBy(() -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()))
                        .as("silence, and not the end, after " + path)
                        .isInstanceOf(SocketTimeoutException.class);
                socket.setSoTimeout(10_000);
            }
        }
    }

    @Test
    void csvHasTheRowsOfTheJson() throws Exception {
        String[] lines = get("/api/categories.csv?range=6h").body().split("\r\n");
        assertThat(lines[0])
                .isEqualTo(
                        "category,views,clicks,orders,units,currency,revenue,average_order_value,conversion,carts,removes,"
                                + "checkouts,refunds,refunded,net_revenue");
        assertThat(lines)
                .hasSize(1
                        + json(get("/api/categories?range=6h"))
                                .getAsJsonArray("rows")
                                .size());
        HttpResponse<String> answer = get("/api/categories.csv");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"tidegate-categories.csv\"");
    }

    @Test
    void csvHoldsNoFormulas() throws Exception {
        String csv = get("/api/rejects.csv").body();
        assertThat(csv).contains("'=1+1 is no price").contains("'=cmd|").doesNotContain(",=");
    }

    @Test
    void rejectsComeWithTheirLineWhateverItsBytes() throws Exception {
        JsonObject reject = json(get("/api/rejects?stream=events"))
                .getAsJsonArray("rows")
                .get(0)
                .getAsJsonObject();
        assertThat(reject.get("raw").getAsString()).contains("<script>alert(1)</script>\u0000\ufffd");
        assertThat(reject.get("byte_length").getAsLong()).isEqualTo(RAW.length());
        assertThat(json(get("/api/rejects?reason=other")).getAsJsonArray("rows"))
                .isEmpty();
        assertThat(json(get("/api/rejects?before=1.10000")).getAsJsonArray("rows"))
                .isEmpty();
    }

    @Test
    void theLedgerTellsStateAndCountsOfEachFile() throws Exception {
        JsonObject file = json(get("/api/files?state=archived&stream=events"))
                .getAsJsonArray("rows")
                .get(0)
                .getAsJsonObject();
        assertThat(file.get("records_read").getAsLong()).isEqualTo(301);
        assertThat(file.get("inserted").getAsLong()).isEqualTo(300);
        assertThat(file.get("rejected").getAsLong()).isEqualTo(1);
        assertThat(file.get("lag_seconds").getAsBigDecimal()).isEqualByComparingTo("3.000");
        assertThat(json(get("/api/files?state=quarantined")).getAsJsonArray("rows"))
                .isEmpty();
    }

    @Test
    void aCategoryMayHoldAnything() throws Exception {
        for (String category :
                new String[] {"Garden & <b>Tools</b>", "'; DROP TABLE raw_events; --", "", "\ud83d\udc1f"}) {
            HttpResponse<String> answer =
                    get("/api/sales?category=" + URLEncoder.encode(category, StandardCharsets.UTF_8));
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void healthAndStatusTellHowEachStreamIs() throws Exception {
        JsonObject health = json(get("/healthz"));
        assertThat(health.get("status").getAsString()).isEqualTo("up");
        assertThat(health.get("reason").getAsString())
                .isEqualTo("Stream orders: The streaming job has ended: the table has no column sku.");
        assertThat(health.getAsJsonObject("streams").get("events").getAsString())
                .isEqualTo("live");
        assertThat(health.getAsJsonObject("streams").get("orders").getAsString())
                .isEqualTo("ended");
        JsonObject orders =
                json(get("/api/status")).getAsJsonArray("streams").get(1).getAsJsonObject();
        assertThat(orders.get("stream").getAsString()).isEqualTo("orders");
        assertThat(orders.get("red").getAsBoolean()).isTrue();
        assertThat(orders.get("files_waiting").getAsLong()).isEqualTo(4);
    }

    @Test
    void metricsHaveTheStreamAsALabel() throws Exception {
        HttpResponse<String> metrics = get("/metrics");
        assertThat(metrics.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body())
                .contains("tidegate_ingest_records_total{outcome=\"inserted\",stream=\"events\"} 300.0")
                .contains("tidegate_ingest_records_total{outcome=\"rejected\",stream=\"events\"} 1.0")
                .contains("tidegate_ingest_records_total{outcome=\"inserted\",stream=\"orders\"} 20.0")
                .contains("tidegate_ingest_live{stream=\"events\"} 1.0")
                .contains("tidegate_ingest_live{stream=\"orders\"} 0.0")
                .contains("tidegate_ingest_files_waiting{stream=\"orders\"} 4.0")
                .contains("tidegate_ingest_heartbeat_age_seconds{stream=\"orders\"}")
                .contains("tidegate_database_up 1.0")
                .contains("jvm_memory_used_bytes");
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI address = URI.create(dashboard.address()).resolve(path);
        return CLIENT.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }

    private static JsonObject json(HttpResponse<String> answer) {
        return JsonParser.parseString(answer.body()).getAsJsonObject();
    }
}
