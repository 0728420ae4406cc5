package dev.tidegate.dashboard;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.tidegate.dashboard.database.ConnectionSettings;
import dev.tidegate.dashboard.web.AllowedHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Times the page in a browser: until all of its panels are drawn, and each of its requests as the browser waits for it. Once of a
 * dashboard that has just started and has no answer yet, and once of the same one right after that.
 */
public final class PageBenchmark {
    private static final List<String> RANGES = List.of("24h", "30d");

    /** When all was drawn, since the page was asked for. */
    private static final String WATCH = """
            new MutationObserver((changes, observer) => {
              if (document.documentElement?.dataset.ready) {
                observer.disconnect();
                requestAnimationFrame(() => requestAnimationFrame(() => { window.drawnAt = performance.now(); }));
              }
            }).observe(document, {subtree: true, attributes: true, attributeFilter: ['data-ready']});""";

    private static final String REQUESTS = """
            () => performance.getEntriesByType('resource')
                .filter(one => one.initiatorType === 'fetch' && new URL(one.name).pathname.startsWith('/api/'))
                .map(one => ({panel: new URL(one.name).pathname.slice(5), ms: one.duration, status: one.responseStatus}))""";

    private static final String PAGE = "page";
    private static final int MOST_DROPPED = 5;

    private final ConnectionSettings settings;
    private final int rounds;
    private final Path results;
    private final List<String> csv = new ArrayList<>(List.of("range,answers,what,p50_ms,p95_ms,max_ms"));
    private double shift;

    /** @param results folder for bench-page.csv and the screenshots */
    public PageBenchmark(ConnectionSettings settings, int rounds, Path results) {
        this.settings = settings;
        this.rounds = rounds;
        this.results = results;
    }

    /**
     * Prints what it finds.
     *
     * @return the 95th percentile in ms until all was drawn, of the slowest range, with no answer kept
     */
    public double run() throws IOException {
        Files.createDirectories(results);
        double slowest = 0;
        try (PageBrowser browser = new PageBrowser()) {
            browser.start();
            for (String range : RANGES) {
                slowest = Math.max(slowest, time(browser, range));
            }
        }
        Files.write(results.resolve("bench-page.csv"), csv);
        System.out.printf(Locale.ROOT, "page_p95_ms=%.0f layout_shift=%.3f%n", slowest, shift);
        return slowest;
    }

    private double time(PageBrowser browser, String range) throws IOException {
        Map<String, List<Double>> first = new TreeMap<>();
        Map<String, List<Double>> next = new TreeMap<>();
        for (int round = 0; round < rounds; round++) {
            try (Dashboard dashboard = new Dashboard(settings, "127.0.0.1", 0, AllowedHosts.of("127.0.0.1", ""))) {
                dashboard.start();
                String address = dashboard.address() + "?range=" + range;
                open(browser, address, first);
                open(browser, address, next);
                if (round == 0) {
                    show(browser, address, range);
                }
            }
        }
        say(range, "none kept", first);
        say(range, "kept", next);
        return at(first.get(PAGE), 0.95);
    }

    @SuppressWarnings("unchecked")
    private void open(PageBrowser browser, String address, Map<String, List<Double>> took) throws IOException {
        Page page = drawn(browser, address, 1440, ColorScheme.LIGHT);
        List<Map<String, Object>> requests = (List<Map<String, Object>>) page.evaluate(REQUESTS);
        for (int again = 0; again < MOST_DROPPED && requests.stream().anyMatch(PageBenchmark::isDropped); again++) {
            browser.closePages();
            page = drawn(browser, address, 1440, ColorScheme.LIGHT);
            requests = (List<Map<String, Object>>) page.evaluate(REQUESTS);
        }
        add(took, PAGE, ((Number) page.evaluate("() => window.drawnAt")).doubleValue());
        for (Map<String, Object> request : requests) {
            if (!Integer.valueOf(200).equals(request.get("status"))) {
                throw new IOException("No answer for the panel " + request.get("panel") + " after " + request.get("ms")
                        + " ms: status " + request.get("status") + ". What the page shows without it says nothing");
            }
            add(took, (String) request.get("panel"), ((Number) request.get("ms")).doubleValue());
        }
        shift = Math.max(shift, PageBrowser.layoutShift(page));
        browser.closePages();
    }

    /** By the browser itself, which does so with all requests when the machine gets or loses a network. */
    private static boolean isDropped(Map<String, Object> request) {
        return Integer.valueOf(0).equals(request.get("status"));
    }

    private static Page drawn(PageBrowser browser, String address, int width, ColorScheme scheme) {
        Page page = browser.blank(width, 1000, scheme);
        page.setDefaultTimeout(120_000);
        page.addInitScript(WATCH);
        page.navigate(address);
        page.waitForFunction("() => window.drawnAt !== undefined");
        return page;
    }

    private static void add(Map<String, List<Double>> took, String what, double ms) {
        took.computeIfAbsent(what, first -> new ArrayList<>()).add(ms);
    }

    private void show(PageBrowser browser, String address, String range) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(1440, 390)) {
                String name = "page-%s-%s-%d.png".formatted(range, scheme.name().toLowerCase(Locale.ROOT), width);
                drawn(browser, address, width, scheme)
                        .screenshot(new Page.ScreenshotOptions()
                                .setPath(results.resolve(name))
                                .setFullPage(true));
            }
        }
        browser.closePages();
    }

    private void say(String range, String answers, Map<String, List<Double>> took) {
        took.values().forEach(all -> all.sort(null));
        List<Double> page = took.get(PAGE);
        System.out.printf(
                Locale.ROOT,
                "range %s, answers %s, %d rounds: all panels drawn after p50 %.0f, p95 %.0f, at most %.0f ms%n",
                range,
                answers,
                rounds,
                at(page, 0.5),
                at(page, 0.95),
                at(page, 1));
        took.entrySet().stream()
                .filter(of -> !of.getKey().equals(PAGE))
                .sorted(Comparator.comparing((Map.Entry<String, List<Double>> of) -> at(of.getValue(), 0.95))
                        .reversed())
                .limit(5)
                .forEach(of -> System.out.printf(
                        Locale.ROOT,
                        "  %-22s p50 %6.0f  p95 %6.0f  max %6.0f ms%n",
                        of.getKey(),
                        at(of.getValue(), 0.5),
                        at(of.getValue(), 0.95),
                        at(of.getValue(), 1)));
        took.forEach((what, all) -> csv.add(String.format(
                Locale.ROOT,
                "%s,%s,%s,%.1f,%.1f,%.1f",
                range,
                answers,
                what,
                at(all, 0.5),
                at(all, 0.95),
                at(all, 1))));
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.ceil(sorted.size() * share) - 1);
    }
}
