package dev.tidegate.ingest.value;

import java.util.Collection;
import java.util.List;

/** Lists in messages. */
final class Shown {

    private static final int AT_MOST = 10;

    private Shown() {}

    /** Such as {@code a, b or c}. */
    static String oneOf(Collection<String> texts) {
        List<String> all = List.copyOf(texts);
        if (all.size() > AT_MOST) {
            return String.join(", ", all.subList(0, AT_MOST)) + " or one of " + (all.size() - AT_MOST) + " more";
        }
        int last = all.size() - 1;
        return last < 1 ? String.join("", all) : String.join(", ", all.subList(0, last)) + " or " + all.get(last);
    }
}
