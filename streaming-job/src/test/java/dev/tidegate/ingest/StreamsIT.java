package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.table.TableDdl;
import dev.tidegate.postgres.TestServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Streams side by side: the built-in one and a declared one, each with its table, folders and ledger. */
@Tag("versions")
@Tag("spark")
class StreamsIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @TempDir
    private Path declarations;

    private Path orders;

    @BeforeEach
    void declare() throws Exception {
        orders = Files.writeString(declarations.resolve("orders.yaml"), """
                stream: orders
                table: shop.order_lines
                key: [order_id, line_no]
                version: updated_at
                columns:
                  order_id: {type: text, required: true}
                  line_no: {type: integer, min: 1, default: 1}
                  quantity: {type: decimal, precision: 12, scale: 3, default: 1}
                  price: {type: decimal, precision: 14, scale: 4, min: 0, required: true}
                  total: {type: decimal, precision: 26, scale: 7, computed: quantity * price}
                  updated_at: {type: timestamp, required: true}
                other_columns: ignore
                deleted: {header: op, values: [d]}
                """);
        pipeline.execute("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.order_lines (
                    order_id text NOT NULL, line_no smallint NOT NULL, quantity numeric(12, 3), price numeric(14, 4),
                    total numeric(26, 7), updated_at timestamptz NOT NULL,
                    source_file_id bigint NOT NULL, source_line bigint NOT NULL, ingested_at timestamptz NOT NULL,
                    deleted_at timestamptz, PRIMARY KEY (line_no, order_id));
                GRANT USAGE ON SCHEMA shop TO tidegate_ingest;
                GRANT SELECT, INSERT, UPDATE ON shop.order_lines TO tidegate_ingest;
                INSERT INTO pipeline (stream, schema_version, target_table)
                SELECT 'orders', schema_version, 'shop.order_lines' FROM pipeline""");
    }

    @Test
    void eachHasItsTableFoldersAndLedger() throws Exception {
        pipeline.deliver("day.csv", event(1), event(2).price("free"));
        deliverOrders(
                "day.csv",
                "a,1,2.5,0.0001,2026-01-01T00:00:00Z,",
                "a,2,,9.99,2026-01-01T00:00:00Z,",
                "a,x,,9.99,2026-01-01T00:00:00Z,",
                "b,1,,1,2026-01-01T00:00:00Z,d");
        pipeline.runOnce("--stream", "events", "--stream", orders.toString());
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("1");
        assertThat(orderLines())
                .containsExactly(
                        "a|1|2.500|0.0001|0.0002500|f", "a|2|1.000|9.9900|9.9900000|f", "b|1|null|null|null|t");
        assertThat(pipeline.rows(
                        "SELECT stream, path, records_read, inserted, rejected, state FROM ingested_files ORDER BY 1"))
                .containsExactly("events|day.csv|2|1|1|archived", "orders|day.csv|4|3|1|archived");
        assertThat(pipeline.rows("SELECT stream, line, reason, column_name FROM rejected_events ORDER BY 1"))
                .containsExactly("events|3|bad_decimal|price", "orders|4|bad_integer|line_no");
        assertThat(pipeline.inputFiles()).containsExactly("orders");
        assertThat(files(pipeline.archive().resolve("orders"))).hasSize(1);
        assertThat(Path.of(pipeline.checkpoint() + "-orders")).isDirectory();
    }

    @Test
    void newerVersionsAndTombstonesWinInAnyOrder() throws Exception {
        deliverOrders("2.csv", "a,1,1,2,2026-01-02T00:00:00Z,", "b,1,1,2,2026-01-02T00:00:00Z,d");
        deliverOrders("1.csv", "a,1,1,1,2026-01-01T00:00:00Z,", "b,1,1,1,2026-01-01T00:00:00Z,");
        deliverOrders("3.csv", "a,1,1,2,2026-01-02T00:00:00Z,", "b,1,1,3,2026-01-03T00:00:00Z,");
        for (int file = 0; file < 3; file++) {
            pipeline.runOnce("--stream", orders.toString(), "--max-files-per-trigger", "1");
        }
        assertThat(orderLines()).containsExactly("a|1|1.000|2.0000|2.0000000|f", "b|1|1.000|3.0000|3.0000000|f");
        assertThat(pipeline.rows("SELECT sum(inserted), sum(updated), sum(unchanged), sum(stale) FROM ingested_files"))
                .containsExactly("2|1|1|2");
    }

    /** An export of the whole history, each night. */
    @Test
    void cumulativeExportsCorrectAndAddAndTakeAwayWhatTheyNameForIt() throws Exception {
        Path exports = Path.of("src", "test", "resources", "exports", "28-cumulative");
        Path declaration = exports.resolve("stream.yaml");
        pipeline.database().apply(TableDdl.create(StreamFile.read(declaration).stream()));
        Files.createDirectories(pipeline.input().resolve("cumulative"));
        for (String name : List.of("orders.csv", "orders-day2.csv", "orders-tombstone.csv")) {
            pipeline.deliver("cumulative/" + name, Files.readAllBytes(exports.resolve(name)));
            pipeline.runOnce("--stream", declaration.toString());
        }
        assertThat(pipeline.counts())
                .containsExactly(
                        "orders.csv: read=2 inserted=2",
                        "orders-day2.csv: read=2 inserted=1 updated=1",
                        "orders-tombstone.csv: read=1 updated=1");
        assertThat(pipeline.rows("SELECT order_id, line, price FROM shop.cumulative WHERE deleted_at IS NULL"
                        + " ORDER BY 1, 2"))
                .containsExactly("1|1|9.0000", "2|1|10.0000");
    }

    @Test
    void newRowOlderThanTombstonesThatAreGoneGoesInWithAWord() throws Exception {
        deliverOrders("1.csv", "b,1,1,2,2026-01-02T00:00:00Z,d");
        pipeline.runOnce("--stream", orders.toString());
        pipeline.execute("DELETE FROM shop.order_lines; UPDATE pipeline SET tombstones_removed = 1,"
                + " tombstones_removed_file_id = 1, tombstones_removed_version = jsonb_build_object('column', 'updated_at',"
                + " 'type', 'timestamptz', 'value', '2026-01-02T00:00:00+00:00'::timestamptz) WHERE stream = 'orders'");
        deliverOrders("2.csv", "a,1,1,2,2026-01-03T00:00:00Z,", "b,1,1,2,2026-01-03T00:00:00Z,d");
        pipeline.runOnce("--stream", orders.toString());
        assertThat(pipeline.log().all()).noneMatch(line -> line.contains("tombstones"));
        deliverOrders(
                "3.csv",
                "c,1,1,1,2026-01-04T00:00:00Z,",
                "c,1,1,1,2026-01-01T00:00:00Z,",
                "d,1,1,1,2026-01-01T00:00:00Z,");
        pipeline.runOnce("--stream", orders.toString());
        assertThat(pipeline.log().all())
                .anyMatch(
                        line -> line.contains(
                                "New rows that are older than tombstones which retention has removed: 1, the first from 3.csv line 4"));
        assertThat(pipeline.counts()).contains("3.csv: read=3 inserted=2 duplicate=1");
    }

    @Test
    void runningJobLoadsBothAndStopsBoth() throws Exception {
        RunningJob job = pipeline.start("--stream", "events", "--stream", orders.toString());
        pipeline.deliver("a.csv", event(1));
        deliverOrders("a.csv", "a,1,1,1,2026-01-01T00:00:00Z,");
        pipeline.awaitArchived(2);
        assertThat(job.stop()).isZero();
        assertThat(orderLines()).hasSize(1);
    }

    @Test
    void rowThatAConditionOfTheTableRefusesIsARejectAndTheOthersOfItsFileGoIn() throws Exception {
        pipeline.execute("ALTER TABLE shop.order_lines ADD CONSTRAINT cheap CHECK (price < 100)");
        deliverOrders("day.csv", "a,1,1,99,2026-01-01T00:00:00Z,", "a,2,1,100,2026-01-01T00:00:00Z,");
        pipeline.runOnce("--stream", orders.toString());
        assertThat(orderLines()).containsExactly("a|1|1.000|99.0000|99.0000000|f");
        assertThat(pipeline.rows("SELECT line, reason, message LIKE '%cheap%' FROM rejected_events"))
                .containsExactly("3|refused_by_table|t");
        assertThat(pipeline.counts()).containsExactly("day.csv: read=2 inserted=1 rejected=1");
    }

    @Test
    void tableThatIsNotAsDeclaredStopsTheStartAndNothingIsTouched() throws Exception {
        pipeline.execute("ALTER TABLE shop.order_lines ALTER COLUMN price TYPE numeric(14, 2), DROP COLUMN deleted_at");
        pipeline.deliver("day.csv", event(1));
        deliverOrders("day.csv", "a,1,1,1,2026-01-01T00:00:00Z,");
        assertThat(pipeline.run("--stream", "events", "--stream", orders.toString()))
                .isEqualTo(Failure.REFUSED);
        assertThat(pipeline.log().all())
                .anyMatch(line -> line.contains("price") && line.contains("numeric(14,2)"))
                .anyMatch(line -> line.contains("deleted_at"));
        assertThat(pipeline.rows("SELECT count(*) FROM ingested_files")).containsExactly("0");
        assertThat(pipeline.rows("SELECT DISTINCT epoch FROM pipeline")).containsExactly("0");
    }

    @Test
    void columnMadeNarrowerUnderTheJobRoundsNoValue() throws Exception {
        RunningJob job = pipeline.start("--stream", orders.toString());
        deliverOrders("1.csv", "a,1,1,1.2345,2026-01-01T00:00:00Z,");
        pipeline.awaitArchived(1);
        pipeline.execute("ALTER TABLE shop.order_lines ALTER COLUMN price TYPE numeric(14, 3)");
        deliverOrders("2.csv", "b,1,1,1.2345,2026-01-01T00:00:00Z,");
        TestPipeline.await().until(job::ended);
        assertThat(job.exitStatus()).isEqualTo(Failure.REFUSED);
        assertThat(orderLines()).hasSize(1);
        assertThat(pipeline.log().all())
                .anyMatch(line -> line.contains("has changed the columns"))
                .anyMatch(line -> line.contains("price is numeric(14,3), declared is numeric(14, 4)"));
    }

    @Test
    void triggerMadeUnderTheJobSendsNoFileToQuarantine() throws Exception {
        RunningJob job = pipeline.start("--stream", orders.toString());
        deliverOrders("1.csv", "a,1,1,1,2026-01-01T00:00:00Z,");
        pipeline.awaitArchived(1);
        pipeline.execute("""
                CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                CREATE TRIGGER away BEFORE INSERT ON shop.order_lines FOR EACH ROW EXECUTE FUNCTION away()""");
        deliverOrders("2.csv", "b,1,1,1,2026-01-01T00:00:00Z,");
        TestPipeline.await().until(job::ended);
        assertThat(job.exitStatus()).isEqualTo(Failure.REFUSED);
        assertThat(pipeline.states()).containsExactly("1.csv: archived");
        assertThat(pipeline.log().all()).anyMatch(line -> line.contains("has enabled triggers"));
    }

    @Test
    void triggerMadeOnAPartitionUnderTheJobChangesNoValue() throws Exception {
        Path readings = partitionedReadings("");
        RunningJob job = pipeline.start("--stream", readings.toString());
        pipeline.deliver("readings/1.csv", "id,region,value\n1,north,1\n");
        pipeline.awaitArchived(1);
        pipeline.execute("""
                CREATE FUNCTION half() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.value := NEW.value / 2; RETURN NEW; END';
                CREATE TRIGGER half BEFORE INSERT ON shop.readings_north FOR EACH ROW EXECUTE FUNCTION half()""");
        pipeline.deliver("readings/2.csv", "id,region,value\n2,north,2\n");
        TestPipeline.await().until(job::ended);
        assertThat(job.exitStatus()).isEqualTo(Failure.REFUSED);
        assertThat(pipeline.rows("SELECT id, value FROM shop.readings")).containsExactly("1|1.000");
        assertThat(pipeline.log().all()).anyMatch(line -> line.contains("has enabled triggers"));
    }

    @Test
    void keyThatIsUniqueNoMoreIsNamed() throws Exception {
        RunningJob job = pipeline.start("--stream", orders.toString());
        deliverOrders("1.csv", "a,1,1,1,2026-01-01T00:00:00Z,");
        pipeline.awaitArchived(1);
        pipeline.execute("ALTER TABLE shop.order_lines DROP CONSTRAINT order_lines_pkey");
        deliverOrders("2.csv", "a,1,1,1,2026-01-02T00:00:00Z,");
        TestPipeline.await().until(job::ended);
        assertThat(job.exitStatus()).isEqualTo(Failure.REFUSED);
        assertThat(orderLines()).hasSize(1);
        assertThat(pipeline.log().all()).anyMatch(line -> line.contains("has no unique index on just the key"));
    }

    @Test
    void changeOfTheTableThatFitsDoesNotEndTheStream() throws Exception {
        RunningJob job = pipeline.start("--stream", orders.toString());
        deliverOrders("1.csv", "a,1,1,1,2026-01-01T00:00:00Z,");
        pipeline.awaitArchived(1);
        pipeline.execute(
                "ALTER TABLE shop.order_lines ADD COLUMN note text DEFAULT 'none', ALTER COLUMN line_no TYPE int");
        deliverOrders("2.csv", "a,40000,1,1,2026-01-01T00:00:00Z,");
        pipeline.awaitArchived(2);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.counts()).hasSize(2);
        assertThat(pipeline.rows("SELECT line_no FROM shop.order_lines ORDER BY 1"))
                .containsExactly("1", "40000");
        assertThat(pipeline.log().all()).anyMatch(line -> line.startsWith("INFO [orders] batch="));
    }

    @Test
    void conditionAddedUnderTheRunningJobRefusesRowsAndNotFiles() throws Exception {
        RunningJob job = pipeline.start("--stream", orders.toString());
        deliverOrders("1.csv", "a,1,1,1,2026-01-01T00:00:00Z,");
        pipeline.awaitArchived(1);
        pipeline.execute("ALTER TABLE shop.order_lines ADD CONSTRAINT cheap CHECK (price < 100)");
        deliverOrders("2.csv", "b,1,1,99,2026-01-01T00:00:00Z,", "b,2,1,100,2026-01-01T00:00:00Z,");
        pipeline.awaitArchived(2);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.counts()).endsWith("2.csv: read=2 inserted=1 rejected=1");
        assertThat(pipeline.rows("SELECT line, reason FROM rejected_events")).containsExactly("3|refused_by_table");
    }

    /** They are judged as rows of the first delivery, also while it is looked for those that the table refuses. */
    @Test
    void sameBytesOnceMoreAreUnchangedAndOnlyWhatWasRefusedIsRefusedAgain() throws Exception {
        Path readings = Files.writeString(declarations.resolve("readings.yaml"), """
                stream: readings
                table: shop.readings
                key: none
                columns:
                  id: {type: integer, required: true}
                other_columns: ignore
                allow: [unique]
                """);
        pipeline.execute("""
                CREATE TABLE shop.readings (
                    id bigint UNIQUE, source_file_id bigint NOT NULL, source_line bigint NOT NULL, ingested_at timestamptz,
                    PRIMARY KEY (source_file_id, source_line));
                GRANT SELECT, INSERT, UPDATE ON shop.readings TO tidegate_ingest;
                INSERT INTO pipeline (stream, schema_version, target_table)
                SELECT 'readings', max(schema_version), 'shop.readings' FROM pipeline""");
        Files.createDirectories(pipeline.input().resolve("readings"));
        for (String name : new String[] {"a.csv", "b.csv"}) {
            pipeline.deliver("readings/" + name, "id\n1\n2\n2\n3\n");
            pipeline.runOnce("--stream", readings.toString());
        }
        assertThat(pipeline.counts())
                .containsExactly("a.csv: read=4 inserted=3 rejected=1", "b.csv: read=4 unchanged=3 rejected=1");
    }

    @Test
    void runThatLeavesFilesBehindSaysSoByItsStatusAndInALine() throws Exception {
        pipeline.execute("""
                CREATE TABLE shop.known (order_id text PRIMARY KEY);
                INSERT INTO shop.known VALUES ('a');
                ALTER TABLE shop.order_lines ADD FOREIGN KEY (order_id) REFERENCES shop.known""");
        Files.writeString(orders, Files.readString(orders) + "allow: [foreign_keys]\n");
        pipeline.deliver("a.csv", event(1));
        deliverOrders("1.csv", "a,1,1,1,2026-01-01T00:00:00Z,");
        deliverOrders("2.csv", "a,2,1,1,2026-01-01T00:00:00Z,", "b,1,1,1,2026-01-01T00:00:00Z,");
        String[] both = {"--stream", "events", "--stream", orders.toString()};
        assertThat(pipeline.run(both)).isEqualTo(Failure.LEFT_BEHIND);
        assertThat(pipeline.counts()).containsExactlyInAnyOrder("a.csv: read=1 inserted=1", "1.csv: read=1 inserted=1");
        assertThat(pipeline.log().of("WARN"))
                .anyMatch(
                        line -> line.contains("Files left behind in the input folder: 1, such as 2.csv: it waits for a"
                                + " row of another table: line 3: refused_by_table"));
        pipeline.execute("INSERT INTO shop.known VALUES ('b')");
        pipeline.runOnce(both);
        assertThat(pipeline.counts()).last().isEqualTo("2.csv: read=2 inserted=2");
    }

    @Test
    void uniqueIndexMadeOnAPartitionUnderTheJobSendsNoFileToQuarantine() throws Exception {
        Path readings = partitionedReadings("");
        RunningJob job = pipeline.start("--stream", readings.toString());
        pipeline.deliver("readings/1.csv", "id,region,value\n1,north,1\n");
        pipeline.awaitArchived(1);
        pipeline.execute("CREATE UNIQUE INDEX once ON shop.readings_north (value)");
        pipeline.deliver("readings/2.csv", "id,region,value\n2,north,1\n");
        TestPipeline.await().until(job::ended);
        assertThat(job.exitStatus()).isEqualTo(Failure.REFUSED);
        assertThat(pipeline.states()).containsExactly("1.csv: archived");
        assertThat(pipeline.log().all())
                .anyMatch(line -> line.contains("has further unique indexes, which can refuse rows (once)"));
    }

    @Test
    void partitionThatIsAttachedUnderTheJobTakesRows() throws Exception {
        RunningJob job = pipeline.start(
                "--stream", partitionedReadings("allow: [unique]\n").toString());
        pipeline.deliver("readings/1.csv", "id,region,value\n1,north,1\n2,south,1\n");
        pipeline.awaitArchived(1);
        pipeline.execute("CREATE TABLE shop.readings_south PARTITION OF shop.readings FOR VALUES IN ('south');"
                + " CREATE UNIQUE INDEX ON shop.readings_south (value)");
        pipeline.deliver("readings/2.csv", "id,region,value\n3,south,1\n4,south,1\n");
        pipeline.awaitArchived(2);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.counts())
                .containsExactly("1.csv: read=2 inserted=1 rejected=1", "2.csv: read=2 inserted=1 rejected=1");
    }

    @Test
    void fileWithANewerVersionThatTheDatabaseRefusesGoesToQuarantineAndTheOthersGoIn() throws Exception {
        Path prices = prices("half smallint GENERATED ALWAYS AS (price) STORED");
        pipeline.deliver("prices/1.csv", "id,price\n1,1\n2,1\n");
        pipeline.runOnce("--stream", prices.toString());
        pipeline.deliver("prices/2.csv", "id,price\n1,100000\n");
        pipeline.deliver("prices/3.csv", "id,price\n2,3\n");
        pipeline.runOnce("--stream", prices.toString());
        assertThat(pipeline.rows("SELECT path, state, updated FROM ingested_files ORDER BY file_id"))
                .containsExactly("1.csv|archived|0", "2.csv|quarantined|0", "3.csv|archived|1");
        assertThat(pipeline.rows("SELECT id, price FROM shop.prices ORDER BY id"))
                .containsExactly("1|1", "2|3");
    }

    /** A stream without a version. */
    private Path prices(String column) throws Exception {
        pipeline.execute("""
                CREATE TABLE shop.known (id bigint PRIMARY KEY);
                CREATE TABLE shop.prices (
                    id bigint PRIMARY KEY, price bigint, %s,
                    source_file_id bigint NOT NULL, source_line bigint NOT NULL, ingested_at timestamptz);
                GRANT SELECT, INSERT, UPDATE ON shop.prices TO tidegate_ingest;
                INSERT INTO pipeline (stream, schema_version, target_table)
                SELECT 'prices', schema_version, 'shop.prices' FROM pipeline WHERE stream = 'events'""".formatted(column));
        Files.createDirectories(pipeline.input().resolve("prices"));
        return Files.writeString(declarations.resolve("prices.yaml"), """
                stream: prices
                table: shop.prices
                key: id
                columns:
                  id: {type: integer, required: true}
                  price: {type: integer}
                other_columns: ignore
                """);
    }

    @Test
    void whereTheLastDeliveredWinsNoFileOvertakesOneThatWaitsForAParent() throws Exception {
        Path prices = prices("shop bigint REFERENCES shop.known");
        Files.writeString(
                prices,
                Files.readString(prices).replace("other_columns", "  shop: {type: integer}\nother_columns")
                        + "allow: [foreign_keys]\n");
        RunningJob job = pipeline.start("--stream", prices.toString());
        pipeline.deliver("prices/1.csv", "id,shop,price\n1,,1\n2,7,1\n");
        TestPipeline.await().until(() -> pipeline.log().of("WARN").stream()
                .anyMatch(line -> line.contains("Cannot load 1.csv yet: it waits for a row of another table")));
        pipeline.deliver("prices/2.csv", "id,shop,price\n1,,2\n");
        TestPipeline.await().until(() -> pipeline.rows(
                        "SELECT files_waiting, files_held FROM pipeline_status" + " WHERE stream = 'prices'")
                .equals(List.of("1|1")));
        pipeline.execute("INSERT INTO shop.known VALUES (7)");
        pipeline.awaitArchived(2);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.counts()).containsExactly("1.csv: read=2 inserted=2", "2.csv: read=1 updated=1");
        assertThat(pipeline.rows("SELECT id, price FROM shop.prices ORDER BY id"))
                .containsExactly("1|2", "2|1");
    }

    @Test
    void streamThatEndsDoesNotEndTheOthersAndTheJobSaysTheWorst() throws Exception {
        pipeline.execute("""
                CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''never''; END';
                CREATE TRIGGER no BEFORE INSERT ON shop.order_lines FOR EACH STATEMENT EXECUTE FUNCTION no()""");
        Files.writeString(orders, Files.readString(orders) + "allow: [triggers]\n");
        ShownMetrics shown = new ShownMetrics(ShownMetrics.freePort());
        RunningJob job =
                pipeline.start("--stream", "events", "--stream", orders.toString(), "--metrics-port", shown.port());
        TestPipeline.await().until(() -> pipeline.log().all().stream()
                .anyMatch(line -> line.contains("The stream orders has ended with status 3")));
        pipeline.deliver("a.csv", event(1));
        pipeline.awaitArchived(1);
        assertThat(pipeline.rows("SELECT note FROM pipeline_status WHERE stream = 'orders'"))
                .first()
                .asString()
                .contains("never");
        HttpResponse<String> health = shown.get("/healthz");
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body())
                .startsWith("{\"status\":\"down\",\"stream\":\"orders\"")
                .contains("never", "{\"status\":\"up\",\"stream\":\"events\"");
        assertThat(shown.metrics())
                .containsEntry("tidegate_job_healthy{stream=\"orders\"}", 0.0)
                .containsEntry("tidegate_job_healthy{stream=\"events\"}", 1.0)
                .containsEntry("tidegate_job_records_total{outcome=\"inserted\",stream=\"events\"}", 1.0);
        assertThat(job.stop()).isEqualTo(Failure.REFUSED);
    }

    @Test
    @Tag("server")
    void idsThatAnotherStreamGaveOutBeforeARestoreAreNotGivenOutAgain() throws Exception {
        TestServer server = pipeline.database().server();
        assumeThat(server.supportsCrash()).isTrue();
        String[] both = {"--stream", "events", "--stream", orders.toString()};
        pipeline.deliver("a.csv", event(1));
        pipeline.runOnce(both);
        server.keepCopy();
        deliverOrders("b.csv", "a,1,1,1,2026-01-01T00:00:00Z,");
        pipeline.runOnce(both);
        server.goBack(false);
        pipeline.deliver("c.csv", event(2));
        // Of the events nothing was lost; the orders are refused, and the ids of what they lost stand in their archive.
        assertThat(pipeline.run(both)).isEqualTo(Failure.REFUSED);
        assertThat(pipeline.rows("SELECT stream, path, file_id FROM ingested_files ORDER BY file_id"))
                .containsExactly("events|a.csv|1", "events|c.csv|3");
        pipeline.runOnce("--stream", orders.toString(), "--put-back-missing");
        assertThat(pipeline.rows("SELECT path, file_id FROM ingested_files WHERE stream = 'orders'"))
                .containsExactly("recovered-2-b.csv|4");
    }

    private Path partitionedReadings(String moreLines) throws Exception {
        Path readings = Files.writeString(declarations.resolve("readings.yaml"), """
                stream: readings
                table: shop.readings
                key: [id, region]
                columns:
                  id: {type: integer, required: true}
                  region: {type: text, required: true}
                  value: {type: decimal, precision: 12, scale: 3}
                other_columns: ignore
                """ + moreLines);
        pipeline.execute("""
                CREATE TABLE shop.readings (
                    id bigint, region text COLLATE "C", value numeric(12, 3), source_file_id bigint NOT NULL,
                    source_line bigint NOT NULL, ingested_at timestamptz, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
                CREATE TABLE shop.readings_north PARTITION OF shop.readings FOR VALUES IN ('north');
                GRANT SELECT, INSERT, UPDATE ON shop.readings TO tidegate_ingest;
                INSERT INTO pipeline (stream, schema_version, target_table)
                SELECT 'readings', max(schema_version), 'shop.readings' FROM pipeline""");
        Files.createDirectories(pipeline.input().resolve("readings"));
        return readings;
    }

    private Iterable<String> orderLines() throws Exception {
        return pipeline.rows(
                "SELECT order_id, line_no, quantity, price, total, deleted_at IS NOT NULL FROM shop.order_lines ORDER BY 1, 2");
    }

    private void deliverOrders(String name, String... lines) throws IOException {
        Files.createDirectories(pipeline.input().resolve("orders"));
        pipeline.deliver(
                "orders/" + name, "order_id,line_no,quantity,price,updated_at,op\n" + String.join("\n", lines) + "\n");
    }

    private static Iterable<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(TestPipeline.MARK))
                    .toList();
        }
    }
}
