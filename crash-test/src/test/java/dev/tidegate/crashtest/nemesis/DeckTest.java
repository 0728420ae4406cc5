package dev.tidegate.crashtest.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.fault.FaultPoint;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeckTest {

    @Test
    void theSameSeedDrawsTheSameFaults() {
        assertThat(drawn(7, 100)).isEqualTo(drawn(7, 100)).isNotEqualTo(drawn(8, 100));
    }

    @Test
    void noKindComesTwiceBeforeAllHaveCome() {
        int kinds = Deck.shuffled(new Random(7), true).kinds().size();
        assertThat(drawn(7, kinds)).doesNotHaveDuplicates();
    }

    @Test
    void everyFaultPointOfTheJobIsInIt() {
        List<String> kinds = Deck.shuffled(new Random(7), true).kinds();
        for (FaultPoint point : FaultPoint.values()) {
            assertThat(kinds).contains("halt " + point);
        }
    }

    private static List<String> drawn(long seed, int number) {
        Deck deck = Deck.shuffled(new Random(seed), true);
        return IntStream.range(0, number).mapToObj(i -> deck.draw().name()).toList();
    }
}
