package dev.tidegate.crashtest.workload;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * Delivers to one stream as badly as producers do: out of order, again under the old name or another one, over a file that
 * is still there, dated years ago or years ahead, broken. What it delivers depends on nothing but the random numbers.
 */
public final class Producer {

    private static final long BEGIN = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
    private static final long YEAR = Duration.ofDays(365).toMillis();
    private static final List<Shape> ODD =
            List.of(Shape.EMPTY, Shape.HEADER_ONLY, Shape.WITHOUT_COLUMN, Shape.BROKEN_OFF);

    private final FileMaker maker;
    private final Deliveries deliveries;
    private int names;

    /** @param records what the files hold */
    public Producer(Deliveries deliveries, Records records) {
        this.deliveries = deliveries;
        this.maker = new FileMaker(records);
    }

    /** Delivers a file of any shape under a new name, and now and then an old one again. */
    void deliver(int round, Random random) throws IOException {
        deliver(round, anyShape(random), random);
        int dice = random.nextInt(100);
        if (dice < 12) {
            again(round, random);
        } else if (dice < 24) {
            replace(round, random);
        }
    }

    /** Delivers a file of this shape under a new name. */
    public void deliver(int round, Shape shape, Random random) throws IOException {
        MadeFile file = maker.make(shape, random);
        String name = "%s-%04d%s"
                .formatted(
                        random.nextInt(10) == 0 ? "café" : "shop",
                        ++names,
                        file.version().ending());
        deliveries.deliver(round, file, name, anyTime(random));
    }

    private void again(int round, Random random) throws IOException {
        Delivery old = anyOld(random);
        switch (random.nextInt(3)) {
            case 0 -> deliveries.deliver(round, old.version(), old.name(), old.modifiedMillis());
            case 1 -> deliveries.deliver(round, old.version(), old.name(), anyTime(random));
            default ->
                deliveries.deliver(
                        round,
                        old.version(),
                        "again-%04d%s".formatted(++names, old.version().ending()),
                        anyTime(random));
        }
    }

    /** Another content under an old name, while the file may still be there. */
    private void replace(int round, Random random) throws IOException {
        Delivery old = anyOld(random);
        MadeFile file = maker.make(old.version().packed() ? Shape.PACKED : Shape.SMALL, random);
        deliveries.deliver(round, file, old.name(), anyTime(random));
    }

    /** Mostly one of the last ones, which may still lie in the input folder. */
    private Delivery anyOld(Random random) {
        List<Delivery> all = deliveries.all();
        int back = random.nextInt(4) == 0 ? random.nextInt(all.size()) : random.nextInt(Math.min(4, all.size()));
        Delivery old = all.get(all.size() - 1 - back);
        return old.version().size() > 1 << 20 ? all.get(0) : old;
    }

    private static Shape anyShape(Random random) {
        int dice = random.nextInt(100);
        if (dice < 70) {
            return Shape.SMALL;
        }
        return dice < 85 ? Shape.PACKED : dice < 92 ? Shape.LONG : ODD.get(random.nextInt(ODD.size()));
    }

    private long anyTime(Random random) {
        long inOrder = BEGIN + deliveries.all().size() * 1000L;
        return switch (random.nextInt(10)) {
            case 0 -> inOrder - random.nextInt(60_000);
            case 1 -> inOrder - 20 * YEAR;
            case 2 -> inOrder + 50 * YEAR;
            default -> inOrder;
        };
    }
}
