package dev.tidegate.ingest.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.stream.Events;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StagedTest {

    /** Else those of one task could be of as many events as a file of another task has, and be taken for its. */
    @Test
    void sumsAreOfAllEventsOnlyWhereNoTaskGaveThemUp() {
        StagedInTables staged = new StagedInTables(
                List.of(
                        part(List.of("sales_by_minute", "product_by_day", "user_by_day")),
                        part(List.of("user_by_day", "sales_by_minute")),
                        part(List.of("product_by_day", "sales_by_minute"))),
                new StagingTables(Events.STREAM, 1, 1),
                false,
                0);
        assertThat(staged.summedFor()).containsExactly("sales_by_minute");
    }

    @Test
    void runsAreCountedOnlyWhereAllEventsLieInSome() {
        assertThat(runs(Set.of(), 1)).isEqualTo(1);
        assertThat(runs(Set.of(), 2, 0, 3)).isEqualTo(5);
        assertThat(runs(Set.of(), 2, StagedPart.NO_ORDER))
                .as("a task whose events are in no order, or not distinct")
                .isEqualTo(StagedPart.NO_ORDER);
        assertThat(runs(Set.of(2), 1))
                .as("ids that are made final where they are staged")
                .isEqualTo(StagedPart.NO_ORDER);
    }

    private static int runs(Set<Integer> derivedIds, int... ofParts) {
        List<StagedPart> parts = IntStream.of(ofParts)
                .mapToObj(runs -> new StagedPart(1, new byte[0], new byte[0], runs, List.of(), List.of()))
                .toList();
        Batch batch = new Batch("", 1, List.of(), Instant.EPOCH, derivedIds);
        return new StagedInTables(parts, new StagingTables(Events.STREAM, 1, 1), false, 0).runs(batch);
    }

    private static StagedPart part(List<String> summedFor) {
        return new StagedPart(1, new byte[0], new byte[0], 1, summedFor, List.of());
    }
}
