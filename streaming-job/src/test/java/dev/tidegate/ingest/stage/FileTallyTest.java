package dev.tidegate.ingest.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.source.FileState;
import org.junit.jupiter.api.Test;

class FileTallyTest {

    private static FileTally range(FileState state, String message) {
        return new FileTally(1, state, null, message, null, 1, 1, 0, 0, null);
    }

    @Test
    void whatIsToBeKnownOfEachRangeIsKnownOfTheFileUnlessItCannotBeLoaded() {
        FileTally first = range(FileState.COMPLETE, "a line above the header");
        FileTally second = range(FileState.COMPLETE, null);
        FileTally third = range(FileState.COMPLETE, "a record of two lines");
        assertThat(first.and(second).and(third).message()).isEqualTo("a line above the header; a record of two lines");
        assertThat(second.and(third).message()).isEqualTo("a record of two lines");
        assertThat(first.and(range(FileState.CHANGED, "it changed")).and(third).message())
                .isEqualTo("it changed");
        FileTally much = first;
        for (int i = 0; i < 100; i++) {
            much = much.and(third);
        }
        assertThat(much.message()).hasSizeLessThan(1010);
    }
}
