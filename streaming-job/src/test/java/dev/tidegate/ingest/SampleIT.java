package dev.tidegate.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.operate.TidegateCommand;
import dev.tidegate.ingest.table.TableDdl;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that {@code tidegate sample} makes up, loaded by the job. */
class SampleIT {

    private static final Path TOP = Path.of("..");

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @ParameterizedTest
    @ValueSource(strings = {"orders", "products", "readings"})
    void whatSampleMakesUpIsLoadedAndOnlyWhatItDamagedIsRejected(String stream) throws Exception {
        Path declaration = declared(stream);
        deliverMadeUp(declaration);
        pipeline.runOnce("--stream", declaration.toString());
        assertThat(pipeline.rows(
                        "SELECT records_read > 400, inserted > 200, inserted + updated + unchanged + stale + duplicate"
                                + " + filtered + rejected = records_read, state FROM ingested_files"))
                .containsExactly("t|t|t|archived");
        assertThat(pipeline.rows("SELECT DISTINCT reason FROM rejected_events")).containsExactly("field_count");
        if (stream.equals("orders")) {
            assertThat(pipeline.rows("SELECT updated + duplicate > 10 FROM ingested_files"))
                    .containsExactly("t");
            assertThat(pipeline.rows("SELECT count(*) > 2 FROM shop.order_lines WHERE deleted_at IS NOT NULL"))
                    .containsExactly("t");
        }
    }

    private void deliverMadeUp(Path declaration) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        String[] command = {
            "sample",
            declaration.toString(),
            "--deliver",
            pipeline.input().toString(),
            "--files",
            "1",
            "--records",
            "400",
            "--interval",
            "0",
            "--seed",
            "7"
        };
        assertThat(TidegateCommand.run(out, out, command)).as(said.toString()).isZero();
    }

    private Path declared(String stream) throws Exception {
        Path declaration = TOP.resolve("streams").resolve(stream + ".yaml");
        pipeline.database().apply(TableDdl.create(StreamFile.read(declaration).stream()));
        return declaration;
    }
}
