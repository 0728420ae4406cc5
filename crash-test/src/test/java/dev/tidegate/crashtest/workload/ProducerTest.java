package dev.tidegate.crashtest.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProducerTest {

    private static final int FILES = 30;

    @TempDir
    Path root;

    @Test
    void theSameSeedDeliversTheSameFilesInTheSameOrder() throws IOException {
        assertThat(journal("one", 7)).isEqualTo(journal("other", 7)).hasLineCount(lines("one"));
        assertThat(journal("third", 8)).isNotEqualTo(journal("one-more", 7));
    }

    @Test
    void filesAreDeliveredAgainAndReplaced() throws IOException {
        Deliveries deliveries = deliver("one", 7);
        assertThat(deliveries.all()).hasSizeGreaterThan(FILES);
        assertThat(deliveries.all().stream().map(Delivery::name).distinct().count())
                .isLessThan(deliveries.all().size());
        assertThat(deliveries.all()).anyMatch(delivery -> !deliveries.stoodStill(delivery));
    }

    @Test
    void whatIsWrittenDownIsWhatWasDelivered() throws IOException {
        Deliveries deliveries = deliver("one", 7);
        for (Delivery delivery : deliveries.all()) {
            Path landed = root.resolve("one/input").resolve(delivery.name());
            Path written = root.resolve("one/truth").resolve(delivery.version().sha256());
            assertThat(Files.size(written)).isEqualTo(delivery.version().size());
            if (deliveries.stoodStill(delivery)) {
                assertThat(landed).hasSameBinaryContentAs(written);
                assertThat(Files.getLastModifiedTime(landed).toMillis()).isEqualTo(delivery.modifiedMillis());
            }
        }
    }

    private int lines(String name) throws IOException {
        return Files.readAllLines(root.resolve(name).resolve("truth/deliveries.csv"))
                .size();
    }

    private String journal(String name, long seed) throws IOException {
        deliver(name, seed);
        return Files.readString(root.resolve(name).resolve("truth/deliveries.csv"));
    }

    private Deliveries deliver(String name, long seed) throws IOException {
        Path input = Files.createDirectories(root.resolve(name).resolve("input"));
        Path truth = Files.createDirectories(root.resolve(name).resolve("truth"));
        Deliveries deliveries = new Deliveries(input, truth);
        new Producer(deliveries).deliver(1, FILES, new Random(seed));
        return deliveries;
    }
}
