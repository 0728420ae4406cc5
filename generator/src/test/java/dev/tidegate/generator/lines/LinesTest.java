package dev.tidegate.generator.lines;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.generator.FormatRules;
import dev.tidegate.generator.shop.Catalog;
import dev.tidegate.generator.shop.DayRhythm;
import dev.tidegate.generator.shop.Shop;
import dev.tidegate.generator.shop.Traffic;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinesTest {

    private static final int MANY = 50_000;
    private static final Instant OPENING = Instant.parse("2026-03-01T00:00:00Z");

    @Test
    void withoutTroubleAllLinesAreGoodEvents() {
        assertThat(lines(Map.of()))
                .allMatch(line -> line.kind() == Kind.GOOD)
                .allMatch(line -> FormatRules.isEvent(line.text()));
    }

    @Test
    void eachTroubleHasItsShare() {
        Map<Kind, Long> counts = lines(Map.of(
                        Kind.REDELIVERED, 0.05,
                        Kind.CORRECTED, 0.04,
                        Kind.OUT_OF_ORDER, 0.03,
                        Kind.MALFORMED, 0.02,
                        Kind.UNKNOWN_TYPE, 0.01))
                .stream()
                .collect(groupingBy(Line::kind, counting()));

        assertThat((double) counts.get(Kind.REDELIVERED) / MANY).isCloseTo(0.05, within(0.005));
        assertThat((double) counts.get(Kind.CORRECTED) / MANY).isCloseTo(0.04, within(0.005));
        assertThat((double) counts.get(Kind.OUT_OF_ORDER) / MANY).isCloseTo(0.03, within(0.005));
        assertThat((double) counts.get(Kind.MALFORMED) / MANY).isCloseTo(0.02, within(0.005));
        assertThat((double) counts.get(Kind.UNKNOWN_TYPE) / MANY).isCloseTo(0.01, within(0.005));
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"OUT_OF_ORDER", "MALFORMED", "UNKNOWN_TYPE"})
    void allLinesCanBeOfAKindThatNeedsNoEarlierEvent(Kind kind) {
        assertThat(lines(Map.of(kind, 1.0))).allMatch(line -> line.kind() == kind);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"REDELIVERED", "CORRECTED"})
    void theFirstLineIsGoodWhereAnEarlierEventIsNeeded(Kind kind) {
        List<Line> lines = lines(Map.of(kind, 1.0));

        assertThat(lines.get(0).kind()).isEqualTo(Kind.GOOD);
        assertThat(lines.subList(1, lines.size())).allMatch(line -> line.kind() == kind);
    }

    @Test
    void aRedeliveredLineIsTheNewestVersionOfAnEarlierEventLetterByLetter() {
        Map<UUID, String> newest = new HashMap<>();
        for (Line line : lines(Map.of(Kind.REDELIVERED, 0.2, Kind.CORRECTED, 0.2))) {
            if (line.kind() == Kind.REDELIVERED) {
                assertThat(line.text()).isEqualTo(newest.get(line.eventId()));
            } else {
                newest.put(line.eventId(), line.text());
            }
        }
    }

    @Test
    void aCorrectionHasTheEarlierIdAnotherPriceAndANewerTimestamp() {
        Map<UUID, Line> newest = new HashMap<>();
        for (Line line : lines(Map.of(Kind.CORRECTED, 0.3))) {
            Line earlier = newest.put(line.eventId(), line);
            if (line.kind() == Kind.CORRECTED) {
                assertThat(line.timestamp()).isAfter(earlier.timestamp());
                assertThat(line.text()).matches(FormatRules::isEvent);
                assertThat(withoutPriceAndTime(line)).isEqualTo(withoutPriceAndTime(earlier));
                assertThat(price(line)).isNotEqualTo(price(earlier));
            } else {
                assertThat(earlier).isNull();
            }
        }
    }

    @Test
    void anOutOfOrderLineIsOlderThanTheOneBeforeAndByHalvesNewOrAnOlderVersion() {
        Map<UUID, Line> newest = new HashMap<>();
        Instant latest = OPENING;
        int late = 0;
        int older = 0;
        for (Line line : lines(Map.of(Kind.OUT_OF_ORDER, 0.3))) {
            if (line.kind() == Kind.GOOD) {
                latest = line.timestamp();
                newest.put(line.eventId(), line);
            } else {
                assertThat(line.text()).matches(FormatRules::isEvent);
                Line newer = newest.get(line.eventId());
                if (newer == null) {
                    late++;
                    assertThat(line.timestamp()).isBetween(latest.minusSeconds(3600), latest.minusSeconds(1));
                } else {
                    older++;
                    assertThat(line.timestamp())
                            .isBetween(
                                    newer.timestamp().minusSeconds(3600),
                                    newer.timestamp().minusSeconds(1));
                    assertThat(price(line)).isNotEqualTo(price(newer));
                }
            }
        }
        assertThat(late).isCloseTo(older, within(MANY / 50));
    }

    @Test
    void anUnknownTypeIsAWordInAnOtherwiseGoodEventThatComesOnce() {
        Set<UUID> seen = new HashSet<>();
        assertThat(lines(Map.of(Kind.UNKNOWN_TYPE, 0.3))).allMatch(line -> seen.add(line.eventId()));
        assertThat(lines(Map.of(Kind.UNKNOWN_TYPE, 1.0))).allMatch(line -> FormatRules.isOfUnknownType(line.text()));
    }

    @Test
    void aMalformedLineIsOneLineThatNoReaderCanTakeForAnEvent() {
        List<Line> broken = lines(Map.of(Kind.MALFORMED, 1.0));

        assertThat(broken)
                .noneMatch(line -> FormatRules.isEvent(line.text()) || FormatRules.isOfUnknownType(line.text()));
        assertThat(broken)
                .noneMatch(line -> line.text().isBlank() || line.text().contains("\n"));
    }

    @Test
    void anUnclosedQuoteNeverClosesWellFormedOnALaterLine() {
        List<String> texts =
                lines(Map.of(Kind.MALFORMED, 0.5)).stream().map(Line::text).toList();
        for (int i = 0; i + 1 < texts.size(); i++) {
            boolean quoteOpen =
                    texts.get(i).chars().filter(letter -> letter == '"').count() % 2 == 1;
            if (quoteOpen) {
                String joined = String.join("\n", texts.subList(i, Math.min(i + 20, texts.size())));
                assertThat(prefixesThatAreRecords(joined)).isEmpty();
            }
        }
    }

    /** Of the text's first lines, two or more, those that together would read as one record. */
    private static List<String> prefixesThatAreRecords(String joined) {
        return Stream.iterate(
                        joined.indexOf('\n', joined.indexOf('\n') + 1),
                        end -> end > 0,
                        end -> joined.indexOf('\n', end + 1))
                .map(end -> joined.substring(0, end))
                .filter(prefix -> FormatRules.fields(prefix).isPresent())
                .toList();
    }

    private static List<String> withoutPriceAndTime(Line line) {
        return FormatRules.fields(line.text()).orElseThrow().subList(0, 7);
    }

    private static String price(Line line) {
        return FormatRules.fields(line.text()).orElseThrow().get(7);
    }

    private static List<Line> lines(Map<Kind, Double> shares) {
        Traffic traffic = new Traffic(OPENING, 129_600, DayRhythm.SHOPPERS);
        Shop shop = new Shop("test", Catalog.of(25), 1000, traffic, new Random(42));
        Lines lines = new Lines(shop, new Troubles(shares), new Random(43));
        return Stream.generate(lines::next).limit(MANY).toList();
    }
}
