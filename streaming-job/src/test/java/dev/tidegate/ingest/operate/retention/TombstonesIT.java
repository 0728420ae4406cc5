package dev.tidegate.ingest.operate.retention;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import dev.tidegate.ingest.operate.Operated;
import dev.tidegate.ingest.operate.Operated.Ran;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of tombstones that are old enough, and of older versions of the rows that they stood for. */
class TombstonesIT {

    private static final String VERSIONED = """
            stream: orders
            table: shop.order_lines
            key: [order_id, line_no]
            version: updated_at
            columns:
              order_id: {type: text, required: true}
              line_no: {type: integer, min: 1, required: true}
              currency: {type: text, pattern: '[A-Z]{3}'}
              updated_at: {type: timestamp, required: true}
            deleted: {header: op, values: [d]}
            """;

    private static final String UNVERSIONED = """
            stream: stock
            table: stock
            key: sku
            columns:
              sku: {type: text, required: true}
              on_hand: {type: integer}
            deleted: {header: op, values: [d]}
            """;

    private static final String ORDERS = "order_id,line_no,currency,updated_at,op";
    private static final String STOCK = "sku,on_hand,op";
    private static final String ORDER_ROWS =
            "SELECT order_id, line_no, currency, deleted_at IS NOT NULL FROM shop.order_lines ORDER BY 1, 2";
    private static final String STOCK_ROWS = "SELECT sku, on_hand, deleted_at IS NOT NULL FROM stock ORDER BY 1";

    @RegisterExtension
    private final Operated pipeline = new Operated();

    private String orders;
    private String stock;

    /** b is taken away by the second file, e too, but not long ago; the third one has an older version of b, which came late. */
    @BeforeEach
    void loadTwoStreams() throws Exception {
        orders = declare("orders", VERSIONED);
        stock = declare("stock", UNVERSIONED);
        pipeline.deliverTo(
                "orders",
                "1.csv",
                ORDERS,
                "a,1,EUR,2026-03-01T09:00:00Z,u",
                "b,1,EUR,2026-03-01T09:00:00Z,u",
                "b,1,eur,2026-03-01T10:00:00Z,u",
                "e,1,EUR,2026-03-01T09:00:00Z,u");
        pipeline.deliverTo("orders", "2.csv", ORDERS, "b,1,,2026-03-05T09:00:00Z,d", "e,1,,2026-03-01T10:00:00Z,d");
        pipeline.deliverTo(
                "orders", "3.csv", ORDERS, "b,1,USD,2026-03-02T09:00:00Z,u", "c,1,EUR,2026-03-09T09:00:00Z,u");
        pipeline.deliverTo("stock", "1.csv", STOCK, "LAMP,3,u", "ROPE,4,u");
        pipeline.deliverTo("stock", "2.csv", STOCK, "LAMP,,d");
        pipeline.deliverTo("stock", "3.csv", STOCK, "DESK,1,u");
        load();
        pipeline.execute(
                "UPDATE shop.order_lines SET deleted_at = deleted_at - interval '500 days' WHERE order_id = 'b';"
                        + " UPDATE stock SET deleted_at = deleted_at - interval '500 days'");
    }

    private String declare(String name, String declaration) throws Exception {
        String file = Files.writeString(pipeline.home().resolve(name + ".yaml"), declaration)
                .toString();
        pipeline.makeTable(file);
        return file;
    }

    private void load() throws Exception {
        pipeline.load("--stream", orders + "," + stock, "--max-files-per-trigger", "1");
    }

    private Ran ok(String... command) throws Exception {
        Ran ran = pipeline.tidegate(command);
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
        return ran;
    }

    private Ran removeTombstones(String stream) throws Exception {
        return ok("retention", "--tombstones", "400d", "--stream", stream);
    }

    private void proveVerified() throws Exception {
        assertThat(ok("verify", "--stream", orders + "," + stock).out()).doesNotContain("GAP");
    }

    private List<String> others() throws Exception {
        return pipeline.rows("SELECT row_to_json(t) FROM stock AS t UNION ALL"
                + " SELECT row_to_json(t) FROM pipeline AS t WHERE stream <> 'orders'");
    }

    @Test
    void thoseOfTheStreamThatAreOldEnoughGoAndVerifyAndDoctorStayGreen() throws Exception {
        List<String> others = others();
        Ran dry = ok("retention", "--tombstones", "400d", "--stream", orders, "--dry-run");
        assertThat(dry.out()).contains("Would remove 1 tombstone from before");
        assertThat(pipeline.rows(ORDER_ROWS)).contains("b|1|null|t");
        assertThat(removeTombstones(orders).out()).contains("Stream orders", "Removed 1 tombstone from before");
        assertThat(pipeline.rows(ORDER_ROWS)).containsExactly("a|1|EUR|f", "c|1|EUR|f", "e|1|null|t");
        assertThat(removeTombstones(orders).out()).contains("Removed 0 tombstones from before");
        assertThat(pipeline.rows("SELECT tombstones_removed, tombstones_removed_at IS NOT NULL FROM pipeline"
                        + " WHERE stream = 'orders'"))
                .containsExactly("1|t");
        assertThat(others()).isEqualTo(others);
        proveVerified();
        assertThat(pipeline.tidegate("doctor", "--stream", orders).out())
                .containsPattern("ok +table +shop.order_lines is what the stream orders declares");
    }

    @Test
    void withFilesInOneRunAndWithAllStreamsOfWhichTheDeclarationIsKnown() throws Exception {
        Ran named = pipeline.tidegate("retention", "--keep", "7d", "--tombstones", "400d", "--json");
        assertThat(named.exitCode()).as(named.err()).isZero();
        assertThat(named.err())
                .contains(
                        "Tombstones of the stream orders were not looked for: expected its YAML file",
                        "Tombstones of the stream stock were not looked for");
        Ran both = ok("retention", "--keep", "7d", "--tombstones", "400d", "--stream", orders + "," + stock, "--json");
        assertThat(both.json().getAsJsonArray()).allSatisfy(stream -> {
            JsonObject removed = stream.getAsJsonObject();
            assertThat(removed.get("tombstones").getAsLong()).isEqualTo(1);
            assertThat(removed.has("before")).isTrue();
            assertThat(removed.has("tombstones_before")).isTrue();
        });
    }

    @Test
    void noRowOfAStreamGoesWithATombstoneByAForeignKey() throws Exception {
        pipeline.execute("""
                ALTER TABLE stock ADD COLUMN order_id text DEFAULT 'b', ADD COLUMN line_no bigint DEFAULT 1,
                    ADD CONSTRAINT of_order FOREIGN KEY (order_id, line_no) REFERENCES shop.order_lines ON DELETE CASCADE""");
        List<String> rows = pipeline.rows(ORDER_ROWS);
        for (String dry : List.of("--dry-run", "--json")) {
            Ran ran = pipeline.tidegate("retention", "--tombstones", "400d", "--stream", orders, dry);
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.err()).contains("foreign key of_order of public.stock, the table of the stream stock");
        }
        assertThat(pipeline.rows(ORDER_ROWS)).isEqualTo(rows);
        assertThat(pipeline.rows(STOCK_ROWS)).hasSize(3);

        pipeline.execute("ALTER TABLE stock DROP CONSTRAINT of_order, DROP COLUMN order_id, DROP COLUMN line_no");
        assertThat(removeTombstones(orders).out()).contains("Removed 1 tombstone");
    }

    @Test
    void wrongUsageIsSaidBeforeAnythingIsDone() throws Exception {
        assertThat(pipeline.tidegate("retention").err()).contains("Expected --keep, --tombstones or both");
        Ran name = pipeline.tidegate("retention", "--tombstones", "1d", "--stream", "orders");
        assertThat(name.exitCode()).isEqualTo(2);
        assertThat(name.err()).contains("the stream orders is known by its name only");
        Ran events = pipeline.tidegate("retention", "--tombstones", "1d", "--stream", "events");
        assertThat(events.exitCode()).isEqualTo(2);
        assertThat(events.err()).contains("the stream events declares no 'deleted'");
    }

    @Test
    void aRowThatIsReallyMissingIsFoundStill() throws Exception {
        removeTombstones(orders);
        pipeline.execute("DELETE FROM shop.order_lines WHERE order_id = 'a'");
        Ran ran = pipeline.tidegate("verify", "--stream", orders);
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out()).contains("it has 2 rows, and 4 were inserted, of which retention removed 1");
    }

    @Test
    void aReplayThatWouldBringARowBackIsRefusedWithTheReason() throws Exception {
        removeTombstones(orders);
        List<String> before = pipeline.rows(ORDER_ROWS);
        // The third file came after the tombstone, and was stale.
        for (String file : List.of("1.csv", "3.csv")) {
            Ran ran = pipeline.tidegate("replay", file, "--stream", orders);
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.out())
                    .contains(
                            file
                                    + ": it cannot be loaded still: older_than_tombstones: records that would be new rows, and may be older than tombstones that retention has removed: 1, the first on line "
                                    + (file.startsWith("1") ? 3 : 2),
                            "Deliver those that are to be there in a new file");
        }
        assertThat(pipeline.rows(ORDER_ROWS)).isEqualTo(before);
        proveVerified();
    }

    @Test
    void aReplayThatBringsNoneBackGoesIn() throws Exception {
        removeTombstones(orders);
        pipeline.deliverTo("orders", "4.csv", ORDERS, "n,1,EUR,2026-03-06T09:00:00Z,u");
        load();
        ok("retention", "--tombstones", "0s", "--stream", orders);
        assertThat(pipeline.rows("SELECT tombstones_removed_version ->> 'value' FROM pipeline WHERE stream = 'orders'"))
                .containsExactly("2026-03-05T09:00:00+00:00");
        // Newer than all that is gone.
        pipeline.execute("DELETE FROM shop.order_lines WHERE order_id = 'n'");
        assertThat(ok("replay", "4.csv", "--stream", orders).out()).contains("Done: 1 inserted");
        // The tombstone itself may come back.
        assertThat(ok("replay", "2.csv", "--stream", orders).out()).contains("Done: 2 inserted");
        assertThat(pipeline.rows(ORDER_ROWS)).contains("b|1|null|t", "e|1|null|t", "n|1|EUR|f");
        // And then nothing is new.
        ok("replay", "1.csv", "3.csv", "--stream", orders);
        assertThat(pipeline.rows(ORDER_ROWS)).contains("b|1|null|t", "e|1|null|t");
    }

    @Test
    void rejectsThatWouldBringARowBackStayOpen() throws Exception {
        Files.writeString(pipeline.home().resolve("orders.yaml"), VERSIONED.replace("[A-Z]{3}", "[A-Za-z]{3}"));
        removeTombstones(orders);
        Ran ran = pipeline.tidegate("rejects", "replay", "--stream", orders);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out())
                .contains("1.csv: it cannot be loaded still: older_than_tombstones: ", "the first on line 4");
        assertThat(pipeline.rows("SELECT line, resolution FROM rejected_events WHERE stream = 'orders'"))
                .containsExactly("4|null");
        assertThat(pipeline.rows(ORDER_ROWS)).doesNotContain("b|1|eur|f");
    }

    @Test
    void withoutAVersionOnlyFilesUpToThatOfTheTombstoneAreLookedAt() throws Exception {
        removeTombstones(stock);
        pipeline.execute("DELETE FROM stock WHERE sku IN ('DESK', 'ROPE')");
        assertThat(pipeline.tidegate("replay", "1.csv", "--stream", stock).out())
                .contains("1.csv: it cannot be loaded still: older_than_tombstones: ", "has removed: 2, ");
        assertThat(ok("replay", "3.csv", "--stream", stock).out()).contains("Done: 1 inserted");
        assertThat(pipeline.rows(STOCK_ROWS)).containsExactly("DESK|1|f");
    }

    @Test
    void whereTheVersionIsAnotherColumnByNowAnyRecordOfAnEarlierFileMayBeOlder() throws Exception {
        removeTombstones(orders);
        pipeline.execute("DELETE FROM shop.order_lines WHERE order_id = 'c';"
                + " ALTER TABLE shop.order_lines ALTER COLUMN updated_at DROP NOT NULL");
        Files.writeString(pipeline.home().resolve("orders.yaml"), VERSIONED.replace("version: updated_at\n", ""));
        assertThat(pipeline.tidegate("replay", "3.csv", "--stream", orders).out())
                .contains("has removed: 2, ");
        pipeline.execute("UPDATE shop.order_lines SET deleted_at = deleted_at - interval '500 days'");
        removeTombstones(orders);
        pipeline.execute("ALTER TABLE shop.order_lines ALTER COLUMN updated_at SET NOT NULL");
        Files.writeString(pipeline.home().resolve("orders.yaml"), VERSIONED);
        assertThat(pipeline.tidegate("replay", "3.csv", "--stream", orders).out())
                .contains("has removed: 2, ");
    }

    @Test
    void aFileOfBeforeIsNotPutBack() throws Exception {
        removeTombstones(orders);
        pipeline.execute("DELETE FROM ingested_files WHERE stream = 'orders' AND path = '1.csv'");
        Ran ran = pipeline.tidegate("verify", "--put-back", "--stream", orders);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.err())
                .contains(
                        "Files that were loaded before retention removed tombstones, up to file ",
                        "-1.csv. Put back they could bring rows back that had been taken away");
        assertThat(pipeline.archived("-1.csv")).exists();
        try (var left = Files.list(pipeline.input().resolve("orders"))) {
            assertThat(left.map(file -> file.getFileName().toString())).containsExactly(".tidegate");
        }
    }

    @Test
    void nothingIsForgottenBeforeFilesThatTheDatabaseLostArePutBack() throws Exception {
        pipeline.execute("DELETE FROM ingested_files WHERE stream = 'orders' AND path = '3.csv'");
        Ran ran = pipeline.tidegate("retention", "--tombstones", "400d", "--stream", orders);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("The database went back: file ", "Put back and load what it lost first");
        pipeline.tidegate("verify", "--put-back", "--stream", orders);
        Files.delete(pipeline.archive().resolve("orders").resolve(".tidegate"));
        assertThat(pipeline.tidegate("retention", "--tombstones", "400d", "--stream", orders)
                        .err())
                .containsPattern("recovered-[0-9]+-3.csv waits in .*/input/orders: ");
        assertThat(pipeline.rows(ORDER_ROWS)).contains("b|1|null|t");
        pipeline.load("--stream", orders, "--after-load", "leave");
        try (var left = Files.list(pipeline.input().resolve("orders"))) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.matches("recovered-[0-9]+-3.csv"));
        }
        removeTombstones(orders);
        assertThat(pipeline.rows(ORDER_ROWS)).noneMatch(row -> row.startsWith("b|"));
    }

    @Test
    void theTombstonesOfAPartitionedTableGo() throws Exception {
        pipeline.execute("""
                ALTER TABLE stock RENAME TO stock_all;
                CREATE TABLE stock (LIKE stock_all INCLUDING DEFAULTS, PRIMARY KEY (sku)) PARTITION BY HASH (sku);
                CREATE TABLE stock_0 PARTITION OF stock FOR VALUES WITH (MODULUS 2, REMAINDER 0);
                CREATE TABLE stock_1 PARTITION OF stock FOR VALUES WITH (MODULUS 2, REMAINDER 1);
                INSERT INTO stock SELECT * FROM stock_all;
                INSERT INTO stock (sku, source_file_id, source_line, deleted_at)
                SELECT 'sku ' || n, 0, 0, '2020-01-01' FROM generate_series(1, 1000) AS n;
                GRANT SELECT, INSERT, UPDATE, DELETE ON stock TO tidegate_operator, tidegate_ingest;
                """);
        assertThat(removeTombstones(stock).out()).contains("Removed 1,001 tombstones");
        assertThat(pipeline.rows(STOCK_ROWS)).containsExactly("DESK|1|f", "ROPE|4|f");
        proveVerified();
    }

    @Test
    void itWaitsForTheMergeThatHoldsTheFence() throws Exception {
        try (Connection merge = DriverManager.getConnection(
                        pipeline.database().jdbcUrl(),
                        pipeline.database().ingest().user(),
                        pipeline.database().ingest().password());
                Statement statement = merge.createStatement()) {
            merge.setAutoCommit(false);
            statement.execute("UPDATE pipeline SET epoch = epoch WHERE stream = 'orders'");
            CompletableFuture<Ran> removal = supplyAsync(() -> {
                try {
                    return pipeline.tidegate("retention", "--tombstones", "400d", "--stream", orders);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            await().untilAsserted(() -> assertThat(pipeline.rows(
                            "SELECT wait_event_type FROM pg_stat_activity WHERE application_name LIKE '%retention%'"))
                    .containsExactly("Lock"));
            // The row is there again, and a tombstone no more.
            statement.execute("UPDATE shop.order_lines SET deleted_at = NULL WHERE order_id = 'b'");
            merge.commit();
            assertThat(removal.get().out()).contains("Removed 0 tombstones");
        }
        assertThat(pipeline.rows("SELECT tombstones_removed_file_id FROM pipeline WHERE stream = 'orders'"))
                .containsExactly("null");
    }
}
