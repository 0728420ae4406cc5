package dev.tidegate.dashboard.alerts;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Single values of a rule file; each says what was expected where it cannot be understood. */
final class Values {
    private static final Pattern DURATION =
            Pattern.compile("([0-9]{1,6}) ?(s|seconds?|m|min|minutes?|h|hours?|d|days?)", Pattern.CASE_INSENSITIVE);
    private static final Pattern SHARE = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,6})?)( ?%)?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,6})?");
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");
    private static final Pattern CURRENCY = Pattern.compile("([A-Z]{3})?");
    private static final Pattern STREAM = Pattern.compile("[a-z][a-z0-9_]{0,31}");

    private Values() {}

    static Duration duration(String text, Duration least, Duration most) {
        Matcher matcher = DURATION.matcher(text);
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            Duration duration =
                    switch (matcher.group(2).toLowerCase(Locale.ROOT).charAt(0)) {
                        case 's' -> Duration.ofSeconds(count);
                        case 'm' -> Duration.ofMinutes(count);
                        case 'h' -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    };
            if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                return duration;
            }
        }
        throw new IllegalArgumentException("found '%s', expected %s to %s, such as 10m or '10 minutes'"
                .formatted(text, Words.duration(least), Words.duration(most)));
    }

    /** Above 0 and below 1. */
    static BigDecimal share(String text) {
        Matcher matcher = SHARE.matcher(text);
        if (matcher.matches()) {
            BigDecimal share = new BigDecimal(matcher.group(1)).movePointLeft(matcher.group(2) == null ? 0 : 2);
            if (share.signum() > 0 && share.compareTo(BigDecimal.ONE) < 0) {
                return share;
            }
        }
        throw new IllegalArgumentException(
                "found '%s', expected a share above 0 and below 1, such as 0.05 or 5%%".formatted(text));
    }

    static BigDecimal number(String text, long least) {
        if (!NUMBER.matcher(text).matches() || new BigDecimal(text).compareTo(BigDecimal.valueOf(least)) < 0) {
            throw new IllegalArgumentException("found '%s', expected a number from %d".formatted(text, least));
        }
        return new BigDecimal(text);
    }

    static long whole(String text, long least, long most) {
        long value = WHOLE.matcher(text).matches() ? Long.parseLong(text) : -1;
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "found '%s', expected a whole number from %d to %d".formatted(text, least, most));
        }
        return value;
    }

    static String currency(String text) {
        if (!CURRENCY.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "found '%s', expected a code of ISO 4217 such as EUR, or '' for events without one"
                            .formatted(text));
        }
        return text;
    }

    static String stream(String text) {
        if (!STREAM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "found '%s', expected the name of a stream, such as events".formatted(text));
        }
        return text;
    }
}
