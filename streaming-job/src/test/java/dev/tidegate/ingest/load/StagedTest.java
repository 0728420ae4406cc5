package dev.tidegate.ingest.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StagedTest {

    /** Else those of one task could be of as many events as a file of another task has, and be taken for its. */
    @Test
    void sumsAreOfAllEventsOnlyWhereNoTaskGaveThemUp() {
        Staged staged = new Staged(
                List.of(
                        part(List.of("sales_by_minute", "product_by_day", "user_by_day")),
                        part(List.of("user_by_day", "sales_by_minute")),
                        part(List.of("product_by_day", "sales_by_minute"))),
                new StagingTables(1, 1, false),
                0);
        assertThat(staged.summedFor()).containsExactly("sales_by_minute");
    }

    private static StagedPart part(List<String> summedFor) {
        return new StagedPart(1, new byte[0], new byte[0], summedFor, List.of());
    }
}
