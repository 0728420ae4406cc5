package dev.tidegate.generator.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CatalogTest {

    @Test
    void hasTwentyFiveProductsFiveInEachOfFiveCategories() {
        Catalog catalog = Catalog.of(25);

        assertThat(catalog.products())
                .extracting(Product::id)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 25).mapToObj(Long::toString).toList());
        assertThat(catalog.products()).extracting(Product::name).doesNotHaveDuplicates();
        assertThat(catalog.products().stream().collect(Collectors.groupingBy(Product::category, Collectors.counting())))
                .hasSize(5)
                .allSatisfy((category, products) -> assertThat(products).isEqualTo(5));
    }

    @Test
    void skusAreTextsWithZerosInFront() {
        assertThat(Catalog.of(30).withSkus().products())
                .extracting(Product::id)
                .doesNotHaveDuplicates()
                .startsWith("EL-0001", "HO-0002", "BO-0003", "CL-0004", "SP-0005")
                .endsWith("SP-0030");
    }

    @Test
    void aPriceHasTheDigitsOfItsCurrency() {
        Product earbuds = Catalog.of(1).products().get(0);
        assertThat(earbuds.in(null).price()).isEqualTo("79.90");
        assertThat(earbuds.in("EUR").price()).isEqualTo("79.90");
        assertThat(earbuds.in("JPY").price()).isEqualTo("7990");
        assertThat(earbuds.in("KWD").price()).isEqualTo("7.990");
    }

    @Test
    void pricesHaveTwoDecimals() {
        assertThat(Catalog.of(60).products()).allSatisfy(product -> {
            assertThat(product.price().scale()).isEqualTo(2);
            assertThat(product.price()).isPositive();
        });
    }

    @Test
    void aLargerCatalogHasFurtherSeriesOfTheSameThings() {
        Catalog catalog = Catalog.of(60);

        assertThat(catalog.products()).hasSize(60).extracting(Product::name).doesNotHaveDuplicates();
        assertThat(catalog.products().get(25).name()).isEqualTo("Wireless Earbuds, Noise Cancelling, Series 2");
        assertThat(catalog.products().get(25).price()).isEqualByComparingTo("80.90");
    }
}
