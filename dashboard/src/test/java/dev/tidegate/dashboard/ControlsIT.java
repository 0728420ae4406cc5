package dev.tidegate.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.tidegate.dashboard.web.AllowedHosts;
import dev.tidegate.postgres.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** All that can be pressed and chosen on the page, one by one, in a shop in which every panel shows: each answers with numbers. */
@Tag("long")
class ControlsIT {
    /** Counts the questions that the page waits for. */
    private static final String COUNTED = """
            window.asking = 0;
            const ask = window.fetch;
            window.fetch = async (...question) => {
              window.asking++;
              try {
                const answer = await ask(...question);
                await answer.clone().arrayBuffer();
                return answer;
              } finally {
                // Behind the page, which has still to read it.
                requestAnimationFrame(() => window.asking--);
              }
            };""";

    /** What each panel says: its text, and what is said of its chart to those who do not see it. */
    private static final String SAID = """
            panels => Object.fromEntries([...document.querySelectorAll(panels)]
                .filter(one => one.checkVisibility())
                .map(one => [one.id.slice('panel-'.length), one.innerText + ' '
                    + [...one.querySelectorAll('.chart')].map(each => each.getAttribute('aria-label')).join()]))""";

    private static final String NONE_IS_EMPTY = """
            panels => ![...document.querySelectorAll(panels)]
                .some(one => one.checkVisibility() && (one.querySelector('.empty') || one.ariaBusy === 'true'))""";

    private static final Pattern NUMBER = Pattern.compile("[1-9]");
    private static final Pattern NO_NUMBER = Pattern.compile("NaN|undefined|Infinity|Invalid|null");

    @RegisterExtension
    static final PageBrowser BROWSER = new PageBrowser();

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @TempDir
    static Path folder;

    private static Dashboard dashboard;
    private Page page;
    private Set<String> all;

    @BeforeAll
    static void start() throws SQLException {
        TestShop.withEverything(DATABASE);
        dashboard = new Dashboard(TestSettings.of(DATABASE, folder), "127.0.0.1", 0, AllowedHosts.of("127.0.0.1", ""));
        dashboard.start();
    }

    @AfterAll
    static void stop() {
        if (dashboard != null) {
            dashboard.close();
        }
    }

    @BeforeEach
    void open() {
        page = BROWSER.blank(1440, 1000, ColorScheme.LIGHT);
        page.addInitScript(COUNTED);
        page.navigate(dashboard.address() + "?range=30d");
        page.waitForSelector("html[data-ready]");
        all = assertHasNumbers(".panel", "opened");
        assertThat(all).hasSizeGreaterThan(25).contains("carts", "abandoned", "refunds", "guests", "streams");
    }

    @AfterEach
    void closePages() {
        BROWSER.closePages();
    }

    @Test
    void eachTableButtonAndEachChoiceOfEachPanelAnswersWithNumbers() {
        TreeMap<String, List<String>> pressed = new TreeMap<>();
        for (String panel : all) {
            pressed.put(panel, pressAll(panel));
        }
        page.locator("#panel-trend").getByText("Split by category").click();
        answered();
        pressed.put("trend-by-category", pressAll("trend-by-category"));
        assertThat(pressed.values().stream().mapToLong(List::size).sum()).isGreaterThan(70);
        assertThat(pressed)
                .containsEntry("sessions", List.of("Table"))
                .containsEntry("days-between-orders", List.of("Table"))
                .containsEntry("refunds", List.of("By product", "By category", "By day"))
                .containsEntry(
                        "retention", List.of("Weeks", "Months", "First event", "First buy", "Came back", "Bought"))
                .containsEntry("products", List.of("Revenue", "Units", "View to buy"));
        assertThat(pressed.get("funnel-by-steps")).hasSize(3 + 7 * 3);
        assertThat(pressed.get("trend")).hasSize(1 + 3 + 3).containsAll(pressed.get("trend-by-category"));
        assertThat(BROWSER.complaints()).isEmpty();
    }

    /** Also whether the lengths of bars that are grey are those that are refused. */
    @Test
    void eachTimeCategoryAndCurrencyAnswersWithNumbersAndBarsThatWouldBeTooManyAreGrey() {
        List<String> grey = new ArrayList<>();
        for (Locator range :
                page.locator("input[name='range']:not([value='own'])").all()) {
            range.check();
            assertAllHaveNumbers("range " + range.inputValue());
            Locator bars = page.locator("#panel-trend select[aria-label='Length of a bar']");
            for (Locator option : bars.locator("option:not([value=''])").all()) {
                String asked = "range=" + range.inputValue() + "&bucket=" + option.getAttribute("value");
                boolean isGrey = option.isDisabled();
                assertThat(page.request()
                                .get(dashboard.address() + "api/trend?" + asked)
                                .status())
                        .as(asked)
                        .isEqualTo(isGrey ? 400 : 200);
                if (isGrey) {
                    grey.add(asked);
                    assertThat(option).hasAttribute("title", "So short bars of so long a time cannot be told apart");
                    assertThat(bars)
                            .hasAttribute("title", Pattern.compile(".* told apart: .*" + option.textContent() + ".*"));
                }
            }
        }
        assertThat(grey)
                .containsExactly(
                        "range=24h&bucket=1m",
                        "range=7d&bucket=1m",
                        "range=30d&bucket=1m",
                        "range=30d&bucket=15m",
                        "range=90d&bucket=1m",
                        "range=90d&bucket=15m",
                        "range=90d&bucket=1h");
        page.locator("input[name='range'][value='15m']").check();
        answered();
        assertThat(page.locator("#panel-trend option[value='1m']")).isEnabled();
        page.locator("input[name='range'][value='30d']").check();
        answered();
        for (String filter : List.of("#category", "#currency", "#intake .choice select")) {
            for (String value : values(page.locator(filter))) {
                page.locator(filter).selectOption(value);
                assertAllHaveNumbers(filter + " " + value);
            }
            page.locator(filter).selectOption(values(page.locator(filter)).get(0));
            answered();
        }
        page.locator("input[name='range'][value='own']").check();
        page.locator("input[name='from']").fill("2026-01-01T00:00");
        page.locator("#dates button").click();
        assertAllHaveNumbers("own dates");
        assertThat(BROWSER.complaints()).isEmpty();
    }

    @Test
    void anAddressThatAsksForTooManyBarsSaysSoAndTheOtherLengthsCanBeChosen() {
        page.navigate(dashboard.address() + "?range=30d&bucket=1m");
        Locator trend = page.locator("#panel-trend");
        assertThat(trend).containsText("That many bars cannot be told apart: take a longer bucket or a shorter time");
        Locator bars = trend.getByLabel("Length of a bar");
        assertThat(bars).hasValue("1m");
        assertThat(bars.locator("option[value='1m']")).isDisabled();
        bars.selectOption("1h");
        answered();
        assertHasNumbers("#panel-trend", "by hour");
        // The page asks anew by itself, so a refusal may have come just before the choice.
        assertThat(BROWSER.complaints())
                .isNotEmpty()
                .allMatch(complaint -> complaint.contains("status of 400") && complaint.contains("bucket=1m"));
    }

    /** Presses what a panel has, and says what that was. */
    private List<String> pressAll(String name) {
        String id = "#panel-" + name;
        Locator panel = page.locator(id);
        List<String> pressed = new ArrayList<>();
        for (Locator toTable :
                panel.locator("button[aria-label^='Show '][aria-pressed]").all()) {
            toTable.click();
            assertThat(panel.locator("tbody tr").first()).isVisible();
            assertHasNumbers(id, "as a table");
            toTable.click();
            assertThat(toTable).hasAttribute("aria-pressed", "false");
            assertHasNumbers(id, "no longer as a table");
            pressed.add(toTable.innerText());
        }
        for (Locator sort : panel.locator(".sort").all()) {
            sort.click();
            answered();
            assertHasNumbers(id, sort.innerText());
            assertThat(panel.locator("th[aria-sort] .sort")).containsText(sort.innerText());
            pressed.add(sort.innerText().replace(" ↓", ""));
        }
        for (Locator steps : panel.locator("button[aria-expanded]").all()) {
            steps.click();
            assertThat(panel.locator(".steps select").first()).isVisible();
        }
        for (Locator select : panel.locator("select").all()) {
            String before = select.inputValue();
            for (Locator option : select.locator("option:not([disabled])").all()) {
                select.selectOption(option.getAttribute("value"));
                answered();
                assertHasNumbers(id, option.textContent());
                pressed.add(option.textContent());
            }
            select.selectOption(before);
            answered();
        }
        return pressed;
    }

    private void assertAllHaveNumbers(String asked) {
        answered();
        assertThat(assertHasNumbers(".panel", asked)).as(asked).isEqualTo(all);
    }

    /** The panels that have them. */
    @SuppressWarnings("unchecked")
    private Set<String> assertHasNumbers(String panels, String asked) {
        page.waitForFunction(NONE_IS_EMPTY, panels);
        TreeMap<String, String> said = new TreeMap<>((Map<String, String>) page.evaluate(SAID, panels));
        said.forEach((panel, text) -> assertThat(text)
                .as("%s, %s", panel, asked)
                .containsPattern(NUMBER)
                .doesNotContainPattern(NO_NUMBER));
        return said.keySet();
    }

    private void answered() {
        page.waitForFunction("() => window.asking === 0");
    }

    @SuppressWarnings("unchecked")
    private static List<String> values(Locator select) {
        return (List<String>) select.evaluate("one => [...one.options].map(option => option.value)");
    }
}
