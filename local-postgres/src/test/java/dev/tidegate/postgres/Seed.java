package dev.tidegate.postgres;

import java.util.Random;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What is random in a test: the seed is printed, and {@code -Dtidegate.fuzz.seed} gives it again. */
final class Seed implements BeforeEachCallback {
    private final long seed = Long.getLong("tidegate.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);

    Random random() {
        return random;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        System.out.printf(
                "%s: -Dtidegate.fuzz.seed=%d%n", context.getRequiredTestClass().getSimpleName(), seed);
    }
}
