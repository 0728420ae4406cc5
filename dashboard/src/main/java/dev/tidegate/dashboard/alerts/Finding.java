package dev.tidegate.dashboard.alerts;

import java.math.BigDecimal;
import java.util.Map;

/**
 * What a rule says of one subject.
 *
 * @param subject what it is about: a currency, a stream, a product; empty where there is only one
 * @param verdict what is the case
 * @param text the same for people, in one sentence or two
 * @param values the numbers that it was judged by, exact
 */
record Finding(String subject, Verdict verdict, String text, Map<String, BigDecimal> values) {
    enum Verdict {
        /** There is cause for an alert. */
        ALERT,
        /** All is well. */
        FINE,
        /** Nobody can say: nothing begins, and nothing ends. */
        UNKNOWN
    }

    Finding {
        text = Words.plain(text);
    }

    static Finding unknown(String subject, String why) {
        return new Finding(subject, Verdict.UNKNOWN, why, Map.of());
    }
}
