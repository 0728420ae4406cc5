package dev.tidegate.demo;

import java.util.Optional;

/**
 * The result of a run.
 *
 * @param run what this run loaded
 * @param ledger all that was ever loaded into the database
 * @param left files that still wait in the landing folder
 * @param trouble what went wrong, in words; empty where nothing did
 */
record Outcome(Totals run, Totals ledger, long left, Optional<String> trouble) {
    int exitCode() {
        return trouble.isPresent() || left > 0 ? 1 : 0;
    }

    /** The last line is for programs: the totals of the whole ledger. */
    void print(Screen screen) {
        trouble.ifPresent(screen::say);
        if (left > 0) {
            screen.say(left + " files still wait in data/input; the next run loads them");
        }
        screen.say("this run: " + run);
        screen.say("summary: " + ledger);
    }
}
