package dev.tidegate.dashboard.alerts;

import dev.tidegate.dashboard.alerts.Finding.Verdict;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * There has been no event for some time, by the time of the events.
 *
 * @param length how long
 * @param weeks how many weeks say what is usual
 * @param minEvents so many events the hours of the silence usually have; below that nothing is said
 */
record NoEvents(String name, Duration length, int weeks, BigDecimal minEvents) implements Rule {
    static final String TYPE = "no_events";

    private static final Duration WEEK = Duration.ofDays(7);
    private static final String QUESTION = Sql.named("no-events");

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public String says() {
        return "No event for " + Words.duration(length) + ".";
    }

    @Override
    public List<Finding> judge(Asking database, Instant now) {
        Instant since = now.minus(length);
        Instant first = since.truncatedTo(ChronoUnit.HOURS);
        Instant last = now.truncatedTo(ChronoUnit.HOURS);
        List<Instant> hours = new ArrayList<>();
        for (int back = 1; back <= weeks; back++) {
            hours.add(first.minus(WEEK.multipliedBy(back)));
            hours.add(last.minus(WEEK.multipliedBy(back)));
        }
        Instant oldest = now.minus(WEEK.multipliedBy(weeks));
        Map<String, Object> row = database.rows(
                        QUESTION,
                        Map.of(
                                "now", Sql.moment(now),
                                "looked_since", Sql.moment(since.minus(1, ChronoUnit.HOURS)),
                                "first", Sql.moment(first),
                                "last", Sql.moment(last),
                                "hours", Sql.array(hours),
                                "weeks", weeks,
                                "oldest", Sql.moment(oldest)))
                .records()
                .get(0);
        return List.of(finding(row, since));
    }

    private Finding finding(Map<String, Object> row, Instant since) {
        Instant newest = row.get("newest") instanceof String text ? Instant.parse(text) : null;
        // The minute may have had its event at its end.
        boolean silent = newest == null || !newest.plus(1, ChronoUnit.MINUTES).isAfter(since);
        if (!silent) {
            return new Finding("", Verdict.FINE, "The newest event is of " + Words.clock(newest) + " UTC.", Map.of());
        }
        BigDecimal usual = (BigDecimal) row.get("usual_events");
        if (minEvents.signum() > 0 && !(Boolean) row.get("has_history")) {
            return Finding.unknown("", "There are no events of " + weeks + " weeks ago: nothing is said before.");
        }
        if (usual.compareTo(minEvents) < 0) {
            return Finding.unknown(
                    "", "A quiet time: an hour usually has fewer than " + Words.number(minEvents) + " events.");
        }
        String text = "No event for " + Words.duration(length)
                + (newest == null
                        ? ", and none in the hour before."
                        : ": the newest one is of " + Words.clock(newest) + " UTC.")
                + (minEvents.signum() > 0
                        ? " Usually an hour at this time has " + Words.about(usual) + " events or more."
                        : "");
        return new Finding(
                "", Verdict.ALERT, text, Map.of("usual_events_an_hour", usual.setScale(1, RoundingMode.HALF_UP)));
    }
}
