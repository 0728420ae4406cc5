package dev.tidegate.generator.shop;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The products of the shop, numbered from 1 where nothing else is said.
 *
 * @param products at least one, in the order of their ids
 */
public record Catalog(List<Product> products) {

    private static final String ELECTRONICS = "Electronics";
    private static final String HOME = "Home & Kitchen";
    private static final String BOOKS = "Books";
    private static final String CLOTHING = "Clothing";
    private static final String SPORTS = "Sports";

    /** Commas, quotes and letters beyond ASCII are there on purpose: real catalogs have them, and CSV must carry them. */
    private static final List<Product> SHELF = List.of(
            product(1, "Wireless Earbuds, Noise Cancelling", ELECTRONICS, "79.90"),
            product(2, "Espresso Pot \"Crema\", 6 Cups", HOME, "27.95"),
            product(3, "\"The Tide Tables\", a Novel", BOOKS, "21.00"),
            product(4, "Wool Socks, 3 Pairs", CLOTHING, "17.90"),
            product(5, "Yoga Mat, 6 mm", SPORTS, "29.90"),
            product(6, "Monitor 27\", 4K", ELECTRONICS, "329.00"),
            product(7, "Cast-Iron Skillet 26 cm", HOME, "39.90"),
            product(8, "Kochbuch für Anfänger", BOOKS, "24.90"),
            product(9, "Rain Jacket", CLOTHING, "89.00"),
            product(10, "Bicycle Helmet", SPORTS, "54.95"),
            product(11, "USB-C Charger 65 W", ELECTRONICS, "34.90"),
            product(12, "Chef's Knife 20 cm", HOME, "44.00"),
            product(13, "Señales del Mar", BOOKS, "17.50"),
            product(14, "T-Shirt \"Wave 🌊\"", CLOTHING, "19.90"),
            product(15, "Kettlebell 12 kg", SPORTS, "42.50"),
            product(16, "E-Reader 6\"", ELECTRONICS, "119.00"),
            product(17, "Café au Lait Bowl", HOME, "12.90"),
            product(18, "Bread, Salt & Time", BOOKS, "29.00"),
            product(19, "Jeans, Straight Fit", CLOTHING, "59.90"),
            product(20, "Football, Size 5", SPORTS, "24.99"),
            product(21, "Mechanical Keyboard, 87 Keys", ELECTRONICS, "94.50"),
            product(22, "Linen Tea Towels, Set of 4", HOME, "18.50"),
            product(23, "東京 Street Atlas", BOOKS, "32.00"),
            product(24, "Merino Scarf \"Ålesund\"", CLOTHING, "45.00"),
            product(25, "Jump Rope", SPORTS, "8.50"));

    /** Takes the first {@code count} products; beyond the shelf's 25, further series of the same things. */
    public static Catalog of(int count) {
        return new Catalog(IntStream.range(0, count).mapToObj(Catalog::numbered).toList());
    }

    /** The same with ids that are texts, and not numbers: two letters of the category, and zeros in front. */
    public Catalog withSkus() {
        return new Catalog(products.stream()
                .map(product -> new Product(sku(product), product.name(), product.category(), product.price()))
                .toList());
    }

    private static String sku(Product product) {
        String kind = product.category().substring(0, 2).toUpperCase(Locale.ROOT);
        return "%s-%04d".formatted(kind, Long.parseLong(product.id()));
    }

    private static Product numbered(int index) {
        Product model = SHELF.get(index % SHELF.size());
        int series = index / SHELF.size();
        return series == 0
                ? model
                : new Product(
                        Integer.toString(index + 1),
                        model.name() + ", Series " + (series + 1),
                        model.category(),
                        model.price().add(BigDecimal.valueOf(series)));
    }

    private static Product product(int id, String name, String category, String price) {
        return new Product(Integer.toString(id), name, category, new BigDecimal(price));
    }
}
