package dev.tidegate.generator.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.generator.lines.Kind;
import dev.tidegate.generator.lines.Lines;
import dev.tidegate.generator.lines.Troubles;
import dev.tidegate.generator.shop.Catalog;
import dev.tidegate.generator.shop.DayRhythm;
import dev.tidegate.generator.shop.Event;
import dev.tidegate.generator.shop.Events;
import dev.tidegate.generator.shop.Shop;
import dev.tidegate.generator.shop.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LandingFolderTest {

    private static final Instant TIME = Instant.parse("2026-03-01T00:00:00.007Z");
    private static final String FIRST = "events-20260301T000000007Z-000001.csv";

    @TempDir
    private Path folder;

    @Test
    void aFileInTheMakingIsSeenOnlyUnderItsTemporaryName() throws IOException {
        List<List<String>> seen = new ArrayList<>();

        landing().write(lines(() -> seen.add(names())), 3);

        assertThat(seen).hasSize(3).allSatisfy(names -> assertThat(names).containsExactly(FIRST + ".tmp"));
        assertThat(names()).containsExactly(FIRST);
    }

    @Test
    void aFileHasAHeaderItsLinesAndALineFeedBehindEach() throws IOException {
        WrittenFile written = landing().write(lines(() -> {}), 3);

        String text = Files.readString(folder.resolve(FIRST));
        assertThat(text)
                .startsWith("event_id,user_id,product_id,product_name,category,event_type,quantity,price,timestamp\n")
                .endsWith("Z\n")
                .doesNotContain("\r");
        assertThat(text.lines()).hasSize(4);
        assertThat(written.name()).isEqualTo(FIRST);
        assertThat(written.lines()).containsOnlyKeys(Kind.GOOD).containsValue(3);
    }

    @Test
    void aFileThatFailsLeavesNothing() throws IOException {
        LandingFolder landing = landing();
        Lines failing = lines(() -> {
            throw new IllegalStateException("no more");
        });

        assertThatThrownBy(() -> landing.write(failing, 3)).hasMessage("no more");
        assertThat(names()).isEmpty();
    }

    @Test
    void filesOfOneMomentHaveNamesOfTheirOwn() throws IOException {
        LandingFolder landing = landing();

        landing.write(lines(() -> {}), 1);
        landing.write(lines(() -> {}), 1);

        assertThat(names()).containsExactly(FIRST, "events-20260301T000000007Z-000002.csv");
    }

    @Test
    void aRestartInTheSameMomentOverwritesNothing() throws IOException {
        landing().write(lines(() -> {}), 1);
        String before = Files.readString(folder.resolve(FIRST));

        landing().write(lines(() -> {}), 2);

        assertThat(Files.readString(folder.resolve(FIRST))).isEqualTo(before);
        assertThat(names()).containsExactly(FIRST, "events-20260301T000000007Z-000002.csv");
    }

    @Test
    void aNameThatAnotherIsWritingIsLeftToIt() throws IOException {
        Files.writeString(folder.resolve(FIRST + ".tmp"), "another's");

        landing().write(lines(() -> {}), 1);

        assertThat(names()).containsExactly(FIRST + ".tmp", "events-20260301T000000007Z-000002.csv");
        assertThat(folder.resolve(FIRST + ".tmp")).hasContent("another's");
    }

    @Test
    void theCatalogIsWrittenWholeInThePlaceOfTheOldOne() throws IOException {
        Path catalog = folder.resolve("catalog/products.csv");
        CatalogFile.write(Catalog.of(2), catalog);
        CatalogFile.write(Catalog.of(3), catalog);

        assertThat(catalog).hasContent("""
                        product_id,product_name,category,price
                        1,"Wireless Earbuds, Noise Cancelling",Electronics,79.90
                        2,"Espresso Pot ""Crema"", 6 Cups",Home & Kitchen,27.95
                        3,\"""The Tide Tables"", a Novel",Books,21.00
                        """);
        assertThat(catalog.getParent()).isDirectoryNotContaining("glob:**.tmp");
    }

    private LandingFolder landing() throws IOException {
        return new LandingFolder(folder, Truth.untold());
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines of a shop in which it is always the same time; {@code look} is taken before each event. */
    private static Lines lines(Runnable look) {
        Shop shop = new Shop("test", Catalog.of(25), 10, new Traffic(TIME, 1000, DayRhythm.EVEN), new Random(1));
        Events events = new Events() {
            @Override
            public Event next() {
                look.run();
                return shop.next();
            }

            @Override
            public Instant now() {
                return TIME;
            }
        };
        return new Lines(events, Troubles.NONE, new Random(2));
    }
}
