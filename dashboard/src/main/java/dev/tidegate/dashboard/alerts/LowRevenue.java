package dev.tidegate.dashboard.alerts;

import dev.tidegate.dashboard.alerts.Finding.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The revenue of the last whole hour is below a share of the mean of the same hour of some weeks before. Each currency is
 * judged by itself.
 *
 * @param below the share, above 0 and below 1
 * @param weeks how many weeks before
 * @param currency the only one that is judged, empty for events without one; null for each
 * @param minOrders so many orders the hour usually has; below that nothing is said
 * @param patience how long after its end an hour is judged, for files that come late
 */
record LowRevenue(String name, BigDecimal below, int weeks, String currency, BigDecimal minOrders, Duration patience)
        implements Rule {
    static final String TYPE = "low_revenue";

    private static final Duration WEEK = Duration.ofDays(7);
    private static final String QUESTION = Sql.named("low-revenue");

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public String says() {
        return "Revenue of an hour" + (currency == null ? ", in each currency, " : " " + unit(currency)) + "is below "
                + Words.percent(below) + " of the mean of that hour in the last " + weeks + " weeks.";
    }

    @Override
    public List<Finding> judge(Asking database, Instant now) {
        Instant until = now.minus(patience).truncatedTo(ChronoUnit.HOURS);
        Instant hour = until.minus(1, ChronoUnit.HOURS);
        List<Instant> hours = new ArrayList<>(List.of(hour));
        for (int back = 1; back <= weeks; back++) {
            hours.add(hour.minus(WEEK.multipliedBy(back)));
        }
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("hour", Sql.moment(hour));
        parameters.put("hours", Sql.array(hours));
        parameters.put("until", Sql.moment(until));
        parameters.put("now", Sql.moment(now));
        parameters.put("currency", currency);
        return database.rows(QUESTION, parameters).records().stream()
                .map(row -> finding(row, hour))
                .toList();
    }

    private Finding finding(Map<String, Object> row, Instant hour) {
        String paidIn = (String) row.get("currency");
        BigDecimal revenue = (BigDecimal) row.get("revenue");
        BigDecimal before = (BigDecimal) row.get("earlier_revenue");
        BigDecimal usualOrders = (BigDecimal) row.get("earlier_orders");
        long known = (Long) row.get("weeks_known");
        if (known < weeks) {
            return Finding.unknown(
                    paidIn,
                    "Of that hour in the last " + weeks + " weeks " + known
                            + " have events: nothing is said before all have.");
        }
        if (!(Boolean) row.get("is_whole")) {
            return Finding.unknown(
                    paidIn, "No event is newer than " + Words.hour(hour) + ": some of that hour may still come.");
        }
        if (usualOrders.compareTo(minOrders.multiply(BigDecimal.valueOf(weeks))) < 0) {
            return Finding.unknown(
                    paidIn,
                    "A quiet hour: usually it has fewer than " + Words.number(minOrders) + " orders" + in(paidIn)
                            + ".");
        }
        BigDecimal usual = (BigDecimal) row.get("usual_revenue");
        boolean low = revenue.multiply(BigDecimal.valueOf(weeks)).compareTo(before.multiply(below)) < 0;
        String text = "Revenue of " + Words.hour(hour) + " is " + Words.money(revenue, paidIn) + ", "
                + (low ? "below " : "not below ") + Words.percent(below) + " of the usual "
                + Words.money(usual, paidIn) + " (mean of " + weeks + " weeks).";
        return new Finding(
                paidIn, low ? Verdict.ALERT : Verdict.FINE, text, Map.of("revenue", revenue, "usual", usual));
    }

    private static String in(String currency) {
        return currency.isEmpty() ? "" : " in " + currency;
    }

    private static String unit(String currency) {
        return currency.isEmpty() ? "without a currency " : "in " + currency + " ";
    }
}
