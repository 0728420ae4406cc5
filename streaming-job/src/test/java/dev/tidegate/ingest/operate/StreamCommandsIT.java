package dev.tidegate.ingest.operate;

import static dev.tidegate.ingest.operate.Operated.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.tidegate.ingest.operate.Operated.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each command on a declared stream with a key of two columns, and on one that is only appended, beside the events. */
class StreamCommandsIT {

    private static final String ORDER_LINES_DECLARED = """
            stream: orders
            table: shop.order_lines
            key: [order_id, line_no]
            version: updated_at
            columns:
              order_id: {type: text, required: true}
              line_no: {type: integer, min: 1, required: true}
              sku: {type: text, required: true}
              quantity: {type: decimal, precision: 12, scale: 3, default: 1}
              price: {type: decimal, precision: 14, scale: 4, min: 0, required: true}
              currency: {type: text, pattern: '[A-Z]{3}', default: EUR}
              status: {type: text, accept: [open, paid]}
              updated_at: {type: timestamp, required: true}
            deleted: {header: op, values: [d]}
            """;

    private static final String HEADER = "order_id,line_no,sku,quantity,price,currency,status,updated_at,op";
    private static final String ORDER_LINES =
            "SELECT order_id, line_no, quantity, price, deleted_at IS NOT NULL, source_file_id, source_line"
                    + " FROM shop.order_lines ORDER BY 1, 2";

    @RegisterExtension
    private final Operated pipeline = new Operated();

    private String orders;
    private String readings;

    @BeforeEach
    void loadThreeStreams() throws Exception {
        orders = Files.writeString(pipeline.home().resolve("orders.yaml"), ORDER_LINES_DECLARED)
                .toString();
        readings = Path.of("..", "streams", "readings.yaml").toString();
        pipeline.makeTable(orders);
        pipeline.makeTable(readings);
        pipeline.deliver("day.csv", event(1), "not,an event\n");
        pipeline.deliverTo(
                "orders",
                "day.csv",
                HEADER,
                "a,1,LAMP,2,19.99,EUR,open,2026-03-01T09:00:00Z,u",
                "a,2,BULB,6,3.4950,EUR,open,2026-03-01T09:00:00Z,u",
                "a,3,ROPE,one,1,EUR,open,2026-03-01T09:00:00Z,u",
                "b,1,DESK,1,249,EUR,open,2026-03-01T09:00:00Z,u");
        pipeline.deliverTo(
                "orders",
                "later.csv",
                HEADER,
                "a,1,LAMP,3,19.99,EUR,paid,2026-03-02T09:00:00Z,u",
                "b,1,,,,,,2026-03-02T09:00:00Z,d",
                "c,1,DESK,1,249,EUR,draft,2026-03-02T09:00:00Z,u");
        pipeline.deliverTo(
                "readings", "readings-1.csv", "sensor,measured_at", "attic,2026-03-01T09:00:00Z", "cellar,now");
        pipeline.deliverTo(
                "readings", "readings-2.csv", "sensor,measured_at", "attic,2026-03-01T09:00:00Z", "cellar,now");
        load();
    }

    private void load() throws Exception {
        pipeline.load("--stream", "events,%s,%s".formatted(orders, readings), "--max-files-per-trigger", "1");
    }

    private Ran ok(String... command) throws Exception {
        Ran ran = pipeline.tidegate(command);
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
        return ran;
    }

    private Ran onLedger(String... command) throws Exception {
        Ran ran = pipeline.tidegateOnDatabase(command);
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
        return ran;
    }

    /** The id of a file of a stream. */
    private String id(String stream, String path) throws Exception {
        return pipeline.rows(
                        "SELECT file_id FROM ingested_files WHERE replay_of IS NULL AND stream = '%s' AND path = '%s'"
                                .formatted(stream, path))
                .get(0);
    }

    /** All rows of the ledger and of dead letters of other streams than this one, and their tables. */
    private List<String> others(String stream) throws Exception {
        return Stream.of(
                        "SELECT row_to_json(t) FROM ingested_files AS t WHERE stream <> '%s' ORDER BY file_id",
                        "SELECT row_to_json(t) FROM rejected_events AS t WHERE stream <> '%s' ORDER BY file_id, byte_offset",
                        "SELECT row_to_json(t) FROM ingest_batches AS t WHERE stream <> '%s' ORDER BY batch_id",
                        "SELECT row_to_json(t) FROM pipeline AS t WHERE stream <> '%s' ORDER BY stream",
                        "SELECT row_to_json(t) FROM raw_events AS t WHERE 'events' <> '%s' ORDER BY event_id",
                        "SELECT row_to_json(t) FROM shop.order_lines AS t WHERE 'orders' <> '%s' ORDER BY order_id, line_no",
                        "SELECT row_to_json(t) FROM shop.readings AS t WHERE 'readings' <> '%s' ORDER BY source_file_id")
                .map(query -> query.formatted(stream))
                .map(query -> {
                    try {
                        return pipeline.rows(query).toString();
                    } catch (java.sql.SQLException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    @Test
    void statusShowsEachStreamAndInJsonTheFirstStandsWhereItStoodAlone() throws Exception {
        Ran all = pipeline.tidegateOnDatabase("status");
        assertThat(all.exitCode()).isEqualTo(3);
        assertThat(all.out().lines().filter(line -> line.startsWith("Stream ")))
                .containsExactly("Stream       events", "Stream       orders", "Stream       readings");
        Ran one = pipeline.tidegateOnDatabase("status", "--stream", "orders");
        assertThat(one.out())
                .contains(
                        "Stream       orders",
                        "2 files, 7 records read",
                        "= 3 inserted + 2 updated",
                        "1 filtered + 1 rejected")
                .doesNotContain("events", "readings");
        JsonObject json = pipeline.tidegateOnDatabase("status", "--json").json().getAsJsonObject();
        assertThat(json.get("stream").getAsString()).isEqualTo("events");
        assertThat(json.get("files").getAsLong()).isEqualTo(1);
        assertThat(json.getAsJsonArray("streams")).hasSize(3);
        JsonObject second = json.getAsJsonArray("streams").get(1).getAsJsonObject();
        assertThat(second.get("stream").getAsString()).isEqualTo("orders");
        assertThat(second.get("files").getAsLong()).isEqualTo(2);
        assertThat(second.has("streams")).isFalse();
    }

    @Test
    void filesAreThoseOfTheStreamAndAFileOfAnotherIsSaidToBe() throws Exception {
        assertThat(ok("files").out()).contains("day.csv").doesNotContain("later.csv", "readings");
        assertThat(ok("files", "--stream", "orders").out())
                .containsPattern("archive +4 +3 +1  day.csv")
                .contains("later.csv");
        assertThat(ok("file", id("orders", "later.csv"), "--stream", orders).out())
                .contains("archive  " + pipeline.archive() + "/orders/", "0 inserted + 2 updated");
        Ran wrong = pipeline.tidegate("file", id("orders", "later.csv"));
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err())
                .contains("in the ledger of the stream events. It is one of the stream orders: add --stream orders");
    }

    @Test
    void rejectsAreListedShownExportedAndDiscardedOfOneStreamAlone() throws Exception {
        List<String> others = others("orders");
        assertThat(onLedger("rejects", "list", "--stream", "orders").out())
                .contains("bad_decimal  quantity", "1 (bad_decimal 1)");
        assertThat(onLedger("rejects", "show", "--stream", orders).out()).contains("a,3,ROPE,one,1,EUR,open,");
        Path to = pipeline.home().resolve("exported");
        ok("rejects", "export", "--stream", orders, "--to", to.toString());
        try (Stream<Path> files = Files.list(to)) {
            assertThat(files.toList()).singleElement().satisfies(file -> assertThat(Files.readString(file))
                    .isEqualTo(HEADER + "\na,3,ROPE,one,1,EUR,open,2026-03-01T09:00:00Z,u\n"));
        }
        assertThat(onLedger("rejects", "discard", "--all", "--stream", "orders").out())
                .contains("1 reject discarded");
        assertThat(pipeline.rows(
                        "SELECT stream, count(*) FROM rejected_events WHERE resolved_at IS NULL GROUP BY 1 ORDER BY 1"))
                .containsExactly("events|1", "readings|2");
        assertThat(others("orders")).isEqualTo(others);
    }

    @Test
    void replayBringsBackWhatIsMissingByTheKeyAndUndoesNothing() throws Exception {
        List<String> before = pipeline.rows(ORDER_LINES);
        List<String> others = others("orders");
        assertThat(before).hasSize(3);
        pipeline.execute("DELETE FROM shop.order_lines WHERE line_no = 2");
        Ran dry = ok("replay", "*.csv", "--stream", orders, "--dry-run");
        assertThat(dry.out()).contains("Dry run").contains("1 inserted, 0 updated");
        assertThat(pipeline.rows(ORDER_LINES)).hasSize(2);

        assertThat(ok("replay", "*.csv", "--stream", orders).out()).contains("Done: 1 inserted, 0 updated");

        assertThat(pipeline.rows(ORDER_LINES)).isEqualTo(before);
        assertThat(pipeline.rows(
                        "SELECT path, inserted, updated, unchanged, stale, filtered, rejected FROM ingested_files"
                                + " WHERE replay_of IS NOT NULL ORDER BY file_id"))
                .containsExactly("day.csv|1|0|0|2|0|1", "later.csv|0|0|2|0|1|0");
        assertThat(others("orders")).isEqualTo(others);
    }

    @Test
    void rejectsAreReplayedByTheDeclarationOfToday() throws Exception {
        List<String> others = others("orders");
        assertThat(ok("rejects", "replay", "--stream", orders).out()).contains("open still: 1 reject");
        String today = ORDER_LINES_DECLARED.replace("scale: 3, default: 1}", "scale: 3, default: 1, null: [one]}");
        Path declaration = Files.writeString(pipeline.home().resolve("today.yaml"), today);
        assertThat(ok("rejects", "replay", "--stream", declaration.toString()).out())
                .contains("Done: 1 inserted, 0 updated");
        assertThat(pipeline.rows(ORDER_LINES)).contains("a|3|1.000|1.0000|f|%s|4".formatted(id("orders", "day.csv")));
        assertThat(onLedger("rejects", "list", "--stream", "orders").out()).contains("No such reject");
        assertThat(others("orders")).isEqualTo(others);
    }

    @Test
    void columnMadeNarrowerUnderAReplayRoundsNoValue() throws Exception {
        pipeline.execute("DELETE FROM shop.order_lines WHERE sku = 'BULB'");
        CompletableFuture<Ran> replay;
        try (Connection holder = pipeline.database().connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT FROM pipeline WHERE stream = 'orders' FOR UPDATE");
            replay = CompletableFuture.supplyAsync(() -> replay("day.csv"));
            Awaitility.await().until(() -> pipeline.rows(
                            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                    + " AND wait_event_type = 'Lock'")
                    .equals(List.of("1")));
            pipeline.execute("DROP VIEW shop.order_lines_current;"
                    + " ALTER TABLE shop.order_lines ALTER COLUMN price TYPE numeric(14, 2)");
        }
        Ran ran = replay.get();
        assertThat(ran.exitCode()).isNotZero();
        assertThat(ran.err()).contains("was replayed: Somebody has changed the columns");
        assertThat(pipeline.rows("SELECT count(*) FROM shop.order_lines WHERE sku = 'BULB'"))
                .containsExactly("0");
    }

    private Ran replay(String file) {
        try {
            return pipeline.tidegate("replay", file, "--stream", orders);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void rejectsThatTheTableRefusesStillStayOpenAndTheOthersOfTheirFileGoIn() throws Exception {
        pipeline.execute("ALTER TABLE shop.order_lines ADD CONSTRAINT few CHECK (quantity < 100)");
        String row = "%s,1,LAMP,%d,1,EUR,open,2026-03-03T09:00:00Z,u";
        pipeline.deliverTo("orders", "1.csv", HEADER, row.formatted("x", 900), row.formatted("y", 200));
        pipeline.deliverTo("orders", "2.csv", HEADER, row.formatted("z", 900));
        load();
        pipeline.execute(
                "ALTER TABLE shop.order_lines DROP CONSTRAINT few, ADD CONSTRAINT more CHECK (quantity < 500)");
        Ran ran = ok("rejects", "replay", "--stream", orders, "--reason", "refused_by_table");
        assertThat(ran.out())
                .contains(
                        "1.csv: the table refuses rejects of it still, the first: line 2: refused_by_table",
                        "2.csv: the table refuses",
                        "\"more\"",
                        "Done: 1 inserted, 0 updated; open still: 2 rejects");
        assertThat(pipeline.rows("SELECT order_id FROM shop.order_lines WHERE quantity > 100"))
                .containsExactly("y");
        assertThat(pipeline.rows("SELECT path, records_read, inserted, rejected FROM ingested_files"
                        + " WHERE replay_of IS NOT NULL"))
                .containsExactly("1.csv|1|1|0");
        assertThat(onLedger("rejects", "list", "--stream", "orders", "--file", id("orders", "1.csv"))
                        .out())
                .contains("1 (refused_by_table 1)");
        assertThat(ok("verify", "--stream", orders).out()).doesNotContain("GAP");
    }

    @Test
    void replayOfAFileOfWhichTheTableRefusesARowEndsAsItsLoadDid() throws Exception {
        pipeline.execute("ALTER TABLE shop.order_lines ADD CONSTRAINT few CHECK (quantity < 100)");
        String row = "%s,1,LAMP,%s,1,EUR,%s,2026-03-0%dT09:00:00Z,u";
        pipeline.deliverTo(
                "orders",
                "mixed.csv",
                HEADER,
                row.formatted("x", "900", "open", 4),
                row.formatted("x", "5", "open", 3),
                row.formatted("y", "2", "open", 3),
                row.formatted("y", "2", "open", 3),
                row.formatted("z", "one", "open", 3),
                row.formatted("w", "1", "draft", 3));
        load();
        List<String> before = pipeline.rows(ORDER_LINES);

        assertThat(ok("replay", "mixed.csv", "--stream", orders, "--dry-run").out())
                .contains("Dry run");
        ok("replay", "mixed.csv", "--stream", orders);

        assertThat(pipeline.rows(ORDER_LINES)).isEqualTo(before);
        assertThat(
                        pipeline.rows(
                                "SELECT records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected,"
                                        + " first_error LIKE 'line 6: bad_decimal%' FROM ingested_files WHERE path = 'mixed.csv' ORDER BY file_id"))
                .containsExactly("6|2|0|0|0|1|1|2|t", "6|0|0|2|0|1|1|2|t");
        assertThat(
                        pipeline.rows(
                                "SELECT replay_of IS NOT NULL, line, reason, resolution, message LIKE '%few%', convert_from(raw, 'UTF8')"
                                        + " FROM rejected_events JOIN ingested_files USING (file_id) WHERE path = 'mixed.csv' ORDER BY 1, 2"))
                .containsExactly(
                        "f|2|refused_by_table|replayed|t|" + row.formatted("x", "900", "open", 4),
                        "f|6|bad_decimal|replayed|f|" + row.formatted("z", "one", "open", 3),
                        "t|2|refused_by_table|null|t|" + row.formatted("x", "900", "open", 4),
                        "t|6|bad_decimal|null|f|" + row.formatted("z", "one", "open", 3));
        assertThat(ok("verify", "--stream", orders).out()).doesNotContain("GAP");
    }

    @Test
    void replayDoesNotWaitForParentsAndFindsThemOnceTheyAreThere() throws Exception {
        pipeline.execute(
                "CREATE TABLE shop.skus (sku text PRIMARY KEY); INSERT INTO shop.skus SELECT DISTINCT sku FROM shop.order_lines"
                        + " WHERE sku IS NOT NULL; ALTER TABLE shop.order_lines ADD FOREIGN KEY (sku) REFERENCES shop.skus");
        orders = Files.writeString(
                        pipeline.home().resolve("orders.yaml"), ORDER_LINES_DECLARED + "allow: [foreign_keys]\n")
                .toString();
        String row = "x,%d,%s,1,1,EUR,open,2026-03-03T09:00:00Z,u";
        pipeline.deliverTo("orders", "1.csv", HEADER, row.formatted(1, "LAMP"), row.formatted(2, "NEW"));
        pipeline.load("--stream", "events,%s,%s".formatted(orders, readings), "--hold", "0s");
        ok("replay", "1.csv", "--stream", orders);
        assertThat(
                        pipeline.rows(
                                "SELECT inserted, unchanged, rejected FROM ingested_files WHERE path = '1.csv' ORDER BY file_id"))
                .containsExactly("1|0|1", "0|1|1");
        pipeline.execute("INSERT INTO shop.skus VALUES ('NEW')");
        assertThat(ok("rejects", "replay", "--stream", orders, "--reason", "refused_by_table")
                        .out())
                .contains("Done: 1 inserted, 0 updated")
                .doesNotContain("still");
        assertThat(ok("verify", "--stream", orders).out()).doesNotContain("GAP");
    }

    @Test
    void whatIsOnlyAppendedKeepsFileAndLineOfTheFirstOfTheSameBytes() throws Exception {
        String rows = "SELECT sensor, source_file_id, source_line FROM shop.readings ORDER BY 2, 3";
        String first = id("readings", "readings-1.csv");
        assertThat(pipeline.rows(rows)).containsExactly("attic|%s|2".formatted(first));
        List<String> others = others("readings");
        assertThat(ok("replay", "readings-2.csv", "--stream", readings).out()).contains("Done: 0 inserted");
        pipeline.execute("DELETE FROM shop.readings");
        assertThat(ok("replay", "readings-2.csv", "--stream", readings).out()).contains("Done: 1 inserted");
        assertThat(ok("replay", "readings-1.csv", "--stream", readings).out()).contains("Done: 0 inserted");
        assertThat(pipeline.rows(rows)).containsExactly("attic|%s|2".formatted(first));
        assertThat(others("readings")).isEqualTo(others);
        // What was deleted by hand was inserted twice by the ledger: one row too few.
        pipeline.execute(
                "UPDATE ingested_files SET inserted = 0, unchanged = 1 WHERE stream = 'readings' AND replay_of IS NOT NULL"
                        + " AND inserted = 1; UPDATE pipeline SET inserted = inserted - 1, unchanged = unchanged + 1 WHERE stream = 'readings'");
        assertThat(ok("verify", "--stream", readings).out()).doesNotContain("GAP");
    }

    @Test
    void checkJudgesByTheDeclaration() throws Exception {
        Path file = Files.writeString(
                pipeline.home().resolve("orders.csv"),
                HEADER
                        + "\na,1,LAMP,2,19.99,EUR,open,2026-03-01T09:00:00Z,u\na,1,LAMP,2,free,EUR,open,2026-03-01T09:00:00Z,u\n");
        Ran ran = Operated.plain("check", file.toString(), "--stream", orders);
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out()).contains("2 read, 1 accepted, 0 filtered, 1 rejected (bad_decimal 1)");
    }

    @Test
    void verifyCoversAllStreamsAndSaysWhatItCannotWithoutTheFile() throws Exception {
        Ran all = ok("verify");
        assertThat(all.out().lines().filter(line -> line.startsWith("Stream ")))
                .containsExactly("Stream events", "Stream orders", "Stream readings");
        assertThat(all.out())
                .contains("-    rows        not checked: expected the YAML file of the stream")
                .doesNotContain("GAP");
        assertThat(all.out().lines().filter(line -> line.startsWith("ok   aggregates")))
                .hasSize(1);
        assertThat(ok("verify", "--stream", orders + "," + readings).out()).doesNotContain("not checked", "aggregates");
        JsonObject json = ok("verify", "--json").json().getAsJsonObject();
        assertThat(json.get("ok").getAsBoolean()).isTrue();
        assertThat(json.getAsJsonArray("checks"))
                .extracting(check -> check.getAsJsonObject().get("stream").getAsString())
                .contains("events", "orders", "readings");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "rows; DELETE FROM shop.order_lines WHERE line_no = 2; it has 2 rows, and 3 were inserted",
                "rows; UPDATE shop.order_lines SET source_file_id = 99; rows are from it, and the ledger does not have it",
                "rejects; DELETE FROM rejected_events WHERE stream = 'orders'; it counts 1 rejected, and 0 dead letters are kept",
                "totals; UPDATE pipeline SET updated = 7 WHERE stream = 'orders'; pipeline says 7, the ledger 2",
                "known; UPDATE ingested_files SET archive_path = NULL WHERE stream = 'orders' AND path = 'day.csv';"
                        + " the ledger does not have it",
            })
    void gapsOfADeclaredStreamAreFound(String check, String change, String says) throws Exception {
        pipeline.execute(change);
        Ran ran = pipeline.tidegate("verify", "--stream", "events", "--stream", orders, "--json");
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.json().getAsJsonObject().getAsJsonArray("gaps"))
                .isNotEmpty()
                .allSatisfy(gap -> {
                    assertThat(gap.getAsJsonObject().get("stream").getAsString())
                            .isEqualTo("orders");
                    assertThat(gap.getAsJsonObject().get("check").getAsString()).isEqualTo(check);
                    assertThat(gap.getAsJsonObject().get("detail").getAsString())
                            .contains(says);
                });
    }

    /** A partitioned table has no pages of its own. */
    @Test
    void rowsInPartsOfATableAreCountedWithIt() throws Exception {
        pipeline.execute("""
                ALTER TABLE shop.readings RENAME TO readings_all;
                CREATE TABLE shop.readings (LIKE shop.readings_all INCLUDING DEFAULTS) PARTITION BY HASH (source_file_id);
                CREATE TABLE shop.readings_0 PARTITION OF shop.readings FOR VALUES WITH (MODULUS 2, REMAINDER 0);
                CREATE TABLE shop.readings_1 PARTITION OF shop.readings FOR VALUES WITH (MODULUS 2, REMAINDER 1);
                INSERT INTO shop.readings SELECT * FROM shop.readings_all;
                GRANT SELECT ON shop.readings, shop.readings_0, shop.readings_1 TO tidegate_operator;
                """);
        assertThat(ok("verify", "--stream", readings).out()).doesNotContain("GAP");
        pipeline.execute(
                "INSERT INTO shop.readings SELECT (jsonb_populate_record(reading, '{\"source_file_id\": 77}')).*"
                        + " FROM shop.readings AS reading LIMIT 1");
        assertThat(pipeline.tidegate("verify", "--stream", readings).out())
                .contains("file 77: 1 rows are from it, and the ledger does not have it");
    }

    /** The rows that a table had before the stream are from no file, and may be updated by one. */
    @Test
    void adoptedRowsAreNoGap() throws Exception {
        pipeline.execute("""
                INSERT INTO shop.order_lines SELECT (jsonb_populate_record(line, '{"order_id": "old", "source_file_id": 0, "source_line": 0}')).*
                FROM shop.order_lines AS line LIMIT 1
                """);
        assertThat(ok("verify", "--stream", orders).out()).doesNotContain("GAP");
        pipeline.deliverTo("orders", "old.csv", HEADER, "old,1,LAMP,3,19.99,EUR,paid,2026-04-02T09:00:00Z,u");
        load();
        assertThat(ok("verify", "--stream", orders).out()).doesNotContain("GAP");
    }

    @Test
    void filesThatTheLedgerOfAStreamLostArePutBackIntoItsFolder() throws Exception {
        List<String> before = pipeline.rows(ORDER_LINES);
        List<String> others = others("orders");
        pipeline.execute("DELETE FROM rejected_events WHERE stream = 'orders'; DELETE FROM shop.order_lines;"
                + " DELETE FROM ingested_files WHERE stream = 'orders'; DELETE FROM ingest_batches WHERE stream = 'orders';"
                + " UPDATE pipeline SET files = 0, records_read = 0, inserted = 0, updated = 0, unchanged = 0, stale = 0, duplicate = 0, filtered = 0, rejected = 0,"
                + " last_batch = 0, last_file_id = 0 WHERE stream = 'orders'");
        Ran ran = pipeline.tidegate("verify", "--put-back");
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out()).contains("Put back into the input folder: recovered-");
        try (Stream<Path> files = Files.list(pipeline.input().resolve("orders"))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("recovered-")))
                    .hasSize(2);
        }
        load();
        assertThat(pipeline.rows("SELECT order_id, line_no, quantity, price FROM shop.order_lines ORDER BY 1, 2"))
                .hasSameSizeAs(before);
        assertThat(ok("verify", "--stream", orders).out()).doesNotContain("GAP");
        assertThat(others.subList(4, 7)).isEqualTo(others("orders").subList(4, 7));
    }

    @Test
    void retentionIsOfEachStreamOrOfOneAlone() throws Exception {
        onLedger("rejects", "discard", "--all", "--stream", "orders");
        pipeline.execute("UPDATE ingested_files SET archived_at = archived_at - interval '30 days';"
                + " UPDATE rejected_events SET resolved_at = resolved_at - interval '30 days'");
        List<String> others = others("orders");
        Ran one = ok("retention", "--keep", "7d", "--stream", "orders");
        assertThat(one.out()).contains("Stream orders", "2 archived files,", "1 settled reject");
        assertThat(others("orders")).isEqualTo(others);
        assertThat(ok("verify").out()).doesNotContain("GAP");
        assertThat(pipeline.tidegate("replay", "later.csv", "--stream", orders).out())
                .contains("it was removed at");
    }

    @Test
    void retentionOfOneStreamStopsAndTheOthersGoOn() throws Exception {
        for (String stream : List.of("events", "orders", "readings")) {
            onLedger("rejects", "discard", "--all", "--stream", stream);
        }
        pipeline.execute("UPDATE ingested_files SET archived_at = archived_at - interval '30 days'");
        Files.move(pipeline.archive().resolve("orders"), pipeline.home().resolve("elsewhere"));
        Ran ran = pipeline.tidegate("retention", "--keep", "7d");
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.err()).contains("orders is not there. Nothing was removed or marked");
        assertThat(pipeline.rows("SELECT stream, count(removed_at) FROM ingested_files GROUP BY 1 ORDER BY 1"))
                .containsExactly("events|1", "orders|0", "readings|2");
    }

    @Test
    void doctorLooksAtTheFoldersOfAllAndComparesTablesWithTheirFiles() throws Exception {
        assertThat(pipeline.tidegate("doctor").out())
                .containsPattern("ok +input +.*/input/orders, ")
                .containsPattern("ok +archive +.*/archive/readings, ")
                .containsPattern("(?m)^- +table +that of the stream orders is not checked");
        assertThat(pipeline.tidegate("doctor", "--stream", orders).out())
                .containsPattern("ok +table +shop.order_lines is what the stream orders declares")
                .doesNotContain("readings");
        pipeline.execute("ALTER TABLE shop.order_lines RENAME COLUMN currency TO coin");
        Ran ran = pipeline.tidegate("doctor", "--stream", orders);
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out())
                .containsPattern("wrong +table +stream orders: .*currency")
                .contains("ADD COLUMN");
        Ran replay = pipeline.tidegate("replay", "day.csv", "--stream", orders);
        assertThat(replay.exitCode()).isEqualTo(1);
        assertThat(replay.err()).contains("the table of the stream orders is not as declared: ");
    }

    @Test
    void anotherStreamThanThereIsIsAnErrorAndNoEmptyAnswer() throws Exception {
        Ran files = pipeline.tidegate("files", "--stream", "order");
        assertThat(files.exitCode()).isEqualTo(1);
        assertThat(files.err()).contains("the database has no stream order, but events, orders, readings");
        Ran status = pipeline.tidegateOnDatabase("status", "--stream", "order");
        assertThat(status.exitCode()).isEqualTo(2);
        assertThat(status.err()).contains("'order': the database has the streams events, orders, readings");
        Ran replay = pipeline.tidegate("replay", "day.csv", "--stream", "orders");
        assertThat(replay.exitCode()).isEqualTo(2);
        assertThat(replay.err()).contains("expected the YAML file of the stream");
    }
}
