package dev.tidegate.crashtest.workload;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/** The producers of all streams: who of them delivers is drawn, file by file. */
public final class Producers {

    private final List<Producer> all;

    /** @param all at least one */
    public Producers(List<Producer> all) {
        this.all = List.copyOf(all);
    }

    /**
     * Lets this number of files land under new names, and now and then an old one again. Each stream gets one, if there are
     * enough.
     */
    public void deliver(int round, int files, Random random) throws IOException {
        int first = random.nextInt(all.size());
        for (int i = 0; i < files; i++) {
            Producer next = i < all.size() ? all.get((first + i) % all.size()) : any(random);
            next.deliver(round, random);
        }
    }

    /** Lets a file of this shape land under a new name. */
    public void deliver(int round, Shape shape, Random random) throws IOException {
        any(random).deliver(round, shape, random);
    }

    private Producer any(Random random) {
        return all.get(random.nextInt(all.size()));
    }
}
