package dev.tidegate.ingest.options;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations such as {@code 10 seconds}, {@code 500ms} or {@code 30d}. */
public final class DurationConverter implements ITypeConverter<Duration> {

    private static final Pattern FORM = Pattern.compile(
            "([0-9]{1,9}) ?(ms|milliseconds?|s|seconds?|m|min|minutes?|h|hours?|d|days?)", Pattern.CASE_INSENSITIVE);

    private static final Duration LONGEST = Duration.ofDays(36_525);

    @Override
    public Duration convert(String value) {
        if (value.strip().equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = FORM.matcher(value.strip());
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'%s' is not a duration such as '10 seconds', 500ms, 2s, 1m, 1h, 30d or 0".formatted(value));
        }
        Duration duration = duration(matcher);
        if (duration.compareTo(LONGEST) > 0) {
            throw new TypeConversionException(
                    "'%s' is more than a hundred years, expected a duration such as 500ms or 1h".formatted(value));
        }
        return duration;
    }

    private static Duration duration(Matcher matcher) {
        long count = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2).toLowerCase(Locale.ROOT);
        if (unit.startsWith("ms") || unit.startsWith("milli")) {
            return Duration.ofMillis(count);
        }
        return switch (unit.charAt(0)) {
            case 's' -> Duration.ofSeconds(count);
            case 'm' -> Duration.ofMinutes(count);
            case 'h' -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
