package dev.tidegate.ingest.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Large micro-batches are taken for new until events come again, and then only after a while without one. */
class NewEventsTest {

    private static final Counts ALL_NEW = new Counts(10, 5, 0, 0, 0, 2, 2, 1);

    private final NewEvents newEvents = new NewEvents();

    @Test
    void areExpectedAtFirstAndWhileAllAre() {
        assertThat(newEvents.areExpected()).isTrue();
        newEvents.saw(ALL_NEW);
        assertThat(newEvents.areExpected()).isTrue();
    }

    @Test
    void areExpectedAgainAfterEightMicroBatchesWithoutAKnownOne() {
        for (Counts known : new Counts[] {
            new Counts(1, 0, 1, 0, 0, 0, 0, 0), new Counts(1, 0, 0, 1, 0, 0, 0, 0), new Counts(1, 0, 0, 0, 1, 0, 0, 0)
        }) {
            newEvents.saw(known);
            IntStream.range(0, 7).forEach(i -> newEvents.saw(ALL_NEW));
            assertThat(newEvents.areExpected()).as("after 7").isFalse();
            newEvents.saw(ALL_NEW);
            assertThat(newEvents.areExpected()).as("after 8").isTrue();
        }
    }
}
