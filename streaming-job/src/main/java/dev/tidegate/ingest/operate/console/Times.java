package dev.tidegate.ingest.operate.console;

import dev.tidegate.ingest.options.DurationConverter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times as people read and write them here: in UTC, or as how long ago. */
public final class Times {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Times() {}

    /** To the second, in UTC; a dash where there is none. */
    public static String text(Instant time) {
        return time == null ? "-" : SECONDS.format(time);
    }

    /** About how long, in one or two units. */
    public static String text(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 1) {
            return Math.max(0, duration.toMillis()) + " ms";
        }
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 2 * 3600) {
            return seconds / 60 + " min";
        }
        return seconds < 2 * 86_400 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
    }

    /** Reads a point in time: a date, a date and time, or a duration such as {@code 2h}, which counts back from now. */
    public static final class Since implements ITypeConverter<Instant> {

        @Override
        public Instant convert(String value) {
            String text = value.strip();
            if (text.matches("[0-9]{1,9} ?[A-Za-z]+")) {
                return Instant.now().minus(new DurationConverter().convert(text));
            }
            try {
                if (text.length() <= 10) {
                    return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
                }
                String iso = text.replace(' ', 'T');
                return iso.matches(".*(Z|[+-][0-9]{2}:[0-9]{2})")
                        ? OffsetDateTime.parse(iso).toInstant()
                        : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException e) {
                throw new TypeConversionException(
                        "'%s' is not a time such as 2026-11-01, '2026-11-01 12:00' (UTC), 2026-11-01T12:00:00+01:00, or a"
                                        .formatted(value)
                                + " duration back from now such as 90m, 2h or 7d");
            }
        }
    }
}
