package dev.tidegate.ingest.value;

import static dev.tidegate.ingest.value.Reason.BAD_TIMESTAMP;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;

/** Times by a pattern of {@link java.time.format.DateTimeFormatter}. A date alone is its midnight. */
final class PatternTimes implements TimeForm {

    private final String pattern;
    private final Patterns patterns;
    private final ZoneId zone;

    /**
     * @param zone of times that do not say theirs
     * @throws IllegalArgumentException if it is no pattern, or none of a date
     */
    PatternTimes(String pattern, ZoneId zone) {
        this.pattern = pattern;
        this.patterns = Patterns.of(
                List.of(pattern),
                parsed -> parsed.query(TemporalQueries.localDate()) != null,
                "it has no day, month and year");
        this.zone = zone;
    }

    @Override
    public long micros(Value value) throws BrokenRule {
        TemporalAccessor parsed = patterns.parse(value.stripped());
        if (parsed == null) {
            throw new BrokenRule(BAD_TIMESTAMP, value.column(), value.text(), "an existing time as " + pattern);
        }
        LocalDate date = parsed.query(TemporalQueries.localDate());
        LocalTime time = parsed.query(TemporalQueries.localTime());
        LocalDateTime local = date.atTime(time == null ? LocalTime.MIDNIGHT : time);
        ZoneId own = parsed.query(TemporalQueries.zone());
        long seconds = local.toEpochSecond(ZoneOffset.UTC);
        int offset = Timestamps.offset((own == null ? zone : own).getRules(), seconds, value);
        return Timestamps.micros(seconds - offset, local.get(ChronoField.MICRO_OF_SECOND), value);
    }
}
