package dev.tidegate.generator.shop;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Which products people look at: few are popular, and one look leads to another in the same category. */
final class Interest {

    private static final double SKEW = 0.7;
    private static final double STAYS_IN_CATEGORY = 0.75;

    private final Weighted<Product> all;
    private final Map<String, Weighted<Product>> byCategory;

    Interest(Catalog catalog, Random random) {
        List<Product> mostPopularFirst = new ArrayList<>(catalog.products());
        Collections.shuffle(mostPopularFirst, random);
        all = new Weighted<>(mostPopularFirst, SKEW);
        byCategory = mostPopularFirst.stream()
                .collect(groupingBy(
                        Product::category, collectingAndThen(toList(), products -> new Weighted<>(products, SKEW))));
    }

    Product first(Random random) {
        return all.draw(random);
    }

    Product after(Product seen, Random random) {
        boolean stays = random.nextDouble() < STAYS_IN_CATEGORY;
        Product next = (stays ? byCategory.get(seen.category()) : all).draw(random);
        return next.equals(seen) ? all.draw(random) : next;
    }
}
