package dev.tidegate.dashboard.alerts;

import dev.tidegate.dashboard.alerts.Finding.Verdict;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A product has sold so many times as much today (UTC) as on a usual day. Units are counted, in all currencies.
 *
 * @param times how many times
 * @param weeks how many weeks before today say what is usual
 * @param minUnits so many units must have been sold today; below that nothing is said
 */
record ProductSurge(String name, BigDecimal times, int weeks, BigDecimal minUnits) implements Rule {
    static final String TYPE = "product_surge";

    /** Of today's products those that sold most; a shop that sells more at once raises the minimum. */
    static final int MOST = 2_000;

    /** So many are asked for at once, so that no question takes long. */
    private static final int AT_ONCE = 50;

    private static final String TODAY = Sql.named("units-today");
    private static final String EARLIER = Sql.named("units-earlier");

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public String says() {
        return "A product sells " + Words.number(times) + " times as much in a day as usual.";
    }

    /** Only those that sell too much are named; the empty one stands for all others. */
    @Override
    public Finding unnamed(String product) {
        return new Finding(
                product,
                Verdict.FINE,
                (product.isEmpty() ? "No product has sold" : "Product " + product + " has not sold")
                        + " that much today (UTC).",
                Map.of());
    }

    @Override
    public List<Finding> judge(Asking database, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        List<Map<String, Object>> sold = database.rows(
                        TODAY, Map.of("today", today, "min_units", minUnits, "limit", MOST))
                .records();
        if (sold.isEmpty()) {
            return List.of();
        }
        List<LocalDate> days = new ArrayList<>();
        for (int back = 1; back <= weeks * 7; back++) {
            days.add(today.minusDays(back));
        }
        List<Finding> surging = new ArrayList<>();
        for (int first = 0; first < sold.size(); first += AT_ONCE) {
            List<Map<String, Object>> some = sold.subList(first, Math.min(first + AT_ONCE, sold.size()));
            surging.addAll(surging(database, some, days, today.minusDays(weeks * 7L - 7)));
        }
        return surging;
    }

    private List<Finding> surging(
            Asking database, List<Map<String, Object>> sold, List<LocalDate> days, LocalDate firstWeekUntil) {
        List<String> products =
                sold.stream().map(row -> (String) row.get("product_id")).toList();
        Map<String, BigDecimal> earlier = new HashMap<>();
        database.rows(
                        EARLIER,
                        Map.of(
                                "days", Sql.array(days),
                                "products", Sql.array(products),
                                "first_week_until", firstWeekUntil))
                .records()
                .forEach(row -> earlier.put((String) row.get("product_id"), (BigDecimal) row.get("units")));
        return sold.stream()
                .filter(row -> earlier.containsKey((String) row.get("product_id")))
                .map(row -> finding(row, earlier.get((String) row.get("product_id"))))
                .filter(finding -> finding.verdict() == Verdict.ALERT)
                .toList();
    }

    private Finding finding(Map<String, Object> today, BigDecimal before) {
        String product = (String) today.get("product_id");
        BigDecimal units = (BigDecimal) today.get("units");
        BigDecimal days = BigDecimal.valueOf(weeks * 7L);
        boolean surges = units.multiply(days).compareTo(times.multiply(before)) >= 0;
        String name = today.get("product_name") instanceof String known ? " (" + known + ")" : "";
        BigDecimal usual = before.divide(days, 2, RoundingMode.HALF_UP);
        String text = "Product " + product + name + " has sold " + Words.about(units) + " units today (UTC), "
                + Words.number(times) + " times the usual " + Words.about(usual) + " a day or more (mean of " + weeks
                + " weeks).";
        return new Finding(
                product,
                surges ? Verdict.ALERT : Verdict.FINE,
                text,
                Map.of("units", units, "usual_units_a_day", usual));
    }
}
