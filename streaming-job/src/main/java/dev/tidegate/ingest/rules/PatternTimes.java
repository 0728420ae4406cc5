package dev.tidegate.ingest.rules;

import static dev.tidegate.ingest.rules.Reason.BAD_TIMESTAMP;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;

/** Times by a pattern of {@link DateTimeFormatter}, with the names of months and days in English. A date alone is its midnight. */
final class PatternTimes implements TimeForm {

    private final String pattern;
    private final DateTimeFormatter formatter;
    private final ZoneId zone;

    /**
     * @param zone of times that do not say theirs
     * @throws IllegalArgumentException if it is no pattern, or none of a date
     */
    PatternTimes(String pattern, ZoneId zone) {
        this.pattern = pattern;
        this.formatter = new DateTimeFormatterBuilder()
                .appendPattern(pattern)
                .parseDefaulting(ChronoField.ERA, 1)
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
        this.zone = zone;
        requireDate();
    }

    private void requireDate() {
        ZonedDateTime time = ZonedDateTime.of(2021, 11, 23, 14, 15, 16, 0, ZoneOffset.UTC);
        try {
            if (formatter.parse(formatter.format(time)).query(TemporalQueries.localDate()) == null) {
                throw new IllegalArgumentException("it has no day, month and year");
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("it does not tell a time: " + e.getMessage(), e);
        }
    }

    @Override
    public long micros(Value value) throws BrokenRule {
        TemporalAccessor parsed = parse(value);
        LocalDate date = parsed.query(TemporalQueries.localDate());
        LocalTime time = parsed.query(TemporalQueries.localTime());
        LocalDateTime local = date.atTime(time == null ? LocalTime.MIDNIGHT : time);
        ZoneId own = parsed.query(TemporalQueries.zone());
        long seconds = local.toEpochSecond(ZoneOffset.UTC);
        int offset = Timestamps.offset((own == null ? zone : own).getRules(), seconds, value);
        return Timestamps.micros(seconds - offset, local.get(ChronoField.MICRO_OF_SECOND), value);
    }

    private TemporalAccessor parse(Value value) throws BrokenRule {
        try {
            TemporalAccessor parsed = formatter.parse(value.stripped());
            if (parsed.query(TemporalQueries.localDate()) != null) {
                return parsed;
            }
        } catch (DateTimeException e) {
            // Told below.
        }
        throw new BrokenRule(BAD_TIMESTAMP, value.column(), value.text(), "an existing time as " + pattern);
    }
}
