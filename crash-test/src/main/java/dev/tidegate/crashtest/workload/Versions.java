package dev.tidegate.crashtest.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes rows: new ones, and newer, older, equal and tied versions of those it made before. */
final class Versions<R extends Row> {

    private static final int REMEMBERED = 4000;

    private final Times times;
    private final Maker<R> maker;
    private final List<R> remembered = new ArrayList<>();
    private int next;

    /** What the rows are. */
    interface Maker<R> {
        /** A row that there has not been yet. */
        R fresh(Instant time, Random random);

        /** Another version of a row. */
        R changed(R known, Instant time, Random random);
    }

    Versions(Times times, Maker<R> maker) {
        this.times = times;
        this.maker = maker;
    }

    R any(Random random) {
        int dice = random.nextInt(100);
        if (dice < 60 || remembered.isEmpty()) {
            return remember(fresh(random));
        }
        R known = remembered.get(random.nextInt(remembered.size()));
        if (dice < 78) {
            return remember(maker.changed(known, known.time().plus(upTo(random, times.change())), random));
        } else if (dice < 86) {
            return maker.changed(known, known.time().minus(upTo(random, times.change())), random);
        } else if (dice < 94) {
            return known;
        }
        // The same time with another content: the later file and line win.
        return remember(maker.changed(known, known.time(), random));
    }

    /** One that no other file knows. */
    R fresh(Random random) {
        return maker.fresh(times.first().plus(upTo(random, times.span())), random);
    }

    private R remember(R row) {
        if (remembered.size() < REMEMBERED) {
            remembered.add(row);
        } else {
            remembered.set(next++ % REMEMBERED, row);
        }
        return row;
    }

    private static Duration upTo(Random random, Duration longest) {
        long micros = longest.toNanos() / 1000;
        return Duration.ofNanos(1000 * (1 + Math.floorMod(random.nextLong(), micros)));
    }
}
