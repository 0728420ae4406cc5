package dev.tidegate.ingest.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The merge and the merge of a slice judge records by the same text. */
class MergeStatementsTest {

    @Test
    void sliceIsMergedLikeAWholeMicroBatch() {
        assertThat(judging(Sql.MERGE_SLICE, "INSERT INTO slice_counts"))
                .isEqualTo(judging(Sql.MERGE, "INSERT INTO ingested_files"));
    }

    /** From the first part behind the parameters up to where the results are written down. */
    private static String judging(String statement, String end) {
        return statement.substring(statement.indexOf("winner AS"), statement.indexOf(end));
    }
}
