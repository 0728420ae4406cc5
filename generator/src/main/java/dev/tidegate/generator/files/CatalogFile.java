package dev.tidegate.generator.files;

import dev.tidegate.generator.lines.CsvFormat;
import dev.tidegate.generator.shop.Catalog;
import dev.tidegate.generator.shop.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The catalog as a CSV file. */
public final class CatalogFile {

    private static final String HEADER = "product_id,product_name,category,price";

    private CatalogFile() {}

    /**
     * Writes the catalog, in the place of what stood there.
     *
     * @throws IOException if it cannot be written; then nothing has changed
     */
    public static void write(Catalog catalog, Path target) throws IOException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        // A name of its own: two generators that start together must not meet in one temporary file.
        Path temporary = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        CsvFormat csv = new CsvFormat();
        try (PendingFile file = new PendingFile(temporary, target)) {
            file.write(HEADER);
            for (Product product : catalog.products()) {
                file.write(csv.line(
                        product.id(),
                        product.name(),
                        product.category(),
                        product.price().toPlainString()));
            }
            file.publish();
        }
    }
}
