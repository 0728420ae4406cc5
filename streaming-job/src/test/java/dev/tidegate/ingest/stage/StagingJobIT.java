package dev.tidegate.ingest.stage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.spark.TunedSpark;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The Spark job of a micro-batch, where it is stopped. */
@Tag("spark")
class StagingJobIT {

    /** A stop may come when the next micro-batch has just begun. The job ended with 1 then. */
    @Test
    void interruptionIsToldInTheFormThatSparkTakesForAStop() {
        RDD<InternalRow> records =
                TunedSpark.session().range(1).queryExecution().toRdd();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> StagingJob.run(records, null))
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(InterruptedIOException.class);
    }
}
