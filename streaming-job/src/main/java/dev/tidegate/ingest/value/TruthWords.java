package dev.tidegate.ingest.value;

import dev.tidegate.ingest.stream.Type;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Words that mean true or false; case does not count. */
final class TruthWords {

    private final Set<String> yes;
    private final Set<String> no;

    TruthWords(Type.Truth type) {
        this.yes = type.yes();
        this.no = type.no();
    }

    /** 1 for true, 0 for false. */
    long number(Value value) throws BrokenRule {
        String word = value.stripped().toLowerCase(Locale.ROOT);
        if (yes.contains(word)) {
            return 1;
        }
        if (!no.contains(word)) {
            Set<String> known = new TreeSet<>(yes);
            known.addAll(no);
            throw new BrokenRule(Reason.BAD_BOOLEAN, value.column(), value.text(), Shown.oneOf(known));
        }
        return 0;
    }
}
