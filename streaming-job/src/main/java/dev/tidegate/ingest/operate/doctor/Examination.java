package dev.tidegate.ingest.operate.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What doctor found, in order. */
final class Examination {

    private final List<Finding> findings = new ArrayList<>();

    /** How bad it is. */
    enum Level {
        OK,
        /** It was not looked at. */
        SKIPPED,
        WARNING,
        WRONG
    }

    /**
     * One thing that was looked at.
     *
     * @param hint what to do; null where all is well
     */
    record Finding(String about, Level level, String says, String hint) {}

    void ok(String about, String says) {
        findings.add(new Finding(about, Level.OK, says, null));
    }

    /**
     * Was not looked at.
     *
     * @param why and what is needed for it
     */
    void skip(String about, String why) {
        findings.add(new Finding(about, Level.SKIPPED, why, null));
    }

    /** Slows or endangers the intake, and does not stop it. */
    void warn(String about, String says, String hint) {
        findings.add(new Finding(about, Level.WARNING, says, hint));
    }

    void wrong(String about, String says, String hint) {
        findings.add(new Finding(about, Level.WRONG, says, hint));
    }

    List<Finding> findings() {
        return findings;
    }

    boolean isWell() {
        return findings.stream().noneMatch(finding -> finding.level == Level.WRONG);
    }

    static String mark(Level level) {
        return switch (level) {
            case OK -> "ok";
            case SKIPPED -> "-";
            case WARNING, WRONG -> level.name().toLowerCase(Locale.ROOT);
        };
    }
}
