package dev.tidegate.ingest.operate.verify;

import dev.tidegate.ingest.log.Printable;
import dev.tidegate.ingest.operate.console.Counted;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What verify found of a stream: its checks in order, and the gaps. */
final class Findings {

    /** A wrong database would make every file of years a gap. */
    private static final int KEPT_OF_EACH = 1000;

    private final Map<String, Check> checks = new LinkedHashMap<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final String stream;
    private List<String> putBack = List.of();

    Findings(String stream) {
        this.stream = stream;
    }

    /**
     * A check and how it went.
     *
     * @param examined how many things it looked at; null where that is not counted
     * @param skipped why it could not be made, or what of it could not; null where all of it was
     */
    record Check(String stream, String check, String says, Long examined, long gaps, String skipped) {

        boolean isMade() {
            return skipped == null || examined != null;
        }
    }

    /** As it is printed; {@code putBack} has paths below the input folders. */
    record Report(boolean ok, List<Check> checks, List<Gap> gaps, List<String> putBack) {

        static Report of(List<Findings> streams) {
            return new Report(
                    streams.stream().allMatch(Findings::ok),
                    streams.stream().flatMap(of -> of.checks.values().stream()).toList(),
                    streams.stream().flatMap(of -> of.gaps.stream()).toList(),
                    streams.stream().flatMap(of -> of.putBack.stream()).toList());
        }
    }

    String stream() {
        return stream;
    }

    List<Gap> gaps() {
        return List.copyOf(gaps);
    }

    /** Begins a check. */
    void begin(String check, String says) {
        checks.put(check, new Check(stream, check, says, null, 0, null));
    }

    /** A check that cannot be made. */
    void skip(String check, String why) {
        checks.put(check, new Check(stream, check, checks.get(check).says, null, 0, why));
    }

    void examined(String check, long count) {
        Check before = checks.get(check);
        checks.put(check, new Check(stream, check, before.says, count, before.gaps, null));
    }

    /**
     * A check of which a part could not be made.
     *
     * @param without which part
     */
    void examined(String check, long count, String without) {
        Check before = checks.get(check);
        checks.put(check, new Check(stream, check, before.says, count, before.gaps, without));
    }

    void gap(String check, String subject, String detail) {
        Check before = checks.get(check);
        checks.put(check, new Check(stream, check, before.says, before.examined, before.gaps + 1, before.skipped));
        if (before.gaps < KEPT_OF_EACH) {
            gaps.add(new Gap(stream, check, subject, detail));
        }
    }

    /** Names of the files that are in the input folder again. */
    void putBack(List<String> names) {
        putBack = List.copyOf(names);
    }

    boolean hasGaps(String check) {
        return checks.get(check).gaps > 0;
    }

    boolean ok() {
        return checks.values().stream().allMatch(check -> check.gaps == 0);
    }

    void print(PrintWriter out, int limit) {
        for (Check check : checks.values()) {
            out.printf(
                    "%-4s %-11s %s%s%n",
                    check.gaps > 0 ? "GAP" : check.isMade() ? "ok" : "-",
                    check.check,
                    check.examined == null ? "" : "%,d ".formatted(check.examined),
                    said(check));
        }
        checks.keySet().forEach(check -> printGaps(out, check, limit));
        putBack.forEach(name -> out.printf("Put back into the input folder: %s%n", Printable.of(name)));
    }

    private static String said(Check check) {
        if (check.skipped == null) {
            return check.says;
        }
        return check.isMade() ? check.says + "; " + check.skipped : "not checked: " + check.skipped;
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
