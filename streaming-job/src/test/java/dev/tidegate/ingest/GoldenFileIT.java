package dev.tidegate.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract with the generator: its golden file is read with zero rejects. */
@Tag("versions")
@Tag("spark")
class GoldenFileIT {

    private static final Path GOLDEN = Path.of("..", "data", "sample", "events.csv");

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @Test
    void goldenFileIsReadWithZeroRejects() throws Exception {
        byte[] golden = Files.readAllBytes(GOLDEN);
        pipeline.deliver("events.csv", golden);
        pipeline.runOnce();
        assertThat(pipeline.rows("""
                        SELECT records_read > 0, filtered, rejected, stale, records_read = inserted + duplicate,
                               inserted = (SELECT count(*) FROM raw_events)
                        FROM ingested_files""")).containsExactly("t|0|0|0|t|t");
        assertThat(pipeline.rows("SELECT DISTINCT event_type FROM raw_events ORDER BY 1"))
                .containsExactly("buy", "click", "view");
    }
}
