package dev.tidegate.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** Small files that land one by one on their own schedule, whether those before are loaded or not. */
final class OneByOne {

    private OneByOne() {}

    /** Writes the next file, under a name that the job does not take yet. */
    interface Writer {
        EventFiles.Aside write() throws IOException;
    }

    /**
     * Lets files land and looks until all of them can be seen.
     *
     * @param every milliseconds from one to the next, on average
     * @return milliseconds from a file that can be seen to its last row that can be
     */
    static List<Double> land(Visible visible, int files, int every, Writer next)
            throws SQLException, InterruptedException {
        SplittableRandom random = new SplittableRandom(1);
        CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> {
            try {
                long at = System.nanoTime();
                for (int i = 0; i < files; i++) {
                    at += (long) (every * 1e6 * (0.5 + random.nextDouble()));
                    EventFiles.Aside file = next.write();
                    Thread.sleep(Math.max(0, (at - System.nanoTime()) / 1_000_000));
                    visible.landed(file.lastEvent());
                    file.land();
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("Cannot let files land", e);
            }
        });
        List<Double> seen = visible.await(files);
        producer.join();
        return seen;
    }
}
