package dev.tidegate.dashboard.panel;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A panel, asked for a time and narrowed by filters. Equal questions have one answer.
 *
 * @param panel which
 * @param range what time; also set, and without a meaning, for panels that are not about a time range
 * @param filters values of the panel's filters, checked; what is not set is not in it
 */
public record Question(Panel panel, TimeRange range, Map<Filter, Object> filters) {
    /** New and returning users are shown for at least so many days, even if the range is shorter. */
    private static final long LEAST_DAYS = 14;

    private static final long MOST_DAYS = 31;
    private static final long USUAL_LIMIT = 50;
    private static final String USUAL_STEPS = "view,click?,cart?,checkout?,buy";

    /** Panels without a range ask for this one, so that all viewers ask the same. */
    public static final TimeRange NO_RANGE = new TimeRange.Last(Duration.ofHours(1));

    /** Nothing may be null. */
    public Question {
        Objects.requireNonNull(panel, "panel is null");
        Objects.requireNonNull(range, "range is null");
        filters = Map.copyOf(filters);
    }

    /** What is counted if it is asked now. */
    public Span span(Instant now) {
        Span span = range.at(now);
        return filters.get(Filter.BUCKET) instanceof Bucket bucket ? span.in(bucket) : span;
    }

    /** The buckets of which this time has so few that their bars can be told apart. */
    public List<Bucket> readableBuckets() {
        Span span = range.at(Instant.EPOCH);
        return Arrays.stream(Bucket.values())
                .filter(bucket -> span.in(bucket).bars() <= Bucket.MOST)
                .toList();
    }

    Map<String, Object> parameters(Span span) {
        Map<String, Object> parameters = new HashMap<>();
        for (Filter filter : Filter.values()) {
            parameters.put(filter.parameter(), filters.get(filter));
        }
        parameters.putIfAbsent(Filter.LIMIT.parameter(), USUAL_LIMIT);
        parameters.putIfAbsent(Filter.STEPS.parameter(), USUAL_STEPS);
        parameters.put("since", moment(span.since()));
        parameters.put("until", moment(span.until()));
        parameters.put("bucket", span.bucket().length().toSeconds() + " seconds");
        parameters.put("earlier", span.earlier().toSeconds() + " seconds");
        LocalDate lastDay = day(span.until().minusNanos(1));
        LocalDate firstDay = day(span.since());
        parameters.put("last_day", lastDay);
        parameters.put(
                "first_day", clamp(firstDay, lastDay.minusDays(MOST_DAYS - 1), lastDay.minusDays(LEAST_DAYS - 1)));
        return parameters;
    }

    private static LocalDate clamp(LocalDate day, LocalDate least, LocalDate most) {
        return day.isBefore(least) ? least : day.isAfter(most) ? most : day;
    }

    private static OffsetDateTime moment(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
