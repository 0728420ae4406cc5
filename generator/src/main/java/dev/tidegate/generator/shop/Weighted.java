package dev.tidegate.generator.shop;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Draws from a list whose first items are the likeliest: the n-th has the weight 1/n^skew, after Zipf. */
final class Weighted<T> {

    private final List<T> items;
    /** Sum of the weights up to and including each item. */
    private final double[] upTo;

    Weighted(List<T> likeliestFirst, double skew) {
        items = List.copyOf(likeliestFirst);
        upTo = new double[items.size()];
        double sum = 0;
        for (int i = 0; i < upTo.length; i++) {
            // StrictMath: Math.pow may differ in the last bit from machine to machine.
            sum += 1 / StrictMath.pow(i + 1.0, skew);
            upTo[i] = sum;
        }
    }

    T draw(Random random) {
        double point = random.nextDouble() * upTo[upTo.length - 1];
        int found = Arrays.binarySearch(upTo, point);
        int index = found < 0 ? -found - 1 : found + 1;
        return items.get(Math.min(index, items.size() - 1));
    }
}
