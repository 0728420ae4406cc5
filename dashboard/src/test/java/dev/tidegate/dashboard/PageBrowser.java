package dev.tidegate.dashboard;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The Chromium of this machine. Nothing is ever downloaded; where there is none, tests are skipped with a line. */
final class PageBrowser implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
    private static final String VARIABLE = "TIDEGATE_CHROMIUM";
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final List<String> QUIET = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    /** The sum of all shifts that no input caused (web.dev/articles/cls, without its windows: the larger number). */
    private static final String LAYOUT_SHIFT = """
            () => new Promise(done => {
              const entries = [];
              const observer = new PerformanceObserver(list => entries.push(...list.getEntries()));
              observer.observe({type: 'layout-shift', buffered: true});
              const frames = left => left > 0
                ? requestAnimationFrame(() => frames(left - 1))
                : done([...entries, ...observer.takeRecords()]
                    .reduce((sum, entry) => sum + (entry.hadRecentInput ? 0 : entry.value), 0));
              frames(30);
            })""";

    private Playwright playwright;
    private Browser browser;
    private final List<BrowserContext> contexts = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        if (find().isEmpty()) {
            System.out.println("No browser: set " + VARIABLE + " to a Chromium. The tests of the page are skipped.");
        }
        Assumptions.assumeTrue(find().isPresent(), "no Chromium on this machine");
        start();
    }

    /** @throws IllegalStateException where there is none */
    void start() {
        Path program = find().orElseThrow(
                        () -> new IllegalStateException("No browser found: set " + VARIABLE + " to a Chromium"));
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new LaunchOptions().setExecutablePath(program).setArgs(QUIET));
    }

    /** A page that is shown once all its panels have an answer. */
    Page open(String address, int width, int height, ColorScheme scheme) {
        Page page = blank(width, height, scheme);
        page.navigate(address);
        page.waitForSelector("html[data-ready]");
        return page;
    }

    /** A page of a context of its own, without a cache, that shows nothing yet. */
    Page blank(int width, int height, ColorScheme scheme) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setTimezoneId("America/Bahia_Banderas")
                .setLocale("tr-TR"));
        contexts.add(context);
        Page page = context.newPage();
        page.setDefaultTimeout(15_000);
        page.onConsoleMessage(message -> {
            // Chromium drops what is under way when the machine gets or loses a network, ours or not; the page asks
            // again.
            boolean ofTheMachine = message.text().contains("ERR_NETWORK_CHANGED");
            if (!ofTheMachine
                    && (message.type().equals("error") || message.type().equals("warning"))) {
                complaints.add(message.type() + " on the console: " + message.text() + " " + message.location());
            }
        });
        page.onPageError(error -> complaints.add("error in the page: " + error));
        page.onRequest(request -> {
            URI uri = URI.create(request.url());
            if (!uri.getScheme().equals("data") && !"127.0.0.1".equals(uri.getHost())) {
                complaints.add("request to another machine: " + request.url());
            }
        });
        return page;
    }

    /** How far things have jumped since the page was opened; web.dev calls up to 0.1 good. */
    static double layoutShift(Page page) {
        return ((Number) page.evaluate(LAYOUT_SHIFT)).doubleValue();
    }

    /** Errors on the console and requests that would have left this machine; forgotten once they were asked for. */
    List<String> complaints() {
        List<String> found = List.copyOf(complaints);
        complaints.clear();
        return found;
    }

    void closePages() {
        contexts.forEach(BrowserContext::close);
        contexts.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        if (playwright != null) {
            playwright.close();
        }
    }

    private static Optional<Path> find() {
        String named = System.getenv(VARIABLE);
        if (named != null && !named.isEmpty()) {
            return Optional.of(Path.of(named));
        }
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
