package dev.tidegate.dashboard.alerts;

import dev.tidegate.dashboard.alerts.Finding.Verdict;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Of the records loaded lately more than a share were rejected. Each stream is judged by itself.
 *
 * @param above the share, above 0 and below 1
 * @param within how lately
 * @param minRecords so many records must have been loaded; below that nothing is said
 * @param stream the only one that is judged; null for each
 */
record ManyRejects(String name, BigDecimal above, Duration within, long minRecords, String stream) implements Rule {
    static final String TYPE = "many_rejects";

    private static final String QUESTION = Sql.named("many-rejects");

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public String says() {
        return "More than " + Words.percent(above) + " of the records of "
                + (stream == null ? "a stream" : "stream " + stream) + " loaded in the last "
                + Words.duration(within) + " were rejected.";
    }

    @Override
    public List<Finding> judge(Asking database, Instant now) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("now", Sql.moment(now));
        parameters.put("since", Sql.moment(now.minus(within)));
        parameters.put("stream", stream);
        return database.rows(QUESTION, parameters).records().stream()
                .map(this::finding)
                .toList();
    }

    private Finding finding(Map<String, Object> row) {
        String name = (String) row.get("stream");
        long records = (Long) row.get("records_read");
        long rejected = (Long) row.get("rejected");
        if (records < minRecords || records == 0) {
            return Finding.unknown(
                    name,
                    "Fewer than " + Words.number(BigDecimal.valueOf(Math.max(1, minRecords)))
                            + " records of stream " + name + " were loaded in the last " + Words.duration(within)
                            + ".");
        }
        BigDecimal share = BigDecimal.valueOf(rejected).divide(BigDecimal.valueOf(records), MathContext.DECIMAL32);
        boolean many = BigDecimal.valueOf(rejected).compareTo(above.multiply(BigDecimal.valueOf(records))) > 0;
        String text = "Of " + Words.number(BigDecimal.valueOf(records)) + " records of stream " + name
                + " loaded in the last " + Words.duration(within) + ", "
                + Words.number(BigDecimal.valueOf(rejected)) + " were rejected: " + Words.percent(share) + ", "
                + (many ? "more" : "not more") + " than " + Words.percent(above) + ".";
        return new Finding(
                name,
                many ? Verdict.ALERT : Verdict.FINE,
                text,
                Map.of("records", BigDecimal.valueOf(records), "rejected", BigDecimal.valueOf(rejected)));
    }
}
