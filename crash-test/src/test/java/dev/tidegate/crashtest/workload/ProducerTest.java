package dev.tidegate.crashtest.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.crashtest.running.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProducerTest {

    private static final int FILES = 30;

    @TempDir
    Path root;

    @Test
    void theSameSeedDeliversTheSameFilesInTheSameOrder() throws IOException {
        assertThat(journal("one", new EventRecords(Times.OF_DAYS), 7))
                .isEqualTo(journal("other", new EventRecords(Times.OF_DAYS), 7))
                .hasLineCount(lines("one"));
        assertThat(journal("third", new EventRecords(Times.OF_DAYS), 8))
                .isNotEqualTo(journal("one-more", new EventRecords(Times.OF_DAYS), 7));
        assertThat(journal("orders", new OrderRecords(Times.OF_DAYS), 7))
                .isEqualTo(journal("again", new OrderRecords(Times.OF_DAYS), 7));
    }

    @Test
    void eachStreamGetsAFileOfThree() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            Deliveries events = deliveries("events" + seed);
            Deliveries orders = deliveries("orders" + seed);
            Producers producers = new Producers(List.of(
                    new Producer(events, new EventRecords(Times.OF_DAYS)),
                    new Producer(orders, new OrderRecords(Times.OF_DAYS))));
            producers.deliver(1, 2, new Random(seed));
            assertThat(events.all()).isNotEmpty();
            assertThat(orders.all()).isNotEmpty();
        }
    }

    @Test
    void recordsTakeRowsAwayAndBringThemBack() throws IOException {
        Map<Object, List<OrderLine>> versions = deliver("orders", new OrderRecords(Times.OF_DAYS), 7).all().stream()
                .flatMap(delivery -> delivery.version().outcomes().stream())
                .filter(Outcome.Accepted.class::isInstance)
                .map(outcome -> (OrderLine) ((Outcome.Accepted) outcome).row())
                .collect(Collectors.groupingBy(OrderLine::key));
        assertThat(versions.values())
                .anyMatch(lines -> lines.stream().anyMatch(OrderLine::deleted)
                        && lines.stream().anyMatch(line -> !line.deleted()));
    }

    @Test
    void filesAreDeliveredAgainAndReplaced() throws IOException {
        Deliveries deliveries = deliver("one", new EventRecords(Times.OF_DAYS), 7);
        assertThat(deliveries.all()).hasSizeGreaterThan(FILES);
        assertThat(deliveries.all().stream().map(Delivery::name).distinct().count())
                .isLessThan(deliveries.all().size());
        assertThat(deliveries.all()).anyMatch(delivery -> !deliveries.stoodStill(delivery));
    }

    @Test
    void whatIsWrittenDownIsWhatWasDelivered() throws IOException {
        Deliveries deliveries = deliver("one", new EventRecords(Times.OF_DAYS), 7);
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

    private String journal(String name, Records records, long seed) throws IOException {
        deliver(name, records, seed);
        return Files.readString(root.resolve(name).resolve("truth/deliveries.csv"));
    }

    private Deliveries deliver(String name, Records records, long seed) throws IOException {
        Deliveries deliveries = deliveries(name);
        new Producers(List.of(new Producer(deliveries, records))).deliver(1, FILES, new Random(seed));
        return deliveries;
    }

    private Deliveries deliveries(String name) throws IOException {
        Path input = Files.createDirectories(root.resolve(name).resolve("input"));
        Path truth = Files.createDirectories(root.resolve(name).resolve("truth"));
        return new Deliveries(new Disk(), input, truth);
    }
}
