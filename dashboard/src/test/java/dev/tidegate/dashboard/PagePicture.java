package dev.tidegate.dashboard;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.Locale;

/** Takes a picture of a page that runs, as docs/images has them. */
public final class PagePicture {
    /** Has the part below the filters, which stay on top. */
    private static final String SCROLLED = """
            part => {
              const top = document.querySelector(part).getBoundingClientRect().top;
              scrollTo(0, scrollY + top - document.querySelector('.filters').offsetHeight - 8);
            }""";

    private PagePicture() {}

    /**
     * Takes one.
     *
     * @param args address, file, width, height, light or dark, and perhaps what stands on top of it, such as #intake
     */
    public static void main(String[] args) {
        try (PageBrowser browser = new PageBrowser()) {
            browser.start();
            Page page = browser.blank(
                    Integer.parseInt(args[2]),
                    Integer.parseInt(args[3]),
                    ColorScheme.valueOf(args[4].toUpperCase(Locale.ROOT)));
            // A chart that still grows would be another one each time.
            page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
            page.navigate(args[0]);
            page.waitForSelector("html[data-ready]");
            if (args.length > 5) {
                page.evaluate(SCROLLED, args[5]);
            }
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(args[1])));
            browser.complaints().forEach(System.err::println);
        }
    }
}
