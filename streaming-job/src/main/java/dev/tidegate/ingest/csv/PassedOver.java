package dev.tidegate.ingest.csv;

import java.util.ArrayList;
import java.util.List;

/** Lines of a file that are no records, though they are not blank: those above the header, and comments. */
final class PassedOver {
    /** So many bytes of a line are shown. */
    static final int SHOWN = 80;

    static final int KEPT = 5;

    private final List<String> first = new ArrayList<>();
    private long count;
    private long firstLine;

    void add(String text, long line) {
        if (!text.isBlank() && first.size() < KEPT) {
            first.add(text.strip());
        }
        count++;
        firstLine = count == 1 ? line : firstLine;
    }

    long count() {
        return count;
    }

    /** The line of the first of them; 0 where there is none. */
    long firstLine() {
        return firstLine;
    }

    /** The begins of the first of them, without those that are blank. */
    List<String> first() {
        return List.copyOf(first);
    }
}
