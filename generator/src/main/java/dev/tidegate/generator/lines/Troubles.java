package dev.tidegate.generator.lines;

import java.util.Map;
import java.util.Random;

/**
 * How often something goes wrong: for each kind of line its share of all lines, from 0 to 1. The rest are good lines.
 *
 * @param shares of the kinds but {@link Kind#GOOD}, together at most 1; a kind left out never happens
 */
public record Troubles(Map<Kind, Double> shares) {

    /** Nothing goes wrong. */
    public static final Troubles NONE = new Troubles(Map.of());

    /** Copies the shares. */
    public Troubles {
        shares = Map.copyOf(shares);
    }

    Kind draw(Random random) {
        double point = random.nextDouble();
        // In the order of the enum: that of a map is another in each process, and would change the lines of a seed.
        for (Kind kind : Kind.values()) {
            point -= shares.getOrDefault(kind, 0.0);
            if (point < 0) {
                return kind;
            }
        }
        return Kind.GOOD;
    }
}
