package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A shop's own files go in by configuration alone. */
class MappingIT {

    static final String REES46 = "../mappings/rees46.yaml";
    private static final String RETAILROCKET = "../mappings/retailrocket.yaml";
    private static final String ALL_READ = "read=5019 inserted=5019";

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @TempDir
    private Path folder;

    static byte[] rees46() throws IOException {
        try (InputStream in =
                new GZIPInputStream(MappingIT.class.getResourceAsStream("/rees46/rees46-2019-oct.csv.gz"))) {
            return in.readAllBytes();
        }
    }

    private Path mapping(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
    }

    @Test
    void rees46GoesInByItsMappingAndItsRevenueIsThatOfTheFile() throws Exception {
        pipeline.deliver("rees46-2019-oct.csv", rees46());
        pipeline.runOnce("--mapping", REES46);
        assertThat(pipeline.counts()).containsExactly("rees46-2019-oct.csv: " + ALL_READ);
        // Revenue by: awk -F, '$2 == "purchase" {s += $7} END {printf "%.2f", s}'
        assertThat(pipeline.rows("SELECT event_type, count(*), sum(total_price) FILTER (WHERE event_type = 'buy')"
                        + " FROM raw_events GROUP BY 1 ORDER BY 1"))
                .containsExactly("buy|54|14786.5900000", "cart|50|null", "view|4915|null");
        assertThat(pipeline.rows(
                        "SELECT event_timestamp AT TIME ZONE 'UTC', user_id, product_id, category, price, quantity,"
                                + " extra->>'brand', session_id FROM raw_events WHERE source_line = 3"))
                .containsExactly(
                        "2019-10-01 00:00:00|554748717|3900821|appliances.environment.water_heater|33.2000|1.000|aqua|"
                                + "9333dfbd-b87a-4708-9857-6336556b0fcc");
        assertThat(pipeline.rows("SELECT sessions = count(DISTINCT (user_id, session_id)) FROM raw_events,"
                        + " (SELECT sum(sessions) AS sessions FROM sessions) AS counted GROUP BY sessions"))
                .containsExactly("t");
        assertThat(pipeline.rows("SELECT * FROM aggregate_differences()")).isEmpty();
    }

    @Test
    void redeliveryUnderAnotherNameAndInOverlappingPartsChangesNothing() throws Exception {
        String content = new String(rees46(), UTF_8);
        pipeline.deliver("rees46-a.csv", content);
        pipeline.runOnce("--mapping", REES46);
        List<String> before = pipeline.rows("SELECT * FROM raw_events ORDER BY event_id");

        pipeline.deliver("2019-Oct.csv", content);
        List<String> lines = content.lines().toList();
        pipeline.deliver("rees46-part.csv", String.join("\n", lines.subList(0, 3001)) + "\n");
        pipeline.runOnce("--mapping", REES46);

        assertThat(pipeline.counts())
                .containsExactly(
                        "rees46-a.csv: " + ALL_READ,
                        "2019-Oct.csv: read=5019 unchanged=2019 duplicate=3000",
                        "rees46-part.csv: read=3000 unchanged=3000");
        assertThat(pipeline.rows("SELECT * FROM raw_events ORDER BY event_id")).isEqualTo(before);
    }

    @Test
    void rowsThatAreThereTwiceAreTwoEventsAndKeepTheirIds() throws Exception {
        List<String> lines = new String(rees46(), UTF_8).lines().toList();
        String header = lines.get(0) + "\n";
        String row = lines.get(1) + "\n";
        String other = lines.get(2) + "\n";
        pipeline.deliver("rees46-a.csv", header + row + other + row + row);
        pipeline.deliver("rees46-b.csv", header + other + row + row + row + row);
        pipeline.runOnce("--mapping", REES46);
        assertThat(pipeline.counts())
                .containsExactly("rees46-a.csv: read=4 duplicate=4", "rees46-b.csv: read=5 inserted=5");
        assertThat(pipeline.rows(
                        "SELECT count(DISTINCT event_id), count(DISTINCT user_id), bool_and(substr(event_id::text, 15, 1) = '3')"
                                + " FROM raw_events"))
                .containsExactly("5|2|t");
    }

    @Test
    void rowsOfAnIdThatIsUniqueAreVersionsOfOneEvent() throws Exception {
        Path mapping = mapping("shop.yaml", "files: shop*.csv", "event_id_from: order", "event_id_unique: true");
        String header = "order,user_id,product_id,event_type,price,currency,timestamp\n";
        pipeline.deliver(
                "shop-1.csv",
                header
                        + "A-17,ada@example.org,0017,buy,9.90,EUR,2026-03-01 10:00:00\n"
                        + "A-17,ada@example.org,0017,buy,9.95,EUR,2026-03-01 10:00:01\n"
                        + "A-18,,17,buy,1.2500,EUR,2026-03-01 10:00:00\n");
        pipeline.deliver("shop-2.csv", header + "A-17,ada@example.org,0017,buy,9.99,EUR,2026-03-01 10:00:02\n");
        pipeline.runOnce("--mapping", mapping.toString(), "--max-files-per-trigger", "1");
        assertThat(pipeline.counts())
                .containsExactly("shop-1.csv: read=3 inserted=2 duplicate=1", "shop-2.csv: read=1 updated=1");
        assertThat(pipeline.rows("SELECT user_id, product_id, price, currency FROM raw_events ORDER BY product_id"))
                .containsExactly("ada@example.org|0017|9.9900|EUR", "null|17|1.2500|EUR");
    }

    @Test
    void totalsOfLinesAreKeptToTheLastDigitAndTellVersionsApart() throws Exception {
        Path mapping = mapping("shop.yaml", "files: shop*.csv", "price_is: line_total", "constants: {currency: EUR}");
        pipeline.deliver(
                "shop-1.csv",
                event(1).type("buy").quantity("3").price("10.00"),
                event(2).type("buy").quantity("1.5").price("3"),
                event(3).type("buy").quantity("0.001").price("9999999999"));
        pipeline.deliver("shop-2.csv", event(1).type("buy").quantity("3").price("9.9999"));
        pipeline.runOnce("--mapping", mapping.toString(), "--max-files-per-trigger", "1");
        assertThat(pipeline.counts())
                .containsExactly("shop-1.csv: read=3 inserted=2 rejected=1", "shop-2.csv: read=1 updated=1");
        assertThat(pipeline.rows("SELECT quantity, price, total_price, currency FROM raw_events ORDER BY event_id"))
                .containsExactly("3.000|3.3333|9.9999000|EUR", "1.500|2.0000|3.0000000|EUR");
        assertThat(pipeline.rows("SELECT reason, column_name FROM rejected_events"))
                .containsExactly("out_of_range|price");
        assertThat(pipeline.rows("SELECT sum(revenue) FROM sales_by_hour")).containsExactly("12.9999");
        // Elsewhere a total is the price of one piece, taken as often as there are pieces.
        pipeline.execute("UPDATE raw_events SET price = total_price, quantity = 1");
    }

    @Test
    void refundsAreToldByTheNumberOfTheInvoiceAndKeepTheirIdsWhereverTheyAreBuys() throws Exception {
        String invoices = """
                InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
                536365,85123A,WHITE HOLDER,6,12/1/2010 8:26,2.55,17850,United Kingdom
                536365,85123A,WHITE HOLDER,6,12/1/2010 8:26,2.55,17850,United Kingdom
                C536379,85123A,WHITE HOLDER,-2,12/1/2010 9:41,2.55,17850,United Kingdom
                C536380,D,Discount,1,12/1/2010 9:42,-27.5,,United Kingdom
                536414,22139,,-56,12/1/2010 11:52,0,,United Kingdom
                A563186,B,Adjust bad debt,1,8/12/2011 14:51,-11062.06,,United Kingdom
                """;
        Path without = mapping(
                "without.yaml",
                Files.readString(Path.of("../mappings/online-retail.yaml")).replaceAll("(?m)^(refunds|accept):.*", ""));
        pipeline.deliver("online-retail-1.csv", invoices);
        pipeline.runOnce("--mapping", without.toString());
        pipeline.deliver("online-retail-2.csv", invoices);
        pipeline.runOnce("--mapping", "../mappings/online-retail.yaml");
        assertThat(pipeline.counts())
                .as("without the key a sign is a reject")
                .containsExactly(
                        "online-retail-1.csv: read=6 inserted=2 rejected=4",
                        "online-retail-2.csv: read=6 inserted=2 unchanged=2 rejected=2");
        assertThat(pipeline.rows("SELECT event_type, user_id, product_id, quantity, price, total_price, currency"
                        + " FROM raw_events ORDER BY source_line"))
                .containsExactly(
                        "buy|17850|85123A|6.000|2.5500|15.3000000|GBP",
                        "buy|17850|85123A|6.000|2.5500|15.3000000|GBP",
                        "refund|17850|85123A|2.000|2.5500|5.1000000|GBP",
                        "refund|null|D|1.000|27.5000|27.5000000|GBP");
        assertThat(pipeline.rows("SELECT user_id, buys, refunds, revenue, refunded FROM user_total_by_day ORDER BY 1"))
                .containsExactly("17850|2|1|30.60|5.10", "null|0|1|0.00|27.50");
        assertThat(pipeline.rows(
                        "SELECT orders, units, revenue, refunds, refunded, net_revenue FROM sales_trend_by_day"))
                .containsExactly("2|12|30.60|2|32.60|-2.00");
        assertThat(pipeline.rows("SELECT * FROM aggregate_differences()")).isEmpty();
    }

    @Test
    void refundsAreToldByAWordOrByTheSignOfAnAmountAndOnlyOfBuys() throws Exception {
        Path status = mapping(
                "status.yaml",
                "files: status*.csv",
                "refunds: {header: state, values: [refunded, cancelled]}",
                "accept: [view, buy, refund]");
        Path sign = mapping(
                "sign.yaml",
                "files: sign*.csv",
                "refunds: {header: quantity, begins_with: '-'}",
                "price_is: line_total");
        pipeline.deliver(
                "status.csv",
                EventLine.HEADER + ",state\n"
                        + event(1).type("buy").price("2") + ",paid\n"
                        + event(2).type("buy").price("2") + ", refunded\n"
                        + event(3).type("view").price("2") + ",cancelled\n"
                        + event(4).type("buy").price("-2") + ",paid\n"
                        + event(5).type("refund").price("-2") + ",\n");
        pipeline.deliver(
                "sign.csv",
                event(6).type("buy").quantity("-3").price("-10"),
                event(7).type("buy").quantity("3").price("10"),
                event(8).type("view").quantity("-3").price("10"),
                event(9).type("cart"));
        pipeline.deliver(
                "native.csv", event(10).type("refund").price("-2"), event(11).type("refund"));
        pipeline.runOnce(
                "--mapping", status.toString(), "--mapping", sign.toString(), "--event-types", "buy,refund,view");
        assertThat(pipeline.counts())
                .containsExactlyInAnyOrder(
                        "status.csv: read=5 inserted=4 rejected=1",
                        "sign.csv: read=4 inserted=2 filtered=1 rejected=1",
                        "native.csv: read=2 inserted=1 rejected=1");
        assertThat(pipeline.rows("SELECT event_type, quantity, price, total_price FROM raw_events ORDER BY event_id"))
                .containsExactly(
                        "buy|1.000|2.0000|2.0000000",
                        "refund|1.000|2.0000|2.0000000",
                        "view|1.000|2.0000|2.0000000",
                        "refund|1.000|2.0000|2.0000000",
                        "refund|3.000|3.3333|10.0000000",
                        "buy|3.000|3.3333|10.0000000",
                        "refund|1.000|9.9900|9.9900000");
        assertThat(pipeline.rows("SELECT reason, column_name FROM rejected_events ORDER BY 2"))
                .containsExactly("bad_decimal|price", "bad_decimal|price", "bad_decimal|quantity");
        pipeline.execute("UPDATE raw_events SET price = total_price, quantity = 1");
    }

    @Test
    void eventTypesBeyondTheThreeAreFilteredUnlessTheJobOrAMappingAcceptsThem() throws Exception {
        List<String> types = List.of("view", "click", "cart", "remove", "checkout", "buy", "refund", "wish");
        Path accepting = mapping("all.yaml", "files: all*.csv", "accept: [view, cart, remove, checkout, buy, refund]");
        for (String name : List.of("all.csv", "some.csv")) {
            StringBuilder file = new StringBuilder(EventLine.HEADER + "\n");
            types.forEach(type -> file.append(
                            event(name.length() * 10 + types.indexOf(type)).type(type))
                    .append('\n'));
            pipeline.deliver(name, file.toString());
        }
        pipeline.deliver("three.csv", event(1).type("cart"), event(2).type("view"));
        pipeline.runOnce("--mapping", accepting.toString(), "--event-types", "cart,refund");
        assertThat(pipeline.counts())
                .containsExactlyInAnyOrder(
                        "all.csv: read=8 inserted=6 filtered=2",
                        "some.csv: read=8 inserted=2 filtered=6",
                        "three.csv: read=2 inserted=1 filtered=1");
        assertThat(pipeline.rows(
                        "SELECT views, clicks, carts, removes, checkouts, buys, refunds, quantity, revenue, refunded"
                                + " FROM user_total_by_day"))
                .containsExactly("1|0|3|1|1|1|2|1|9.99|19.98");
        assertThat(pipeline.rows("SELECT views, clicks, carts, removes, checkouts, orders, refunds, revenue, refunded,"
                        + " net_revenue FROM sales_trend_by_day"))
                .containsExactly("1|0|3|1|1|1|2|9.99|19.98|-9.99");
    }

    /** The id of a row is part of the contract: other programs may want to make it, and a release must not change it. */
    @Test
    void derivedIdsAreThoseThatTheDocumentationTells() throws Exception {
        pipeline.deliver(
                "shop.csv",
                "event_id,user_id,product_id,event_type,price,timestamp\n"
                        + "a,7,21,view,1.00,2026-03-01 10:00:00\n".repeat(2));
        Path mapping = mapping("shop.yaml", "files: shop.csv", "event_id_from: [user_id, event_id]");
        pipeline.runOnce("--mapping", mapping.toString());
        assertThat(pipeline.rows("SELECT event_id FROM raw_events ORDER BY source_line"))
                .containsExactly("6be6caa7-05a0-384d-bc27-83292653b308", "9234023c-71ef-3bc5-9428-f1cd11682e3d");
    }

    @Test
    void retailrocketGoesInWithItsMillisecondsAndWithoutPrices() throws Exception {
        pipeline.deliver("events.csv", """
                timestamp,visitorid,event,itemid,transactionid
                1433221332117,257597,view,355908,
                1433224214164,992329,addtocart,248676,
                1433222276276,599528,transaction,356475,4000
                1433222276276,599528,hover,356475,
                """);
        pipeline.runOnce("--mapping", RETAILROCKET);
        assertThat(pipeline.counts()).containsExactly("events.csv: read=4 inserted=3 filtered=1");
        assertThat(pipeline.rows(
                        "SELECT event_timestamp AT TIME ZONE 'UTC', user_id, product_id, event_type, price, extra"
                                + " FROM raw_events ORDER BY source_line"))
                .containsExactly(
                        "2015-06-02 05:02:12.117|257597|355908|view|0.0000|null",
                        "2015-06-02 05:50:14.164|992329|248676|cart|0.0000|null",
                        "2015-06-02 05:17:56.276|599528|356475|buy|0.0000|{\"transactionid\": \"4000\"}");
    }

    /** Read by Spark's tasks as by the commands; the bytes of a reject are those of the file, whatever its encoding. */
    @Test
    void filesOfOtherFormsGoInAndTheirRejectsKeepTheirBytes() throws Exception {
        Path utf16 = mapping("utf16.yaml", "files: unicode*.txt", "delimiter: \"\\t\"", "event_id_from: [user_id]");
        Path dump = mapping(
                "dump.yaml",
                "files: dump*.txt",
                "header: none",
                "names: [user_id, product_name, product_id, event_type, price, timestamp]",
                "delimiter: '||'",
                "quote: none",
                "escape: '\\'",
                "comment: '--'",
                "event_id_from: [user_id]");
        String header = "user_id\tproduct_id\tproduct_name\tevent_type\tprice\ttimestamp\r\n";
        String bad = "8\t21\tŁódź\tview\tx\t2026-03-01 10:00:00";
        pipeline.deliver(
                "unicode.txt",
                ("\ufeff" + header + "7\t21\t\"Zü\r\nrich\"\tview\t1.00\t2026-03-01 10:00:00\r\n" + bad + "\r\n")
                        .getBytes(StandardCharsets.UTF_16LE));
        pipeline.deliver(
                "dump.txt",
                "-- a comment\n9||5\" high \\|\\| wide||21||buy||2.00||2026-03-01 10:00:00\n10||\\N||21||buy||2.00||2026-03-01 10:00:00\n");
        pipeline.runOnce("--mapping", utf16 + "," + dump);
        assertThat(pipeline.counts())
                .containsExactly("unicode.txt: read=2 inserted=1 rejected=1", "dump.txt: read=2 inserted=2");
        assertThat(pipeline.rows("SELECT user_id, product_name, source_line FROM raw_events ORDER BY event_id, 1"))
                .containsExactlyInAnyOrder("7|Zü\r\nrich|2", "9|5\" high || wide|2", "10|null|3");
        assertThat(pipeline.rows("SELECT line, byte_offset, encode(raw, 'hex') FROM rejected_events"))
                .containsExactly("4|%d|%s"
                        .formatted(
                                2
                                        + 2
                                                * (header.length()
                                                        + "7\t21\t\"Zü\r\nrich\"\tview\t1.00\t2026-03-01 10:00:00\r\n"
                                                                .length()),
                                HexFormat.of().formatHex(bad.getBytes(StandardCharsets.UTF_16LE))));
    }

    @Test
    void germanExportGoesInWithSemicolonsCommasApostrophesAndWindows1252() throws Exception {
        Path mapping = mapping(
                "shop.yaml",
                "files: ['umsatz-*.txt', 'umsatz-*.txt.gz']",
                "delimiter: ';'",
                "quote: \"'\"",
                "encoding: windows-1252",
                "decimal_point: ','",
                "time_format: dd.MM.yyyy HH:mm:ss",
                "time_zone: Europe/Berlin",
                "columns:",
                "  event_id: Vorgang",
                "  user_id: Kunde",
                "  product_id: Artikel",
                "  product_name: Gerät",
                "  event_type: Art",
                "  price: Preis",
                "  timestamp: Zeit",
                "constants:",
                "  category: Büro",
                "  quantity: 2",
                "event_types:",
                "  verkauf: buy",
                "  Seite Gesehen: view",
                "  storno: filtered");
        String file = "Vorgang;Kunde;Artikel;GERÄT;Art;Preis;Zeit;Straße\r\n"
                + EventLine.uuid(1) + ";7;21;'Lampe; groß €';Verkauf;1234,5;25.12.2025 09:30:00;\r\n"
                + EventLine.uuid(2) + ";8;22;'d''or';seite gesehen;0;01.07.2026 00:15:00;'Weg 1'\r\n"
                + EventLine.uuid(3) + ";8;22;;Storno;0;01.07.2026 00:15:00;\r\n"
                + EventLine.uuid(4) + ";8;22;;Verkauf;1.5;01.07.2026 00:15:00;\r\n"
                + EventLine.uuid(5) + ";8;22;;Verkauf;1,5;31.02.2026 00:15:00;\r\n";
        pipeline.deliver("umsatz-01.txt", file.getBytes(Charset.forName("windows-1252")));
        pipeline.deliver("umsatz-02.log", "not for us");

        pipeline.runOnce("--mapping", mapping.toString());

        assertThat(pipeline.inputFiles()).as("files that nothing takes").containsExactly("umsatz-02.log");
        Files.delete(pipeline.input().resolve("umsatz-02.log"));
        assertThat(pipeline.counts()).containsExactly("umsatz-01.txt: read=5 inserted=2 filtered=1 rejected=2");
        assertThat(pipeline.rows("SELECT user_id, product_name, category, event_type, quantity, price, total_price,"
                        + " event_timestamp AT TIME ZONE 'UTC', extra FROM raw_events ORDER BY event_id"))
                .containsExactly(
                        "7|Lampe; groß €|Büro|buy|2.000|1234.5000|2469.0000000|2025-12-25 08:30:00|null",
                        "8|d'or|Büro|view|2.000|0.0000|0.0000000|2026-06-30 22:15:00|{\"Straße\": \"Weg 1\"}");
        assertThat(pipeline.rows("SELECT line, reason, message FROM rejected_events ORDER BY line"))
                .containsExactly(
                        "5|bad_decimal|expected a decimal of digits, at most one comma, no sign and no exponent, found '1.5'",
                        "6|bad_timestamp|expected an existing time as dd.MM.yyyy HH:mm:ss, found '31.02.2026 00:15:00'");
    }

    @Test
    void mappedAndNativeFilesShareAMicroBatchAndTheFirstMappingThatListsAFileIsItsOwn() throws Exception {
        Path everything = mapping("all.yaml", "files: '*-shop.csv'", "columns: {user_id: who}");
        Path one = mapping("one.yaml", "files: a-shop.csv", "columns: {user_id: kunde}");
        String row = EventLine.uuid(1) + ",21,view,1.00,2026-03-01T10:00:00Z,";
        pipeline.deliver("a-shop.csv", "event_id,product_id,event_type,price,timestamp,kunde\n" + row + "5\n");
        pipeline.deliver(
                "b-shop.csv",
                "event_id,product_id,event_type,price,timestamp,who\n"
                        + row.replace(EventLine.uuid(1), EventLine.uuid(2)) + "6\n");
        pipeline.deliver("native.csv", EventLine.event(3));
        pipeline.runOnce(
                "--max-files-per-trigger", "9", "--mapping", one.toString(), "--mapping", everything.toString());
        assertThat(pipeline.rows("SELECT user_id FROM raw_events ORDER BY event_id"))
                .containsExactly("5", "6", "7");
        assertThat(pipeline.rows("SELECT count(*) FROM ingest_batches")).containsExactly("1");
    }

    @Test
    void fileWithoutAColumnThatItsMappingNamesGoesToQuarantineAndTheReasonNamesItAsTheFileDoes() throws Exception {
        pipeline.deliver("rees46-x.csv", "event_time,event_type,product_id,price,user_id\n");
        pipeline.runOnce("--mapping", REES46);
        assertThat(pipeline.states()).containsExactly("rees46-x.csv: quarantined");
        assertThat(pipeline.ledger().get(0).firstError())
                .contains("The header does not name")
                .contains("category_code")
                .contains("user_session");
    }

    /** A column that a mapping has under a wrong name would make guests of all customers, without a word. */
    @Test
    void filesWithoutUsersAreLoadedOnlyWhereAMappingSaysThatAllAreGuests() throws Exception {
        Path guests = mapping("guests.yaml", "files: kiosk*.csv", "constants: {user_id: ''}");
        Path forgotten = mapping("shop.yaml", "files: shop*.csv", "columns: {product_id: sku}");
        String row = EventLine.uuid(1) + ",A-1,buy,1.00,2026-03-01T10:00:00Z\n";
        pipeline.deliver("kiosk.csv", "event_id,product_id,event_type,price,timestamp\n" + row);
        pipeline.deliver("native.csv", "event_id,product_id,event_type,price,timestamp\n" + row);
        pipeline.deliver("shop.csv", "event_id,sku,event_type,price,timestamp\n" + row);
        pipeline.runOnce("--mapping", guests.toString(), "--mapping", forgotten.toString());
        assertThat(pipeline.states())
                .containsExactly("kiosk.csv: archived", "native.csv: quarantined", "shop.csv: quarantined");
        assertThat(pipeline.ledger().get(1).firstError()).contains("The header does not name user_id;");
        assertThat(pipeline.ledger().get(2).firstError()).contains("The header does not name user_id;");
        assertThat(pipeline.rows("SELECT user_id, product_id FROM raw_events")).containsExactly("null|A-1");
    }

    @Test
    void linesAboveTheHeaderAreToldInTheLedgerBesideTheFirstReject() throws Exception {
        Path skipping = mapping("skip.yaml", "files: skip*.csv", "skip_lines: 2");
        Path finding = mapping("find.yaml", "files: find*.csv", "header: find");
        String good = event(1).toString();
        pipeline.deliver("skip.csv", "Report\0of May\n\n" + EventLine.HEADER + "\n" + good + "\n");
        pipeline.deliver("find.csv", "Exported by Ada\n" + EventLine.HEADER + "\nbroken\n" + event(2) + "\n");
        pipeline.deliver("none.csv", event(3));
        pipeline.runOnce("--mapping", skipping.toString(), "--mapping", finding.toString());
        assertThat(pipeline.ledger().get(0).firstError())
                .isEqualTo("lines 1 to 2 stand above the header, no records: Report of May");
        assertThat(pipeline.ledger().get(1).firstError())
                .startsWith("line 3: field_count: ")
                .endsWith("; line 1 stands above the header, no record: Exported by Ada");
        assertThat(pipeline.ledger().get(2).firstError()).isNull();
    }

    @Test
    @Tag("long")
    void bigMappedFileGetsTheSameIdsWhetherItIsSplitOrNot() throws Exception {
        List<String> lines = new String(rees46(), UTF_8).lines().toList();
        // Copies of the slice, widened: each row is there several times, in all parts of the file.
        StringBuilder big = new StringBuilder(lines.get(0)).append(",wide\n");
        String wide = "x".repeat(2_000);
        int copies = 4;
        for (int copy = 0; copy < copies; copy++) {
            for (String line : lines.subList(1, lines.size())) {
                big.append(line).append(',').append(wide).append('\n');
            }
        }
        int rows = copies * (lines.size() - 1);
        assertThat(big.length()).isGreaterThan(32 << 20);
        pipeline.deliver("rees46-big.csv.gz", Packed.gzip(big.toString().getBytes(UTF_8)));
        pipeline.runOnce("--mapping", REES46);
        List<String> unsplit = pipeline.rows("SELECT event_id, source_line FROM raw_events ORDER BY 1");
        pipeline.execute("TRUNCATE raw_events");

        pipeline.deliver("rees46-big.csv", big.toString());
        pipeline.runOnce("--mapping", REES46);

        assertThat(pipeline.counts())
                .containsExactly(
                        "rees46-big.csv.gz: read=%d inserted=%d".formatted(rows, rows),
                        "rees46-big.csv: read=%d inserted=%d".formatted(rows, rows));
        assertThat(Files.readString(pipeline.checkpoint().resolve("offsets/1"))).contains("\"splits\":[[0,1],[3");
        assertThat(pipeline.rows("SELECT event_id, source_line FROM raw_events ORDER BY 1"))
                .isEqualTo(unsplit);
    }
}
