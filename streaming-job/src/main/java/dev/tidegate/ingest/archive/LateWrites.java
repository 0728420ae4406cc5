package dev.tidegate.ingest.archive;

import dev.tidegate.ingest.merge.LedgerFile;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Remembers which archived files to look at again, for an hour after their move: a producer that paused for longer than the
 * settle time has the file still open, and what it writes on lands in the archive.
 */
final class LateWrites {

    static final Duration WATCHED_FOR = Duration.ofHours(1);

    /** Beyond so many a file is looked at early, and no more. */
    static final int WATCHED_AT_MOST = 20_000;

    /** From a few seconds after the move on, each time twice as long after it, up to the hour. */
    private static final List<Duration> LOOKS = Stream.iterate(Duration.ofSeconds(3), look -> look.multipliedBy(2))
            .takeWhile(look -> look.compareTo(WATCHED_FOR) < 0)
            .toList();

    private final LongSupplier nanoTime;
    private final List<Deque<Watched>> watched = new ArrayList<>();

    LateWrites(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        LOOKS.forEach(look -> watched.add(new ArrayDeque<>()));
    }

    private record Watched(LedgerFile file, long movedAt) {}

    /** Begins to watch files that were just moved. */
    void watch(Collection<LedgerFile> files) {
        files.forEach(file -> watched.get(0).add(new Watched(file, nanoTime.getAsLong())));
    }

    /** The files to look at now. */
    List<LedgerFile> due() {
        List<LedgerFile> due = new ArrayList<>();
        for (int look = 0; look < LOOKS.size(); look++) {
            Deque<Watched> waiting = watched.get(look);
            while (!waiting.isEmpty() && isDue(waiting, LOOKS.get(look))) {
                Watched next = waiting.remove();
                due.add(next.file);
                if (look + 1 < LOOKS.size()) {
                    watched.get(look + 1).add(next);
                }
            }
        }
        return due;
    }

    private boolean isDue(Deque<Watched> waiting, Duration look) {
        return waiting.size() > WATCHED_AT_MOST || nanoTime.getAsLong() - waiting.element().movedAt >= look.toNanos();
    }
}
