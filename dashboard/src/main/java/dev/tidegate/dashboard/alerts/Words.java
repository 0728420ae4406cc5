package dev.tidegate.dashboard.alerts;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as notices have them: English, UTC. */
final class Words {
    private static final int LONGEST = 500;
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Words() {}

    /** 13:05. */
    static String clock(Instant moment) {
        return CLOCK.format(moment);
    }

    /** 2026-11-01 13:05 UTC. */
    static String moment(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC).toLocalDate() + " " + clock(moment) + " UTC";
    }

    /** 13:00 to 14:00 UTC of 2026-11-01. */
    static String hour(Instant begin) {
        return clock(begin) + " to " + clock(begin.plus(Duration.ofHours(1))) + " UTC of "
                + begin.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** 1,234.50, with the digits that it has. */
    static String number(BigDecimal value) {
        DecimalFormat format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setMinimumFractionDigits(Math.max(0, value.scale()));
        format.setMaximumFractionDigits(Math.max(0, value.scale()));
        return format.format(value);
    }

    /** The same with one digit behind the point at most. */
    static String about(BigDecimal value) {
        BigDecimal rounded = value.setScale(1, RoundingMode.HALF_UP).stripTrailingZeros();
        return number(rounded.scale() < 0 ? rounded.setScale(0) : rounded);
    }

    /** 1,234.50 EUR. */
    static String money(BigDecimal value, String currency) {
        return currency.isEmpty() ? number(value) : number(value) + " " + currency;
    }

    /** 6.25 %. */
    static String percent(BigDecimal share) {
        BigDecimal rounded =
                share.movePointRight(2).setScale(2, RoundingMode.HALF_UP).stripTrailingZeros();
        return number(rounded.scale() < 0 ? rounded.setScale(0) : rounded) + " %";
    }

    /** 90 s, 10 min, 3 h, 2 days: exact. */
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 60 != 0) {
            return seconds + " s";
        }
        if (seconds % 3_600 != 0) {
            return seconds / 60 + " min";
        }
        return seconds % 86_400 == 0 && seconds > 86_400 ? seconds / 86_400 + " days" : seconds / 3_600 + " h";
    }

    /**
     * Text on one line, of at most 500 characters, in which nothing is hidden and nothing turns the direction of writing:
     * names of products come from files.
     */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().limit(LONGEST).map(Words::visible).forEach(plain::appendCodePoint);
        return plain.toString();
    }

    private static int visible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> ' ';
            default -> character;
        };
    }
}
