package dev.tidegate.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.spark.TunedSpark;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Else a newer Spark would be said to be tested, and the usual one be it. */
@Tag("spark")
class SparkVersionIT {

    @Test
    void testsRunOnTheSparkThatTheBuildNames() {
        assertThat(TunedSpark.session().version()).isEqualTo(System.getProperty("tidegate.spark.version"));
    }
}
