package dev.tidegate.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.tidegate.dashboard.web.AllowedHosts;
import dev.tidegate.postgres.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page without a mouse and without eyes, in a shop in which every panel shows. */
@Tag("long")
class KeyboardIT {
    private static final int MOST_STOPS = 600;

    /** What has a place in the order of the keyboard: of a group of radio buttons the one that is chosen. */
    private static final String STOPS = """
            () => [...document.querySelectorAll('a[href], button, select, input, [tabindex="0"]')]
                .filter(one => one.checkVisibility({checkVisibilityCSS: true}) && !one.disabled && (one.type !== 'radio' || one.checked))
                .map(one => %s)""";

    private static final String NAME = """
            ((one.closest('.panel, .tiles, form, header, dialog')?.id ?? '') + ' ' + one.tagName + ' '
                + (one.getAttribute('aria-label') ?? one.labels?.[0]?.textContent ?? one.textContent).trim())""";

    /** What has the focus: whether it is marked, and to be seen, under nothing else. */
    private static final String FOCUSED = """
            () => {
              const one = document.activeElement;
              if (!one || one === document.body) return null;
              const marked = one.type === 'radio' ? one.nextElementSibling : one;
              const style = getComputedStyle(marked);
              const box = marked.getBoundingClientRect();
              const at = [Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1),
                          Math.min(Math.max(box.top + Math.min(box.height, 20) / 2, 1), innerHeight - 1)];
              const top = document.elementFromPoint(...at);
              const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
              const seen = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
                  && (one.contains(top) || marked.parentElement.contains(top));
              return {name: %s, outlined, seen, box: JSON.stringify(box), top: top?.outerHTML.slice(0, 200)};
            }""".formatted(NAME);

    @RegisterExtension
    static final PageBrowser BROWSER = new PageBrowser();

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @TempDir
    static Path folder;

    private static Dashboard dashboard;

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

    @AfterEach
    void closePages() {
        BROWSER.closePages();
    }

    private Page open(int width, ColorScheme scheme) {
        return BROWSER.open(dashboard.address() + "?range=30d", width, 900, scheme);
    }

    @ParameterizedTest
    @CsvSource({"1440, DARK, Shift+Tab", "390, DARK, Tab", "390, LIGHT, Shift+Tab"})
    @SuppressWarnings("unchecked")
    void theKeyboardReachesAllThereIsAndShowsWhereItIs(int width, ColorScheme scheme, String key) {
        Page page = open(width, scheme);
        TreeSet<String> all = new TreeSet<>((List<String>) page.evaluate(STOPS.formatted(NAME)));
        assertThat(all).hasSizeGreaterThan(60);
        TreeSet<String> reached = new TreeSet<>();
        List<String> lost = new ArrayList<>();
        for (int stop = 0; stop < MOST_STOPS; stop++) {
            page.keyboard().press(key);
            Map<String, Object> focused = (Map<String, Object>) page.evaluate(FOCUSED);
            if (focused == null) {
                break;
            }
            reached.add((String) focused.get("name"));
            if (!Boolean.TRUE.equals(focused.get("outlined")) || !Boolean.TRUE.equals(focused.get("seen"))) {
                lost.add(focused.toString());
            }
        }
        assertThat(lost).as("marked, and not below something else").isEmpty();
        assertThat(reached).containsAll(all);
        assertThat(BROWSER.complaints()).isEmpty();
    }

    @Test
    void filtersAndDialogsAreWorkedByTheKeyboardAndGiveTheFocusBack() {
        Page page = open(1440, ColorScheme.LIGHT);
        page.locator("input[name='range']:checked").focus();
        page.keyboard().press("ArrowLeft");
        assertThat(page).hasURL(Pattern.compile(".*range=7d.*"));
        page.locator("#currency").focus();
        page.keyboard().press("ArrowDown");
        assertThat(page).hasURL(Pattern.compile(".*currency=.*"));
        Locator product = page.locator("#panel-products .link").first();
        product.focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#drill tbody tr").first()).isVisible();
        page.keyboard().press("Tab");
        assertThat((boolean) page.evaluate("() => document.getElementById('drill').contains(document.activeElement)"))
                .isTrue();
        page.keyboard().press("Escape");
        assertThat(page.locator("#drill")).isHidden();
        assertThat(page.locator("#panel-products .link").first()).isFocused();
        page.locator("body").press("Home");
        page.locator(".skip").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#sales")).isFocused();
        assertThat(BROWSER.complaints()).isEmpty();
    }

    /** Numbers come every few seconds, whoever is reading them. */
    @Test
    void whatIsDrawnAnewKeepsTheFocusAndThePlace() {
        Page page = open(1440, ColorScheme.LIGHT);
        page.getByLabel("Show Sales trend as a table").click();
        Locator bar = page.locator("#panel-trend .link").nth(25);
        bar.focus();
        Locator rows = page.locator("#panel-trend .scroll");
        Object scrolled = rows.evaluate("one => one.scrollTop");
        assertThat(((Number) scrolled).intValue()).isPositive();
        drawAnew(page, "#panel-trend table");
        assertThat(bar).isFocused();
        assertThat(rows.evaluate("one => one.scrollTop")).isEqualTo(scrolled);
        Locator csv = page.locator("#panel-counts a[download]");
        csv.focus();
        drawAnew(page, "#panel-counts dl");
        assertThat(csv).isFocused();
        Locator noCategory = page.locator("#panel-categories button[data-key='']");
        noCategory.focus();
        drawAnew(page, "#panel-categories .bars");
        assertThat(noCategory).isFocused();
        Locator product = page.locator("#panel-products .link").nth(2);
        product.focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#drill tbody tr").first()).isVisible();
        drawAnew(page, "#panel-products table");
        page.keyboard().press("Escape");
        assertThat(product).isFocused();
        assertThat(BROWSER.complaints()).isEmpty();
    }

    private static void drawAnew(Page page, String part) {
        page.evaluate(
                "part => { document.querySelector(part).dataset.old = 'true'; document.getElementById('refresh').click(); }",
                part);
        page.waitForFunction("part => document.querySelector(part)?.dataset.old === undefined", part);
    }

    /** Panels are regions with the names that they show; a chart says what can be seen in it, and where its numbers are. */
    @Test
    void aScreenReaderIsToldWhatEachPanelIsAndWhatItsChartShows() {
        Page page = open(1440, ColorScheme.LIGHT);
        TreeSet<String> names = new TreeSet<>();
        for (String panel : panels(page)) {
            String title = page.locator("#" + panel + " h3").innerText();
            assertThat(names.add(title)).as("one panel of the name %s", title).isTrue();
            assertThat(page.getByRole(
                            AriaRole.REGION,
                            new Page.GetByRoleOptions().setName(title).setExact(true)))
                    .hasId(panel);
            for (Locator chart : page.locator("#" + panel + " .chart").all()) {
                assertThat(chart).hasRole(AriaRole.IMG);
                assertThat(chart.getAttribute("aria-label"))
                        .as("%s", panel)
                        .hasSizeGreaterThan(30)
                        .contains("The same as a table: button Table");
            }
            for (Locator rows : page.locator("#" + panel + " table").all()) {
                assertThat(rows.locator("caption").textContent())
                        .as("%s", panel)
                        .isNotBlank();
                assertThat(rows.locator("thead th[scope='col']").count())
                        .isEqualTo(rows.locator("thead th").count());
            }
            for (Locator button :
                    page.locator("#" + panel + " .head :is(a, button, select)").all()) {
                assertThat(button.evaluate("one => (one.getAttribute('aria-label') ?? one.textContent).trim()")
                                .toString())
                        .as("%s", panel)
                        .isNotBlank();
            }
        }
        assertThat(names).hasSizeGreaterThan(20).contains("Retention", "Days between orders", "Carts", "Refunds");
        assertThat(page.locator("main")).hasCount(1);
    }

    @SuppressWarnings("unchecked")
    private static List<String> panels(Page page) {
        return (List<String>)
                page.evaluate(
                        "() => [...document.querySelectorAll('.panel')].filter(one => one.checkVisibility()).map(one => one.id)");
    }
}
