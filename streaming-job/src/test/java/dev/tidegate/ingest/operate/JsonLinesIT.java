package dev.tidegate.ingest.operate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Files with a JSON object in each line, loaded by the job and understood by the operator's commands. */
class JsonLinesIT {

    @RegisterExtension
    private final Operated pipeline = new Operated();

    private String mapping(String name, String eventTypes) throws IOException {
        return Files.writeString(pipeline.home().resolve(name), """
                        files: '*.jsonl'
                        form: json_lines
                        columns:
                          event_id: id
                          user_id: [user.id, anonymous]
                          product_id: items[0].sku
                          price: items[0].price
                          event_type: type
                          timestamp: at
                        time_format: epoch_millis
                        event_types: {%s}
                        """.formatted(eventTypes))
                .toString();
    }

    private static String line(int n, String type, String user, String price) {
        return ("{\"id\":\"00000000-0000-0000-0000-%012d\",\"type\":\"%s\",%s\"items\":[{\"sku\":\"A-%d\",\"price\":%s}],"
                        + "\"at\":1767225600000,\"note\":\"\\u00e9\\n\"}")
                .formatted(n, type, user, n, price);
    }

    @Test
    void aBrokenLineIsOneRejectWithItsBytesAndCanBeExportedAndReplayed() throws Exception {
        String first = mapping("first.yaml", "purchase: buy");
        String broken = "{\"id\":\"00000000-0000-0000-0000-000000000009\",\"broken";
        String unknownWord = line(3, "Großer Kauf", "\"user\":{\"id\":7},", "1.10");
        pipeline.deliver(
                "events.jsonl",
                String.join(
                                "\n",
                                "\ufeff"
                                        + line(
                                                1,
                                                "purchase",
                                                "\"user\":{\"id\":\"0017\",\"city\":\"Ulm\"},",
                                                "1234567890.1234"),
                                broken,
                                line(2, "view", "\"anonymous\":42,", "1e2"),
                                unknownWord,
                                line(4, "view", "\"user\":null,", "0.50"),
                                line(4, "view", "\"user\":\"\\ud800\",", "0.50"))
                        .getBytes(UTF_8));
        pipeline.deliver("plain.csv", Operated.event(5));
        pipeline.load("--mapping", first);

        assertThat(pipeline.rows("SELECT path, state, records_read, inserted, rejected FROM ingested_files ORDER BY 1"))
                .containsExactly("events.jsonl|archived|6|2|4", "plain.csv|archived|1|1|0");
        assertThat(pipeline.rows("SELECT right(event_id::text, 1), user_id, product_id, event_type, price, source_line,"
                        + " extra->>'user', extra->>'note' = 'é' || chr(10), extra->>'items' IS NOT NULL FROM raw_events"
                        + " WHERE source_line <> 2 OR user_id <> '7' ORDER BY 1"))
                .containsExactly(
                        "1|0017|A-1|buy|1234567890.1234|1|{\"id\":\"0017\",\"city\":\"Ulm\"}|t|t",
                        "4|null|A-4|view|0.5000|5|null|t|t");
        assertThat(pipeline.rows("SELECT line, reason, column_name, byte_offset, convert_from(raw, 'UTF8')"
                        + " FROM rejected_events ORDER BY line LIMIT 1"))
                .containsExactly("2|bad_json|null|%d|%s"
                        .formatted(
                                line(1, "purchase", "\"user\":{\"id\":\"0017\",\"city\":\"Ulm\"},", "1234567890.1234")
                                                .length()
                                        + 4,
                                broken));
        assertThat(pipeline.rows("SELECT line, reason, column_name FROM rejected_events ORDER BY line"))
                .containsExactly(
                        "2|bad_json|null", "3|bad_decimal|price", "4|bad_event_type|event_type", "6|bad_json|null");

        Path to = pipeline.home().resolve("exported");
        pipeline.tidegate("rejects", "export", "--to", to.toString(), "--mapping", first);
        try (var files = Files.list(to)) {
            assertThat(files.toList()).singleElement().satisfies(file -> {
                assertThat(file.toString()).endsWith(".jsonl");
                assertThat(Files.readAllLines(file))
                        .hasSize(4)
                        .first()
                        .asString()
                        .endsWith(broken);
                assertThat(Files.readAllLines(file).get(2)).isEqualTo(unknownWord);
            });
        }

        String second = mapping("second.yaml", "purchase: buy, Großer Kauf: buy");
        assertThat(pipeline.tidegate("rejects", "replay", "--mapping", second).out())
                .contains("Done: 1 inserted, 0 updated");
        assertThat(pipeline.tidegate("replay", "events.jsonl", "--mapping", second)
                        .out())
                .contains("Done: 0 inserted, 0 updated");
        assertThat(pipeline.tidegate("verify").out()).doesNotContain("GAP");
    }

    @Test
    void aDeclaredStreamSaysTheFormAndThePathsOfItsColumns() throws Exception {
        String orders =
                Files.writeString(pipeline.home().resolve("orders.yaml"), """
                        stream: orders
                        table: shop.orders
                        key: [order_id]
                        version: updated_at
                        columns:
                          order_id: {type: text, required: true}
                          total: {type: decimal, precision: 18, scale: 4, required: true}
                          lines: {type: json}
                          paid: {type: boolean, default: false}
                          weight: {type: double}
                          updated_at: {type: timestamp, required: true}
                        other_columns: extra
                        deleted: {header: op, values: [d]}
                        files: '*.ndjson'
                        form: json_lines
                        headers: {order_id: order.id, total: 'totals[0]'}
                        """).toString();
        pipeline.makeTable(orders);
        pipeline.deliverTo(
                "orders",
                "day.ndjson",
                "{\"order\": {\"id\": \"a\"}, \"totals\": [12345678901234.1230, 1], \"lines\": [{\"n\": 1.50}], \"paid\":"
                        + " true, \"weight\": 1e-7, \"updated_at\": \"2026-01-01T00:00:00Z\", \"x\": [1, {\"y\": null}]}",
                "{\"order\": {\"id\": \"b\"}, \"totals\": [\"1.5\"], \"updated_at\": \"2026-01-01T00:00:00Z\"}",
                "{\"order\": {\"id\": \"c\"}, \"totals\": [], \"updated_at\": \"2026-01-01T00:00:00Z\"}",
                "{\"order\": {\"id\": \"b\"}, \"op\": \"d\", \"updated_at\": \"2026-01-02T00:00:00Z\"}");
        pipeline.load("--stream", orders);
        assertThat(pipeline.rows(
                        "SELECT path, records_read, inserted, duplicate, rejected, first_error FROM ingested_files"))
                .containsExactly("day.ndjson|4|2|1|1|line 3: missing_value: expected a value, found none"
                        .replace(
                                "expected a value, found none",
                                pipeline.rows("SELECT message FROM rejected_events")
                                        .get(0)));
        assertThat(pipeline.rows(
                        "SELECT order_id, total, lines, paid, weight, extra->>'x', deleted_at IS NOT NULL FROM shop.orders"
                                + " ORDER BY 1"))
                .containsExactly(
                        "a|12345678901234.1230|[{\"n\": 1.50}]|t|1e-07|[1, {\"y\": null}]|f",
                        "b|null|null|null|null|null|t");
    }

    @Test
    void jsonThatNothingTakesIsToldWithTheKeyThatTakesIt() throws Exception {
        Path file = pipeline.deliver("events.jsonl", "{\"id\": 1}\n".getBytes(UTF_8));
        assertThat(Operated.plain("check", file.toString()).out())
                .contains("JSON is taken by a mapping with form: json_lines")
                .contains(
                        "It looks like JSON: a mapping with form: json_lines reads files with an object in each line");
        pipeline.deliver("events.csv", "{\"id\": 1}\n".getBytes(UTF_8));
        pipeline.load();
        assertThat(pipeline.rows(
                        "SELECT path, state, first_error LIKE '%a mapping with form: json_lines%' FROM ingested_files"))
                .containsExactly("events.csv|quarantined|t");
    }
}
