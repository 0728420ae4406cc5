package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.table.TableDdl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The streams that are shipped, each in the table that ddl prints for it, with the samples that are shipped beside them. */
class ShippedStreamsIT {

    private static final Path STREAMS = Path.of("..", "streams");
    private static final Path SAMPLES = Path.of("..", "data", "sample");

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @Test
    void allOfThemBesideTheEventsInOneJob() throws Exception {
        for (String stream : new String[] {"orders", "products", "readings"}) {
            makeTable(stream);
        }
        deliver("orders", "orders.csv", "2026-03-02T00:00:00Z");
        deliver("products", "products.csv", "2026-03-02T00:00:00Z");
        deliver("readings", "readings-1.csv", "2026-03-02T00:00:00Z");
        deliver("readings", "readings-2.csv", "2026-03-03T00:00:00Z");
        pipeline.deliver("events.csv", event(1));
        pipeline.runOnce(
                "--stream", "events",
                "--stream", STREAMS.resolve("orders.yaml").toString(),
                "--stream", STREAMS.resolve("products.yaml").toString(),
                "--stream", STREAMS.resolve("readings.yaml").toString());
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("1");
        assertThat(pipeline.rows("""
                        SELECT order_id, line_no, sku, quantity, price, total, currency, status, day, source,
                               deleted_at IS NOT NULL AS deleted
                        FROM shop.order_lines ORDER BY 1, 2"""))
                .containsExactly(
                        "1001|1|LAMP-A|3.000|19.9900|59.9700000|EUR|paid|2026-03-01|orders.csv|f",
                        "1001|2|null|null|null|null|null|null|null|null|t",
                        "1002|1|ROPE-M|12.500|0.8000|10.0000000|EUR|paid|2026-03-01|orders.csv|f");
        assertThat(
                        pipeline.rows(
                                "SELECT sku, name, category, price, available, since, listed_at AT TIME ZONE 'UTC', extra FROM shop.products"))
                .containsExactlyInAnyOrder(
                        "LAMP-A|Lampe \"Ästhetik\"|Licht|19.9900|t|2025-02-01|2026-03-02 00:00:00|{\"colour\": \"weiß\"}",
                        "BULB-E27|Birne E27|Licht|3.4950|t|2024-03-01|2026-03-02 00:00:00|null",
                        "ROPE-M|Seil|null|0.8000|f|null|2026-03-02 00:00:00|{\"colour\": \"rot\"}");
        assertThat(
                        pipeline.rows(
                                "SELECT sensor, measured_at AT TIME ZONE 'UTC', temperature, humidity, battery_low FROM shop.readings ORDER BY 1, 2"))
                .containsExactly(
                        "attic-1|2026-03-01 09:00:00|4.25|61.50|f",
                        "attic-1|2026-03-01 09:01:00|4.5|61.50|f",
                        "cellar-2|2026-03-01 09:00:00|null|80.00|t");
        assertThat(pipeline.rows("""
                        SELECT stream, sum(records_read), sum(inserted), sum(updated), sum(unchanged), sum(stale),
                               sum(duplicate), sum(filtered), sum(rejected)
                        FROM ingested_files GROUP BY 1 ORDER BY 1"""))
                .containsExactly(
                        "events|1|1|0|0|0|0|0|0",
                        "orders|7|3|0|0|0|2|1|1",
                        "products|3|3|0|0|0|0|0|0",
                        "readings|8|3|0|0|0|3|0|2");
    }

    private void makeTable(String stream) throws Exception {
        pipeline.database().apply(TableDdl.create(StreamFile.read(STREAMS.resolve(stream + ".yaml")).stream()));
    }

    private void deliver(String stream, String name, String modified) throws IOException {
        Files.createDirectories(pipeline.input().resolve(stream));
        pipeline.deliver(
                stream + "/" + name, Files.readAllBytes(SAMPLES.resolve(stream + ".csv")), Instant.parse(modified));
    }
}
