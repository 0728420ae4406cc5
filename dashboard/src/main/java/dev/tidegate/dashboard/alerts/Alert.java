package dev.tidegate.dashboard.alerts;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

/**
 * An alert that is open, or was.
 *
 * @param subject of the finding
 * @param text of the newest finding
 * @param values of the newest finding
 * @param since when it began
 * @param judgedAt when the rule last had something to say of it
 * @param until when it was over; null while it is open
 */
record Alert(
        String rule,
        String type,
        String subject,
        String text,
        Map<String, BigDecimal> values,
        Instant since,
        Instant judgedAt,
        Instant until) {
    boolean isOf(String otherRule, String otherSubject) {
        return rule.equals(otherRule) && subject.equals(otherSubject);
    }

    Alert now(Finding finding, Instant at) {
        return new Alert(rule, type, subject, finding.text(), finding.values(), since, at, null);
    }

    Alert over(String why, Map<String, BigDecimal> lastValues, Instant at) {
        return new Alert(rule, type, subject, why, lastValues, since, judgedAt, at);
    }
}
