package dev.tidegate.ingest.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is said more than once is said with the same words. */
class MergeStatementsTest {

    @Test
    void eventsThatAreAllNewAreInsertedLikeThoseOfAMerge() {
        String winners =
                Sql.INSERT_EVENTS.substring(Sql.INSERT_EVENTS.indexOf("winner AS"), Sql.INSERT_EVENTS.indexOf("\n)"));
        assertThat(Sql.MERGE).contains(winners);
        String insert = Sql.INSERT_EVENTS.substring(Sql.INSERT_EVENTS.indexOf("INSERT INTO"));
        assertThat(words(Sql.MERGE)).contains(words(insert).replace("?", "(SELECT loaded_at FROM batch)"));
    }

    @Test
    void eventsThatAreDistinctAreInsertedLikeThoseThatAreNew() {
        String insert = Sql.INSERT_EVENTS.substring(Sql.INSERT_EVENTS.indexOf("INSERT INTO"));
        assertThat(Sql.INSERT_DISTINCT_EVENTS)
                .contains(insert.replace(
                        "FROM winner", "FROM staged_events JOIN staged_files USING (file_no)\nWHERE state = 'loaded'"));
    }

    private static String words(String statement) {
        return statement.replaceAll("\\s+", " ");
    }
}
