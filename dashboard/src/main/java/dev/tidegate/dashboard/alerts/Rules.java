package dev.tidegate.dashboard.alerts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a rule file says.
 *
 * @param rules in their order; their names differ
 * @param every how often they are looked at
 * @param webhook where notices go; null where only the page shows alerts
 */
public record Rules(List<Rule> rules, Duration every, Target webhook) {
    /**
     * Where notices go.
     *
     * @param addressFile its first line is the address: who knows it may send there, so it is a secret
     * @param form what the receiver understands
     * @param mostAnHour so many notices within any 60 minutes, at most
     */
    record Target(Path addressFile, Form form, int mostAnHour) {}

    /** Nothing can be changed. */
    public Rules {
        rules = List.copyOf(rules);
    }
}
