package dev.tidegate.ingest.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.merge.NewEvents.Expected;
import dev.tidegate.ingest.stage.StagedPart;
import dev.tidegate.ingest.stream.Events;
import java.sql.SQLException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Large micro-batches are taken for new until events come again, and then only after a while without one. */
class NewEventsTest {

    private static final Counts ALL_NEW = new Counts(10, 5, 0, 0, 0, 2, 2, 1);

    private static final Counts NONE_TWICE = new Counts(10, 10, 0, 0, 0, 0, 0, 0);

    private final NewEvents newEvents = new NewEvents(Events.STREAM);

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

    @Test
    void areLookedUpBeforeTheyAreMergedWhileSomeAreKnown() {
        assertThat(newEvents.areWorthALookUp(1)).isFalse();
        newEvents.saw(new Counts(2, 1, 1, 0, 0, 0, 0, 0));
        assertThat(newEvents.areWorthALookUp(1)).isTrue();
    }

    /** Each would be visited twice. */
    @Test
    void areNotLookedUpBeforeWhereMostAreKnown() {
        for (Counts mostKnown : new Counts[] {
            new Counts(3, 1, 2, 0, 0, 0, 0, 0), new Counts(3, 1, 0, 2, 0, 0, 0, 0), new Counts(3, 1, 0, 0, 2, 0, 0, 0)
        }) {
            newEvents.saw(mostKnown);
            assertThat(newEvents.areWorthALookUp(1)).isFalse();
        }
        newEvents.saw(new Counts(2, 1, 0, 1, 0, 0, 0, 0));
        assertThat(newEvents.areWorthALookUp(1)).isTrue();
    }

    @Test
    void areLookedUpAsSoonAsOneIsMet() {
        newEvents.met();
        assertThat(newEvents.areWorthALookUp(1)).isTrue();
        newEvents.saw(NONE_TWICE);
        assertThat(newEvents.areWorthALookUp(1)).isFalse();
    }

    /** There the merge looks all of them up in any case. */
    @Test
    void areNotLookedUpBeforeWhereTheyMayComeTwice() {
        newEvents.saw(new Counts(3, 1, 1, 0, 0, 1, 0, 0));
        assertThat(newEvents.areWorthALookUp(2)).isFalse();
        assertThat(newEvents.areWorthALookUp(StagedPart.NO_ORDER)).isFalse();
        assertThat(newEvents.areWorthALookUp(1)).isTrue();
    }

    /** That only takes a sort more, so of what is new nothing is looked up. */
    @Test
    void areNotTakenForDistinctInSeveralRunsForAWhileAfterOneCameTwice() throws SQLException {
        assertThat(newEvents.of(null, 2, false)).isEqualTo(Expected.NEW_AND_DISTINCT);
        newEvents.saw(new Counts(3, 2, 0, 0, 0, 1, 0, 0));
        for (int i = 0; i < 8; i++) {
            assertThat(newEvents.of(null, 2, false)).as("after %d", i).isEqualTo(Expected.NEW);
            assertThat(newEvents.of(null, 1, false)).as("one run").isEqualTo(Expected.NEW_AND_DISTINCT);
            newEvents.saw(NONE_TWICE);
        }
        assertThat(newEvents.of(null, 2, false)).isEqualTo(Expected.NEW_AND_DISTINCT);
        assertThat(newEvents.of(null, StagedPart.NO_ORDER, false)).isEqualTo(Expected.NEW);
    }
}
