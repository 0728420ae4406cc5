package dev.tidegate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The colours of the page, read from its own files: told apart by everybody, and to be seen on what they stand on. */
class PaletteTest {
    private static final Path PAGE = Path.of("src/main/resources/page");
    private static final Pattern VARIABLE = Pattern.compile("--([a-z0-9-]+): (#[0-9a-f]{6});");

    /** From about 10 on two colours are different at a glance; some more for small swatches. */
    private static final double APART = 12;

    /** WCAG 2.2: 1.4.3 for text, 1.4.11 for graphics. */
    private static final double OF_TEXT = 4.5;

    private static final double OF_GRAPHICS = 3;

    private static final List<String> SURFACES = List.of("page", "panel", "raised");

    enum Theme {
        LIGHT(":root {"),
        DARK(":root[data-theme=\"dark\"] {"),
        DARK_AS_THE_SYSTEM(":root:not([data-theme=\"light\"]) {");

        private final String selector;

        Theme(String selector) {
            this.selector = selector;
        }

        /** What it does not say it has from the light one. */
        Map<String, Colour> colours() {
            Map<String, Colour> colours = new LinkedHashMap<>(this == LIGHT ? Map.of() : LIGHT.colours());
            String css = read(PAGE.resolve("page.css"));
            assertThat(css)
                    .containsOnlyOnce("\n"
                            + selector.indent(selector.contains(":not") ? 2 : 0).stripTrailing() + "\n");
            int from = css.indexOf(selector);
            Matcher found = VARIABLE.matcher(css.substring(from, css.indexOf('}', from)));
            while (found.find()) {
                colours.put(found.group(1), Colour.of(found.group(2)));
            }
            return colours;
        }

        List<Colour> series() {
            Map<String, Colour> colours = colours();
            return IntStream.rangeClosed(1, 6)
                    .mapToObj(place -> colours.get("series-" + place))
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void anyTwoSeriesAreToldApartByEverybody(Theme theme) {
        List<String> alike = new ArrayList<>();
        List<Colour> series = theme.series();
        for (ColourVision vision : ColourVision.values()) {
            for (int one = 0; one < series.size(); one++) {
                for (int other = 0; other < one; other++) {
                    double apart = vision.sees(series.get(one)).difference(vision.sees(series.get(other)));
                    if (apart < APART) {
                        alike.add("%s: %d and %d, %.1f".formatted(vision, other + 1, one + 1, apart));
                    }
                }
            }
        }
        assertThat(alike).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void graphicsAndTextsStandOutFromWhatTheyStandOn(Theme theme) {
        Map<String, Colour> colours = theme.colours();
        List<String> weak = new ArrayList<>();
        for (String surface : SURFACES) {
            for (String text : List.of("text", "muted", "accent", "good", "warn", "bad")) {
                weak.addAll(weak(colours, text, surface, OF_TEXT));
            }
            weak.addAll(weak(colours, "edge", surface, OF_GRAPHICS));
            for (int place = 1; place <= 6; place++) {
                weak.addAll(weak(colours, "series-" + place, surface, OF_GRAPHICS));
            }
        }
        weak.addAll(weak(colours, "on-accent", "accent", OF_TEXT));
        weak.addAll(weak(colours, "warn", "warn-back", OF_TEXT));
        weak.addAll(weak(colours, "bad", "bad-back", OF_TEXT));
        assertThat(weak).isEmpty();
    }

    private static List<String> weak(Map<String, Colour> colours, String what, String on, double least) {
        double contrast = colours.get(what).contrast(colours.get(on));
        return contrast < least ? List.of("%s on %s: %.2f".formatted(what, on, contrast)) : List.of();
    }

    @Test
    void bothWaysToTheDarkThemeHaveTheSameColours() {
        assertThat(Theme.DARK.colours())
                .isEqualTo(Theme.DARK_AS_THE_SYSTEM.colours())
                .hasSize(20)
                .isNotEqualTo(Theme.LIGHT.colours());
    }

    /** Or the other tests would look past it. */
    @Test
    void noChartHasAColourOfItsOwn() throws IOException {
        TreeSet<String> places = new TreeSet<>();
        try (Stream<Path> scripts = Files.list(PAGE.resolve("js"))) {
            for (Path script : scripts.toList()) {
                String source = read(script);
                assertThat(source)
                        .as("%s", script)
                        .doesNotContainPattern("['\"]#[0-9a-fA-F]{3,8}['\"]|\\b(rgb|hsl)a?\\(");
                Pattern.compile("(?:series|segment)\\((\\d+)\\)")
                        .matcher(source)
                        .results()
                        .forEach(use -> places.add(use.group(1)));
            }
        }
        assertThat(places).isSubsetOf("1", "2", "3", "4", "5", "6").contains("1", "2", "3");
        String rules =
                read(PAGE.resolve("page.css")).replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("--[a-z0-9-]+:[^;]*;", "");
        assertThat(rules).doesNotContainPattern("#[0-9a-fA-F]{3,8}\\b[^{]*;");
    }

    /** Pairs 1, 4, 7, 9, 16, 17, 20, 25, 30 and 34 of the table that was published with the formula. */
    @ParameterizedTest
    @CsvSource({
        "50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425",
        "50, -1.3802, -84.2814, 50, 0, -82.7485, 1.0000",
        "50, 0, 0, 50, -1, 2, 2.3669",
        "50, 2.4900, -0.0010, 50, -2.4900, 0.0009, 7.1792",
        "50, 2.5, 0, 50, 0, -2.5, 4.3065",
        "50, 2.5, 0, 73, 25, -18, 27.1492",
        "50, 2.5, 0, 58, 24, 15, 19.4535",
        "60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644",
        "22.7233, 20.0904, -46.6940, 23.0331, 14.9730, -42.5619, 2.0373",
        "2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082"
    })
    void theDifferenceIsThatOfThePublishedPairs(
            double light, double a, double b, double otherLight, double otherA, double otherB, double apart) {
        Colour.Lab one = new Colour.Lab(light, a, b);
        Colour.Lab other = new Colour.Lab(otherLight, otherA, otherB);
        assertThat(one.difference(other)).isCloseTo(apart, within(0.00005));
        assertThat(other.difference(one)).isCloseTo(apart, within(0.00005));
    }

    /** What the charts once had: a test that lets it pass sees nothing. */
    @Test
    void orangeAndDarkYellowThatLookAlikeToSomeAreFound() {
        Colour orange = Colour.of("#d2660a");
        Colour yellow = Colour.of("#8f7a00");
        assertThat(orange.difference(yellow)).isGreaterThan(20);
        assertThat(ColourVision.PROTANOPIA.sees(orange).difference(ColourVision.PROTANOPIA.sees(yellow)))
                .isLessThan(2);
        assertThat(ColourVision.DEUTERANOPIA.sees(orange).difference(ColourVision.DEUTERANOPIA.sees(yellow)))
                .isLessThan(7);
        Colour white = Colour.of("#ffffff");
        assertThat(white.contrast(Colour.of("#000000"))).isCloseTo(21, within(1e-9));
        for (ColourVision vision : ColourVision.values()) {
            assertThat(vision.sees(white).difference(white)).as("%s", vision).isLessThan(0.01);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
