package dev.tidegate.ingest.operate.verify;

import dev.tidegate.ingest.log.Printable;
import dev.tidegate.ingest.operate.console.Counted;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What verify found: its checks in order, and the gaps. */
final class Findings {

    /** A wrong database would make every file of years a gap. */
    private static final int KEPT_OF_EACH = 1000;

    private final Map<String, Check> checks = new LinkedHashMap<>();
    private final List<Gap> gaps = new ArrayList<>();

    /**
     * A check and how it went.
     *
     * @param examined how many things it looked at; null where that is not counted
     */
    record Check(String check, String says, Long examined, long gaps) {}

    /** As it is printed. */
    record Report(boolean ok, List<Check> checks, List<Gap> gaps, List<String> putBack) {}

    /** Begins a check. */
    void begin(String check, String says) {
        checks.put(check, new Check(check, says, null, 0));
    }

    void examined(String check, long count) {
        Check before = checks.get(check);
        checks.put(check, new Check(check, before.says, count, before.gaps));
    }

    void gap(String check, String subject, String detail) {
        Check before = checks.get(check);
        checks.put(check, new Check(check, before.says, before.examined, before.gaps + 1));
        if (before.gaps < KEPT_OF_EACH) {
            gaps.add(new Gap(check, subject, detail));
        }
    }

    boolean hasGaps(String check) {
        return checks.get(check).gaps > 0;
    }

    boolean ok() {
        return checks.values().stream().allMatch(check -> check.gaps == 0);
    }

    Report report(List<String> putBack) {
        return new Report(ok(), List.copyOf(checks.values()), gaps, putBack);
    }

    void print(PrintWriter out, int limit) {
        for (Check check : checks.values()) {
            out.printf(
                    "%-4s %-11s %s%s%n",
                    check.gaps == 0 ? "ok" : "GAP",
                    check.check,
                    check.examined == null ? "" : "%,d ".formatted(check.examined),
                    check.says);
        }
        checks.keySet().forEach(check -> printGaps(out, check, limit));
    }

    private void printGaps(PrintWriter out, String check, int limit) {
        long all = checks.get(check).gaps;
        if (all == 0) {
            return;
        }
        out.printf("%n%s: %s%n", check, Counted.of(all, "gap"));
        gaps.stream()
                .filter(gap -> gap.check().equals(check))
                .limit(limit)
                .forEach(gap -> out.printf("  %s: %s%n", Printable.of(gap.subject()), Printable.of(gap.detail())));
        if (all > limit) {
            out.printf("  .. and %,d more; --json lists %,d%n", all - limit, Math.min(all, KEPT_OF_EACH));
        }
    }
}
