package dev.tidegate.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Lists of columns in statements. */
class ColumnListsTest {

    private final ColumnLists lists = new ColumnLists(Events.STREAM);

    @Test
    void namesAreQuoted() {
        assertThat(lists.fill("SELECT {kept.key} FROM {table} AS kept"))
                .isEqualTo("SELECT kept.\"event_id\" FROM \"public\".\"raw_events\" AS kept");
        assertThat(ColumnLists.quoted("a\"b")).isEqualTo("\"a\"\"b\"");
    }

    @Test
    void otherGapsAreFilledWithWhatIsGivenForThem() {
        assertThat(lists.with("events", "e").fill("COPY {events}")).isEqualTo("COPY e");
    }

    @Test
    void gapThatNobodyKnowsIsRefused() {
        assertThatThrownBy(() -> lists.fill("SELECT {colums}")).hasMessageContaining("{colums}");
    }
}
