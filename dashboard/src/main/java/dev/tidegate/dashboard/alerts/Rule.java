package dev.tidegate.dashboard.alerts;

import java.time.Instant;
import java.util.List;

/** What people want to hear of. */
sealed interface Rule permits LowRevenue, NoEvents, ManyRejects, ProductSurge {
    /** Its name in the file, in notices and metrics. */
    String name();

    /** Its kind, as the file has it. */
    String type();

    /** What it looks for, in one sentence. */
    String says();

    /**
     * Judges what is the case now.
     *
     * @return of each subject that it can name; of others {@link #unnamed} says what that means
     */
    List<Finding> judge(Asking database, Instant now);

    /** What it means for a subject that has an open alert, if the rule does not name it any more; for the empty one, if it names none. */
    default Finding unnamed(String subject) {
        return Finding.unknown(subject, "There is nothing to judge by.");
    }
}
