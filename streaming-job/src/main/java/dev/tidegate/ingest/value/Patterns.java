package dev.tidegate.ingest.value;

import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Patterns of {@link DateTimeFormatter}, tried in order, with the names of months and days in English.
 *
 * @param complete whether what was understood is all that is wanted
 */
record Patterns(List<DateTimeFormatter> formatters, Predicate<TemporalAccessor> complete) {

    /**
     * Patterns by their texts.
     *
     * @param lacking what is wrong with one that does not tell all that is wanted
     * @throws IllegalArgumentException if one is no pattern, or does not tell all that is wanted
     */
    static Patterns of(List<String> patterns, Predicate<TemporalAccessor> complete, String lacking) {
        Patterns made = new Patterns(patterns.stream().map(Patterns::formatter).toList(), complete);
        made.formatters.forEach(formatter -> made.require(formatter, lacking));
        return made;
    }

    private static DateTimeFormatter formatter(String pattern) {
        return new DateTimeFormatterBuilder()
                .appendPattern(pattern)
                .parseDefaulting(ChronoField.ERA, 1)
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    private void require(DateTimeFormatter formatter, String lacking) {
        ZonedDateTime time = ZonedDateTime.of(2021, 11, 23, 14, 15, 16, 0, ZoneOffset.UTC);
        try {
            if (!complete.test(formatter.parse(formatter.format(time)))) {
                throw new IllegalArgumentException(lacking);
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("it does not tell a time: " + e.getMessage(), e);
        }
    }

    /** What a text says; null if that is no existing time of any of the patterns. */
    TemporalAccessor parse(String text) {
        for (DateTimeFormatter formatter : formatters) {
            try {
                TemporalAccessor parsed = formatter.parse(text);
                if (complete.test(parsed)) {
                    return parsed;
                }
            } catch (DateTimeException e) {
                // The next one may know it.
            }
        }
        return null;
    }
}
