package dev.tidegate.crashtest.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was found to differ from the truth. Threads may share it. */
public final class Findings {

    private static final int DESCRIBED_AT_MOST = 40;

    /** What kind of broken promise a finding is. */
    enum Kind {
        /** Something delivered is not there. */
        LOST,
        /** Something is there more often than it was delivered. */
        DOUBLED,
        /** Something is there, but not as it has to be. */
        WRONG
    }

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final List<String> descriptions = new ArrayList<>();

    synchronized void add(Kind kind, String description) {
        counts.merge(kind, 1L, Long::sum);
        if (descriptions.size() < DESCRIBED_AT_MOST) {
            descriptions.add(kind + ": " + description);
        }
    }

    void lost(String description) {
        add(Kind.LOST, description);
    }

    void doubled(String description) {
        add(Kind.DOUBLED, description);
    }

    void wrong(String description) {
        add(Kind.WRONG, description);
    }

    public synchronized boolean isEmpty() {
        return counts.isEmpty();
    }

    /** The first of them, a sentence each. */
    public synchronized List<String> descriptions() {
        return List.copyOf(descriptions);
    }

    /** The line with the result. */
    public synchronized String summary() {
        return "lost=%d doubled=%d wrong=%d"
                .formatted(
                        counts.getOrDefault(Kind.LOST, 0L),
                        counts.getOrDefault(Kind.DOUBLED, 0L),
                        counts.getOrDefault(Kind.WRONG, 0L));
    }
}
