package dev.tidegate.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.tidegate.dashboard.Dashboard.AlertSettings;
import dev.tidegate.dashboard.TestShop.Reject;
import dev.tidegate.dashboard.alerts.AlertedShop;
import dev.tidegate.dashboard.alerts.RuleFile;
import dev.tidegate.dashboard.web.AllowedHosts;
import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person sees of alerts, in a real browser against a real database. */
@Tag("long")
class AlertsPageIT {
    private static final String HOSTILE = "<img src=x onerror='window.stolen = 1'>";
    private static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(40_000);
    private static final String RULES = """
            rules:
              no-events: {type: no_events, min_events: 0}
              low-revenue: {type: low_revenue}
              many-rejects: {type: many_rejects, min_records: 1}
              product-surge: {type: product_surge}
              of-another-stream: {type: many_rejects, stream: orders}
            every: 5s
            webhook: {address_file: webhook, at_most: 3}
            """;

    @RegisterExtension
    static final PageBrowser BROWSER = new PageBrowser();

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @TempDir
    Path folder;

    private AlertedShop shop;
    private Dashboard dashboard;

    @BeforeEach
    void fill() throws SQLException {
        shop = new AlertedShop(database);
        TestShop committed = new TestShop(database);
        committed.report(-600);
        committed.commit(
                TestShop.random(23, 30, Duration.ofMinutes(30)).stream()
                        .map(event -> new TestShop.Event(
                                event.id(),
                                event.user(),
                                event.product(),
                                event.name(),
                                event.category(),
                                event.type(),
                                event.quantity(),
                                event.price(),
                                event.at().minus(Duration.ofMinutes(20))))
                        .toList(),
                new Reject("price_format", "price", "no price", "x"),
                new Reject("price_format", "price", "no price", "x"));
    }

    @AfterEach
    void stop() {
        BROWSER.closePages();
        if (dashboard != null) {
            dashboard.close();
        }
    }

    @Test
    void nothingShowsWhereNobodyAskedForAlerts() {
        dashboard = new Dashboard(TestSettings.of(database, folder), "127.0.0.1", 0, AllowedHosts.of("127.0.0.1", ""));
        dashboard.start();
        Page page = BROWSER.open(dashboard.address(), 1440, 1000, ColorScheme.LIGHT);
        assertThat(page.locator("#alerts")).isHidden();
        assertThat(page.locator("#alerts-now")).isHidden();
        assertThat(BROWSER.complaints()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void alertsAreAccessibleInBothThemesAndOnAPhone(ColorScheme scheme) throws Exception {
        sellALot("sku-17");
        sellALot(HOSTILE);
        watch(RULES);
        String name = scheme.name().toLowerCase(Locale.ROOT);
        Page page = BROWSER.open(dashboard.address() + "?range=1h", 1440, 1000, scheme);
        assertThat(page.locator("#panel-alerts")).containsText("no connection to the receiver", SOON);
        assertThat(page.locator("#panel-alerts tbody tr")).hasCount(4);
        assertThat(page.locator("#panel-alerts")).containsText("Product " + HOSTILE);
        assertThat(page.locator("#panel-alert-rules tbody tr")).hasCount(5);
        assertThat(page.locator("#panel-alert-rules .state.unknown")).hasCount(2);
        assertThat(page.locator("#alerts-now")).containsText("Alert no-events No event for 10 min");
        assertThat(page.locator("#alerts-now")).containsText("1 more, and all about it");
        assertThat(page.locator("#alerts-now")).hasAttribute("role", "status");
        PageIT.assertAccessible(page);
        PageIT.screenshot(page, "alerts-" + name);
        // By the keyboard alone: the link leads to the panels, whose tables can be scrolled.
        page.locator("#alerts-now a").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#panel-alerts")).isInViewport();
        Locator table = page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Rules of alerts, table"));
        table.focus();
        assertThat(table).isFocused();
        Page phone = BROWSER.open(dashboard.address() + "?range=1h", 390, 844, scheme);
        assertThat(phone.locator("#panel-alerts tbody tr")).hasCount(4);
        PageIT.assertAccessible(phone);
        assertThat(phone.evaluate("() => document.documentElement.scrollWidth")).isEqualTo(390);
        PageIT.screenshot(phone, "alerts-phone-" + name);
        assertThat(page.evaluate("() => window.stolen")).isNull();
        assertThat(BROWSER.complaints()).isEmpty();
    }

    @Test
    void anAlertThatIsOverGoesFromTheTopWithoutAReload() throws Exception {
        watch("rules: {no-events: {type: no_events, min_events: 0}}\nevery: 5s\n");
        Page page = BROWSER.open(dashboard.address(), 1440, 1000, ColorScheme.LIGHT);
        assertThat(page.locator("#alerts-now")).containsText("No event for 10 min", SOON);
        assertThat(page.locator("#panel-alerts")).containsText("No webhook is set");
        shop.add(1, "view", "17", "0", null, Instant.now());
        assertThat(page.locator("#panel-alerts tbody")).containsText("over", SOON);
        assertThat(page.locator("#alerts-now")).isHidden();
        assertThat(page.locator("#panel-alert-rules .state.fine")).hasCount(1);
        assertThat(BROWSER.complaints()).isEmpty();
    }

    private void sellALot(String product) throws SQLException {
        // Today, but not now: what is dated in the future is sold today, and no sign of life.
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        Instant then = now.truncatedTo(ChronoUnit.DAYS)
                .plusMinutes(now.getHour() < 12 ? 23 * 60 : 1)
                .toInstant();
        shop.addDaily(1, product, then);
        shop.add(20, "buy", product, "1.00", "EUR", then);
    }

    private void watch(String rules) throws IOException {
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(folder.resolve("webhook"), "http://127.0.0.1:" + nobody.getLocalPort() + "/s3cret");
        }
        Path file = Files.writeString(folder.resolve("rules.yaml"), rules);
        AlertSettings alerts = new AlertSettings(RuleFile.read(file), folder.resolve("alerts.json"));
        dashboard = new Dashboard(
                TestSettings.of(database, folder),
                "127.0.0.1",
                0,
                AllowedHosts.of("127.0.0.1", ""),
                Optional.of(alerts));
        dashboard.start();
    }
}
