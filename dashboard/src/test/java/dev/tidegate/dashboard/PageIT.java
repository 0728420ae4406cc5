package dev.tidegate.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import dev.tidegate.dashboard.TestShop.Event;
import dev.tidegate.dashboard.TestShop.Reject;
import dev.tidegate.dashboard.web.AllowedHosts;
import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person sees, in a real browser against a real database. */
@Tag("long")
class PageIT {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final String HOSTILE =
            "<img src=x onerror='window.stolen = 1'><script>window.stolen = 1</script>\"'&amp;";

    /** Seconds ago, for a heartbeat that is not old when a slow machine gets to look at it. */
    private static final int LONG_FROM_NOW = -600;

    @RegisterExtension
    static final PageBrowser BROWSER = new PageBrowser();

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @TempDir
    Path folder;

    private TestShop shop;
    private Dashboard dashboard;

    @BeforeEach
    void start() throws SQLException {
        shop = new TestShop(database);
        shop.report(0);
        dashboard = new Dashboard(TestSettings.of(database, folder), "127.0.0.1", 0, AllowedHosts.of("127.0.0.1", ""));
        dashboard.start();
    }

    @AfterEach
    void stop() {
        BROWSER.closePages();
        dashboard.close();
    }

    @Test
    void showsWhatTheDatabaseHoldsToTheCent() throws SQLException {
        shop.commit(TestShop.random(11, 3_000, Duration.ofDays(20)));
        shop.correct(shop.events().get(0), new BigDecimal("123.45"));
        Page page = open("?range=30d");
        List<Event> sold = buys(shop.events(), null);
        assertThat(tile(page, "revenue")).hasText(money(sold));
        assertThat(tile(page, "orders")).hasText(String.valueOf(sold.size()));
        assertThat(page.locator("#panel-categories li")).hasCount(4);
        assertThat(page.locator("#panel-counts")).containsText("The seven counts add up to the 3,000 records read.");
        assertThat(page.locator("#panel-files tbody tr")).hasCount(2);
        assertNoComplaints();
    }

    @Test
    @Tag("alone")
    void showsACommitWithinTwoSeconds() throws SQLException {
        shop.commit(TestShop.random(12, 200, Duration.ofMinutes(30)));
        Page page = open("?range=1h");
        for (int round = 1; round <= 3; round++) {
            // Above the tile's last value in any case: so many sell for so much.
            shop.commit(List.of(event("Lamp", "Home", "buy", "1000000.0" + round, Instant.now())));
            Instant committed = Instant.now();
            assertThat(tile(page, "revenue")).hasText(money(buys(shop.events(), null)));
            assertThat(Duration.between(committed, Instant.now())).isLessThan(Duration.ofSeconds(2));
            assertThat(page.locator("#live")).containsText("Live");
        }
        assertNoComplaints();
    }

    @Test
    void survivesARestartOfTheDatabase() throws SQLException, IOException {
        assumeThat(database.server().supportsCrash()).isTrue();
        shop.commit(TestShop.random(13, 200, Duration.ofMinutes(30)));
        Page page = open("?range=1h");
        String before = money(buys(shop.events(), null));
        assertThat(tile(page, "revenue")).hasText(before);
        database.server().crash();
        assertThat(page.locator("#live")).containsText("No database");
        assertThat(page.locator("#banner")).containsText("gives no answer");
        assertThat(tile(page, "revenue")).hasText(before);
        screenshot(page, "no-database");
        database.server().start();
        shop.report(0);
        assertThat(page.locator("#live")).containsText("Live");
        assertThat(page.locator("#banner")).isHidden();
        shop.commit(List.of(event("Lamp", "Home", "buy", "77.77", Instant.now())));
        assertThat(tile(page, "revenue")).hasText(money(buys(shop.events(), null)));
        // While the database is away, the browser notes each answer that says so.
        assertThat(BROWSER.complaints()).allMatch(complaint -> complaint.contains("503"));
    }

    @Test
    void saysWhenTheDashboardItselfIsGone() throws SQLException {
        shop.commit(TestShop.random(14, 50, Duration.ofMinutes(30)));
        Page page = open("?range=1h");
        assertThat(page.locator("#live")).containsText("Live");
        dashboard.close();
        assertThat(page.locator("#live")).containsText("Disconnected");
        assertThat(page.locator("#banner")).containsText("No connection to the dashboard");
        BROWSER.complaints();
    }

    @Test
    void saysWhenTheJobIsSilent() throws SQLException {
        shop.commit(TestShop.random(15, 50, Duration.ofMinutes(30)));
        shop.report(300);
        Page page = open("");
        assertThat(page.locator("#live")).containsText("Stale");
        assertThat(page.locator("#banner")).containsText("The streaming job last reported 5 min ago");
        screenshot(page, "stale");
        assertNoComplaints();
    }

    @Test
    void staysRightThroughFiltersAndKeepsThemInTheAddress() throws SQLException {
        shop.commit(TestShop.random(16, 2_000, Duration.ofDays(6)));
        Page page = open("?range=7d");
        page.locator("#panel-categories button[data-key='Books']").click();
        assertThat(page).hasURL(Pattern.compile(".*category=Books.*"));
        assertThat(tile(page, "revenue")).hasText(money(buys(shop.events(), "Books")));
        page.reload();
        assertThat(tile(page, "revenue")).hasText(money(buys(shop.events(), "Books")));
        page.locator("#category").selectOption("=Garden & <b>Tools</b>");
        assertThat(tile(page, "revenue")).hasText(money(buys(shop.events(), "Garden & <b>Tools</b>")));
        page.locator("#category").selectOption("=");
        assertThat(tile(page, "revenue")).hasText(money(buys(shop.events(), "")));
        page.goBack();
        page.goBack();
        page.goBack();
        assertThat(tile(page, "revenue")).hasText(money(buys(shop.events(), null)));
        page.locator("input[name='range'][value='15m']").check();
        assertThat(page).hasURL(Pattern.compile(".*range=15m.*"));
        assertThat(page.locator("#span")).containsText("UTC");
        assertNoComplaints();
    }

    @Test
    void hostileNamesAndLinesStayText() throws SQLException {
        shop.commit(
                List.of(
                        event(HOSTILE, HOSTILE, "buy", "10.00", Instant.now()),
                        event(HOSTILE, HOSTILE, "view", "10.00", Instant.now())),
                new Reject(HOSTILE, "price", HOSTILE, HOSTILE));
        Page page = open("?range=1h");
        assertThat(page.locator("#panel-products tbody")).containsText(HOSTILE);
        assertThat(page.locator("#panel-categories li")).containsText(HOSTILE);
        assertThat(page.locator("#panel-rejects pre")).containsText(HOSTILE);
        page.locator("#panel-products .link").click();
        assertThat(page.locator("#drill tbody tr")).hasCount(2);
        page.locator("#drill-close").click();
        page.getByText("Split by category").first().click();
        hover(page, "#panel-trend-by-category .chart");
        assertThat(
                        page.evaluate(
                                "() => window.stolen === undefined && document.querySelectorAll('main img, main script').length === 0"))
                .isEqualTo(true);
        assertNoComplaints();
    }

    @Test
    void aBarOpensItsRowsByMouseAndByKeyboard() throws SQLException, InterruptedException {
        // The newest bar is the minute that runs: in the next one it would be another bar, without these events.
        while (Instant.now().getEpochSecond() % 60 > 30) {
            Thread.sleep(200);
        }
        shop.commit(List.of(
                event("Lamp", "Home", "buy", "12.00", Instant.now()),
                event("Lamp", "Home", "view", "12.00", Instant.now())));
        Page page = open("?range=15m");
        BoundingBox chart = page.locator("#panel-trend .chart").boundingBox();
        page.mouse().click(chart.x + chart.width - 20, chart.y + chart.height / 2);
        assertThat(page.locator("#drill tbody tr")).hasCount(2);
        page.locator("#drill").getByText("Orders").click();
        assertThat(page.locator("#drill tbody tr")).hasCount(1);
        assertThat(page.locator("#drill tbody")).containsText("events-1.csv:2");
        page.keyboard().press("Escape");
        assertThat(page.locator("#drill")).isHidden();
        button(page, "Show Sales trend as a table").focus();
        page.keyboard().press("Enter");
        page.locator("#panel-trend .link").first().focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#drill tbody tr")).hasCount(2);
        assertNoComplaints();
    }

    @Test
    void eachPanelCanBeDownloaded() throws SQLException {
        shop.commit(
                TestShop.random(17, 1_000, Duration.ofDays(20)),
                new Reject("uuid_format", "event_id", "no UUID", "x,y"));
        shop.countCohorts();
        Page page = open("?range=1h");
        List<Locator> links = page.locator("a[download]:visible").all();
        assertThat(links).hasSizeGreaterThanOrEqualTo(16);
        // A browser lets a page start ten downloads and then asks; so one is clicked and the others are fetched.
        assertThat(page.waitForDownload(links.get(0)::click).suggestedFilename())
                .isEqualTo("tidegate-sales.csv");
        for (Locator link : links) {
            APIResponse csv = page.request().get(dashboard.address() + link.getAttribute("href"));
            assertThat(csv.headers()).containsEntry("content-type", "text/csv; charset=utf-8");
            assertThat(csv.text().lines()).as(link.getAttribute("href")).hasSizeGreaterThan(1);
        }
        assertNoComplaints();
    }

    @Test
    void severalCurrenciesAreShownOneAtATimeInTheirOwnDigits() throws SQLException {
        Instant now = Instant.now();
        shop.commit(List.of(
                event("Lamp", "Home", "buy", "9.50", now),
                event("Vase", "Home", "buy", "0.25", now),
                event("Kettle", "Kitchen", "buy", "1500.00", now),
                event("Rug", "Home", "buy", "2.00", now)));
        shop.execute("""
                UPDATE raw_events SET currency = 'EUR' WHERE product_name IN ('Lamp', 'Vase');
                UPDATE raw_events SET currency = 'JPY' WHERE product_name = 'Kettle';
                UPDATE raw_events SET currency = 'KWD', price = 2.125, total_price = 2.125, user_id = NULL WHERE product_name = 'Rug'""");
        Page page = open("");
        assertThat(tile(page, "revenue")).hasText("€9.75");
        assertThat(page.locator("#currencies")).isVisible();
        assertThat(page.locator("#currency option")).hasText(new String[] {"EUR", "JPY", "KWD"});
        page.locator("#currency").selectOption("JPY");
        assertThat(page).hasURL(Pattern.compile(".*currency=JPY.*"));
        assertThat(tile(page, "revenue")).hasText("¥1,500");
        assertThat(page.locator("#panel-categories li")).hasCount(1);
        page.locator("#currency").selectOption("KWD");
        assertThat(tile(page, "revenue")).hasText(Pattern.compile("KWD.2\\.125"));
        screenshot(page, "currency");
        assertAccessible(page);
        page.locator("#panel-products button[data-key^='product-']").click();
        assertThat(page.locator("#drill-body tbody")).containsText("guest");
        assertThat(page.locator("#drill-body tbody")).containsText(Pattern.compile("KWD.2\\.125"));
        page.goBack();
        page.goBack();
        assertThat(tile(page, "revenue")).hasText("€9.75");
        assertNoComplaints();
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void cartsStepsAndRefundsAreShownAndTheStepsCanBeChosen(ColorScheme scheme) throws SQLException {
        shop.commit(TestShop.random(20, 3_000, Duration.ofDays(20)));
        shop.sellMore();
        shop.countCohorts();
        String name = scheme.name().toLowerCase(Locale.ROOT);
        Page page = BROWSER.open(dashboard.address() + "?range=30d", 1440, 1000, scheme);
        assertThat(page.locator("#panel-carts tbody tr")).hasCount(7);
        assertThat(page.locator("#panel-abandoned tbody tr")).hasCount(12);
        assertThat(page.locator("#panel-refunds tbody tr")).hasCount(12);
        button(page, "Show Carts as a table").click();
        assertThat(page.locator("#panel-carts tbody tr")).hasCount(30);
        page.getByLabel("Refunds by").selectOption("category");
        assertThat(page.locator("#panel-refunds tbody tr")).hasCount(4);
        Locator steps = page.locator("#panel-funnel-by-steps");
        assertThat(steps.locator("thead th")).hasCount(6);
        button(page, "Steps").click();
        steps.getByLabel("Clicked").selectOption("none");
        assertThat(page).hasURL(Pattern.compile(".*steps=view%2Ccart%3F%2Ccheckout%3F%2Cbuy"));
        assertThat(steps.locator("thead th")).hasCount(5);
        steps.getByLabel("Viewed").selectOption("none");
        assertThat(steps.locator("thead th").nth(1)).hasText("Put into the cart");
        assertAccessible(page);
        screenshot(page, "carts-" + name);
        Page phone = BROWSER.open(dashboard.address() + "?range=30d", 390, 844, scheme);
        assertAccessible(phone);
        assertThat((boolean) phone.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
                .isTrue();
        screenshot(phone, "carts-phone-" + name);
        assertNoComplaints();
    }

    @Test
    void withOneCurrencyThereIsNothingToChoose() throws SQLException {
        shop.commit(List.of(event("Lamp", "Home", "buy", "9.50", Instant.now())));
        Page page = open("");
        assertThat(tile(page, "revenue")).hasText("9.50");
        assertThat(page.locator("#currencies")).isHidden();
        assertNoComplaints();
    }

    @Test
    void anEmptyShopIsExplained() {
        Page page = open("");
        assertThat(tile(page, "revenue")).hasText("0.00");
        assertThat(page.locator("#panel-trend")).containsText("No events in this time.");
        assertThat(page.locator("main")).not().containsText("NaN");
        assertThat(page.locator("#panel-files")).containsText("No files yet");
        assertThat(page.locator("#panel-trend")).containsText("CSV files that land in the input folder appear here.");
        screenshot(page, "empty");
        assertAccessible(page);
        assertNoComplaints();
    }

    /** What is to come has its place from the start: nobody clicks on something else than meant. */
    @ParameterizedTest
    @CsvSource({
        "empty, 1440, LIGHT", "one event, 1440, LIGHT", "full, 1440, LIGHT",
        "empty, 1440, DARK", "one event, 1440, DARK", "full, 1440, DARK",
        "empty, 390, LIGHT", "one event, 390, LIGHT", "full, 390, LIGHT",
        "empty, 390, DARK", "one event, 390, DARK", "full, 390, DARK"
    })
    void nothingJumpsWhileThePageIsFilled(String sold, int width, ColorScheme scheme) throws SQLException {
        switch (sold) {
            case "one event" -> shop.commit(List.of(event("Lamp", "Home", "buy", "9.99", Instant.now())));
            case "full" -> fill();
            default -> {
                // nothing
            }
        }
        Page page = BROWSER.open(dashboard.address() + "?range=24h", width, 900, scheme);
        assertThat(PageBrowser.layoutShift(page))
                .as("cumulative layout shift; web.dev calls up to 0.1 good")
                .isLessThan(0.1);
        if (sold.equals("one event")) {
            assertThat(tile(page, "revenue")).hasText("9.99");
            assertThat(tile(page, "orders")).hasText("1");
        }
        assertNoComplaints();
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void isAccessibleInBothThemesAndOnAPhone(ColorScheme scheme) throws SQLException {
        fill();
        String name = scheme.name().toLowerCase(Locale.ROOT);
        Page page = BROWSER.open(dashboard.address() + "?range=24h", 1440, 1000, scheme);
        assertAccessible(page);
        screenshot(page, name);
        for (Locator toTable :
                page.locator("button[aria-label^='Show ']:visible").all()) {
            toTable.click();
        }
        assertAccessible(page);
        page.locator("#panel-trend .link").first().click();
        assertThat(page.locator("#drill tbody tr").first()).isVisible();
        assertAccessible(page);
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("rows-" + name + ".png")));
        Page phone = BROWSER.open(dashboard.address() + "?range=24h&split=category", 390, 844, scheme);
        assertAccessible(phone);
        assertThat(phone.evaluate("() => document.documentElement.scrollWidth")).isEqualTo(390);
        screenshot(phone, "phone-" + name);
        assertNoComplaints();
    }

    @Test
    void withOneStreamThereIsNothingToChoose() throws SQLException {
        fill();
        Page page = open("?range=1h");
        assertThat(page.locator("#intake .choice")).isHidden();
        assertThat(page.locator("#panel-streams")).isHidden();
        assertThat(page.locator("#panel-files .note"))
                .hasText("Newest first: each delivery and what became of each of its records");
        assertThat(page.locator("#tile-rate .label")).hasText("Events a second");
        assertThat(page.locator("#intake"))
                .not()
                .containsText(
                        "stream",
                        new LocatorAssertions.ContainsTextOptions()
                                .setUseInnerText(true)
                                .setIgnoreCase(true));
        assertNoComplaints();
    }

    @Test
    void showsTheIntakeOfAllStreamsAndOfEach() throws SQLException {
        fill();
        TestStream orders = TestStream.declared(database, "orders");
        orders.report(LONG_FROM_NOW);
        orders.commit(120, new Reject("required", "sku", "sku is empty", "1,,3"));
        Page page = open("?range=1h");
        Locator select = page.locator("#intake .choice select");
        assertThat(select).hasValue("");
        assertThat(page.locator("#panel-counts")).containsText("add up to the 20,723 records read");
        assertThat(page.locator("#panel-files tbody tr")).hasCount(3);
        assertThat(page.locator("#panel-files tbody tr").first()).containsText("orders");
        assertThat(page.locator("#panel-rejects li").first()).containsText("stream orders");
        select.selectOption("orders");
        assertThat(page).hasURL(Pattern.compile(".*stream=orders.*"));
        assertThat(page.locator("#panel-counts")).containsText("add up to the 121 records read");
        assertThat(page.locator("#panel-files tbody tr")).hasCount(1);
        assertThat(page.locator("#panel-rejects pre")).hasText("1,,3");
        for (String panel : List.of("intake-trend", "lag-trend", "counts", "reject-reasons", "rejects", "files")) {
            assertThat(page.locator("#panel-" + panel + " .note")).containsText("stream orders · ");
        }
        for (String tile : List.of("lag", "waiting", "rate", "batches", "rejects")) {
            assertThat(page.locator("#tile-" + tile + " .label")).containsText(" · stream orders");
        }
        assertThat(page.locator("#tile-rejects .value")).hasText("1");
        page.reload();
        assertThat(select).hasValue("orders");
        assertThat(page.locator("#panel-files tbody tr")).hasCount(1);
        page.locator("#panel-streams button[data-key='events']").click();
        assertThat(page.locator("#panel-counts")).containsText("add up to the 20,602 records read");
        assertThat(select).hasValue("events");
        page.goBack();
        assertThat(select).hasValue("orders");
        assertNoComplaints();
    }

    @Test
    @Tag("alone")
    void aCommitOfADeclaredStreamShowsWithinTwoSeconds() throws SQLException {
        fill();
        TestStream orders = TestStream.declared(database, "orders");
        orders.report(LONG_FROM_NOW);
        Page page = open("?range=1h&stream=orders");
        assertThat(page.locator("#panel-files")).containsText("No files yet");
        orders.commit(5);
        Instant committed = Instant.now();
        assertThat(page.locator("#panel-files tbody tr")).hasCount(1);
        assertThat(Duration.between(committed, Instant.now())).isLessThan(Duration.ofSeconds(2));
        assertNoComplaints();
    }

    @Test
    void aStreamThatStoppedIsNamedInRedHoweverTheSelectorStands() throws SQLException {
        fill();
        shop.report(LONG_FROM_NOW);
        TestStream.declared(database, "readings").report(LONG_FROM_NOW);
        TestStream.declared(database, "orders")
                .report(LONG_FROM_NOW, 4, null, "ended: the table has no column " + HOSTILE);
        TestStream.declared(database, "stock").report(300);
        Page page = open("?range=1h&stream=events");
        for (String stream : List.of("events", "readings", "orders", "")) {
            page.locator("#intake .choice select").selectOption(stream);
            Locator rows = page.locator("#panel-streams tbody tr");
            assertThat(rows).hasCount(4);
            assertThat(rows.nth(0)).containsText("orders");
            assertThat(rows.nth(0)).containsText("ended: the table has no column " + HOSTILE);
            assertThat(rows.nth(1)).containsText("stock");
            assertThat(rows.nth(1)).containsText("silent");
            assertThat(page.locator("#panel-streams .link.red")).hasText(new String[] {"orders", "stock"});
            assertThat(page.locator("#panel-streams .link.red").first()).hasCSS("color", "rgb(179, 38, 30)");
        }
        assertThat(page.locator("#live")).containsText("Stale");
        assertThat(page.locator("#banner")).containsText("Stream orders: The streaming job has ended");
        assertThat(page.locator("#banner")).containsText("Stream stock: The streaming job last reported 5 min ago");
        assertThat(page.locator("#banner")).hasCSS("color", "rgb(179, 38, 30)");
        assertNoComplaints();
    }

    @Test
    void anAddressWithAStreamThatIsNotHereSaysSo() throws SQLException {
        fill();
        Page page = open("?range=1h&stream=nothing");
        assertThat(page.locator("#intake .choice")).containsText("nothing – not in this database");
        assertThat(page.locator("#panel-counts")).containsText("There is no stream nothing in this database.");
        assertThat(page.locator("#panel-files")).containsText("No files yet");
        page.locator("#intake .choice select").selectOption("");
        assertThat(page.locator("#panel-files tbody tr")).hasCount(2);
        assertThat(page.locator("#intake .choice")).isHidden();
        assertNoComplaints();
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void severalStreamsAreAccessibleInBothThemesAndOnAPhone(ColorScheme scheme) throws SQLException {
        fill();
        shop.report(LONG_FROM_NOW);
        TestStream orders = TestStream.declared(database, "orders");
        orders.report(LONG_FROM_NOW);
        orders.commit(120, new Reject("required", "sku", "sku is empty", "1,,3"));
        TestStream.declared(database, "readings").report(LONG_FROM_NOW, 0, null, "The server closed the connection");
        TestStream.declared(database, "stock")
                .report(LONG_FROM_NOW, 9, null, "ended: the table public.stock has no column sku");
        TestStream.declared(database, "a_stream_with_a_name_of_32_chars").report(4_000);
        String name = scheme.name().toLowerCase(Locale.ROOT);
        Page page = BROWSER.open(dashboard.address() + "?range=24h", 1440, 1000, scheme);
        assertThat(page.locator("#panel-streams tbody tr")).hasCount(5);
        assertAccessible(page);
        screenshot(page, "streams-" + name);
        for (Locator toTable :
                page.locator("#intake button[aria-label^='Show ']:visible").all()) {
            toTable.click();
        }
        assertAccessible(page);
        screenshot(page, "streams-tables-" + name);
        Page phone = BROWSER.open(dashboard.address() + "?range=24h&stream=orders", 390, 844, scheme);
        assertThat(phone.locator("#panel-streams tbody tr")).hasCount(5);
        assertAccessible(phone);
        assertThat(phone.evaluate("() => document.documentElement.scrollWidth")).isEqualTo(390);
        screenshot(phone, "streams-phone-" + name);
        assertNoComplaints();
    }

    @Test
    void anOldDeliveryIsFound() throws SQLException {
        shop.commit(List.of(event("Lamp", "Home", "buy", "9.99", Instant.parse("2019-10-31T23:59:59.999999Z"))));
        Page page = open("");
        assertThat(page.locator("#panel-trend")).containsText("The newest are of 2019-10-31.");
        page.getByText("Show that day").click();
        assertThat(tile(page, "revenue")).hasText("9.99");
        assertThat(page.locator("#panel-products")).containsText("Lamp");
        assertThat(page).hasURL(Pattern.compile(".*from=2019-10-31T00%3A00%3A00Z.*"));
        assertNoComplaints();
    }

    @Test
    void theThemeCanBeChosenAndIsKept() {
        Page page = open("");
        button(page, "Colour theme: as the system").click();
        button(page, "Colour theme: light").click();
        page.reload();
        assertThat(button(page, "Colour theme: dark")).isVisible();
        assertThat(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(14, 19, 26)");
        assertNoComplaints();
    }

    private void fill() throws SQLException {
        shop.commit(TestShop.random(18, 20_000, Duration.ofDays(16)));
        shop.commit(
                TestShop.random(19, 600, Duration.ofMinutes(40)),
                new Reject(
                        "price_format",
                        "price",
                        "price is \"12,50\": expected digits with at most two decimals",
                        "a2c0f6e0-5c1b-4d0c-9b7e-3f1d2c4b5a69,17,4,Desk lamp,Home,buy,1,\"12,50\",2026-11-01T10:00:00Z"),
                new Reject("too_few_fields", null, "found 2 fields, the header has 9", "broken,line\r"));
        shop.countCohorts();
    }

    private Page open(String query) {
        return BROWSER.open(dashboard.address() + query, 1440, 1000, ColorScheme.LIGHT);
    }

    private static Locator tile(Page page, String key) {
        return page.locator("#tile-" + key + " .value");
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void hover(Page page, String selector) {
        BoundingBox box = page.locator(selector).boundingBox();
        page.mouse().move(box.x + box.width - 20, box.y + box.height / 2);
        assertThat(page.locator(".tip").first()).containsText("Click for the rows");
    }

    static void screenshot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }

    static void assertAccessible(Page page) {
        assertThat(new AxeBuilder(page)
                        .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
                        .analyze()
                        .getViolations())
                .extracting(rule -> rule.getId() + ": "
                        + rule.getNodes().stream()
                                .map(node -> node.getHtml())
                                .limit(3)
                                .toList())
                .isEmpty();
    }

    private static void assertNoComplaints() {
        assertThat(BROWSER.complaints()).isEmpty();
    }

    private static List<Event> buys(List<Event> events, String category) {
        return events.stream()
                .filter(event -> event.type().equals("buy"))
                .filter(event -> category == null || event.category().equals(category))
                .toList();
    }

    private static String money(List<Event> sold) {
        BigDecimal sum = sold.stream().map(Event::total).reduce(BigDecimal.ZERO, BigDecimal::add);
        return new DecimalFormat("#,##0.00", DecimalFormatSymbols.getInstance(Locale.ENGLISH)).format(sum);
    }

    private static Event event(String name, String category, String type, String price, Instant at) {
        return new Event(UUID.randomUUID(), 1, 1, name, category, type, 1, new BigDecimal(price), at);
    }
}
