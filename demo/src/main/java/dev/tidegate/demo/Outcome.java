package dev.tidegate.demo;

import java.util.List;
import java.util.Optional;

/**
 * The result of a run.
 *
 * @param run the events that this run loaded
 * @param ledger all events that were ever loaded into the database
 * @param left files that still wait in the landing folder
 * @param declared what became of other streams
 * @param trouble what went wrong, in words; empty where nothing did
 */
record Outcome(Totals run, Totals ledger, long left, List<StreamOutcome> declared, Optional<String> trouble) {
    int exitCode() {
        return trouble.isPresent() || left > 0 || declared.stream().anyMatch(stream -> stream.left() > 0) ? 1 : 0;
    }

    /** The last line is for programs: the totals of all events of the ledger. */
    void print(Screen screen) {
        trouble.ifPresent(screen::say);
        if (left > 0) {
            screen.say(left + " files still wait in data/input; the next run loads them");
        }
        for (StreamOutcome stream : declared) {
            if (stream.left() > 0) {
                screen.say(stream.left() + " files of the stream " + stream.stream()
                        + " still wait; the next run with this stream loads them");
            }
            screen.say("this run, stream " + stream.stream() + ": " + stream.run());
            screen.say("summary, stream " + stream.stream() + ": " + stream.ledger());
        }
        screen.say("this run: " + run);
        screen.say("summary: " + ledger);
    }
}
