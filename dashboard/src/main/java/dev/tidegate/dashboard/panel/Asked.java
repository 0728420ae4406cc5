package dev.tidegate.dashboard.panel;

import dev.tidegate.dashboard.turns.Turns;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A question that waits for the database, or is being answered: one for all who wait for its answer. */
final class Asked {
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final long since = System.nanoTime();
    private final Set<String> lines = new HashSet<>();
    private boolean taken;

    /**
     * Waits in the line of this client, too: the client that asked first may have a long line.
     *
     * @param task asks the database; it may be run several times, see {@link #take}
     * @return false where it waits in no line, since all are full
     */
    synchronized boolean joins(String client, Turns turns, Runnable task) {
        if (!taken && !lines.contains(client) && turns.offer(client, task)) {
            lines.add(client);
        }
        return taken || !lines.isEmpty();
    }

    /** True for the first only: it asks the database. */
    synchronized boolean take() {
        boolean first = !taken;
        taken = true;
        return first;
    }

    boolean isOlderThan(Duration age) {
        return System.nanoTime() - since > age.toNanos();
    }

    /** What everybody who asked waits for. It is completed once, by the one that took the question. */
    CompletableFuture<Answer> answer() {
        return answer;
    }
}
