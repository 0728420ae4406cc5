package dev.tidegate.ingest.operate.guess;

import static dev.tidegate.ingest.operate.Operated.plain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.mapping.Mappings;
import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.operate.Operated.Ran;
import dev.tidegate.ingest.operate.guess.sample.Sample;
import dev.tidegate.ingest.stream.Events;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuessCommandTest {

    private static final String NATIVE = """
            event_id,user_id,product_id,event_type,quantity,price,timestamp
            11111111-2222-4333-8444-000000000001,1,7,view,1,10.00,2026-01-02 10:00:00Z
            """;

    @TempDir
    Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private Ran guess(Path file, String... more) {
        String[] command = new String[more.length + 2];
        command[0] = "guess";
        System.arraycopy(more, 0, command, 1, more.length);
        command[more.length + 1] = file.toString();
        return plain(command);
    }

    /** Without the breaks of long lines. */
    private static String said(Ran ran) {
        return ran.out().replace("\n#   ", " ");
    }

    /** What is printed loads as it stands. */
    private void assertLoads(Ran ran) throws IOException {
        Path written = Files.writeString(folder.resolve("printed.yaml"), ran.out());
        assertThat(Mappings.read(Events.STREAM, List.of(written)).all()).hasSize(1);
    }

    @Test
    void whatIsClearIsPrintedWithoutADoubtAndEndsWithWhatCheckSays() throws IOException {
        Ran ran = guess(file("shop-1.csv", NATIVE));
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .contains("files: 'shop-*.csv'")
                .doesNotContain("AMBIGUOUS")
                .contains("shop-1.csv: 1 read, 1 accepted, 0 filtered, 0 rejected");
        assertLoads(ran);
    }

    @Test
    void aDayThatCouldBeAMonthIsAmbiguousAndHasItsOwnExitCode() throws IOException {
        Ran ran = guess(file("till.csv", "user_id,sku,action,price,date\n1,7,view,1.50,03/04/2026 10:00\n"));
        assertThat(ran.exitCode()).isEqualTo(4);
        assertThat(said(ran))
                .contains("# AMBIGUOUS dd/MM/yyyy HH:mm")
                .contains("could as well be MM/dd/yyyy HH:mm: 03/04/2026 10:00 would be 2026-03-04T10:00, not")
                .contains("time_format: 'dd/MM/yyyy HH:mm'");
        assertLoads(ran);
    }

    @Test
    void oneDayBeyondTheTwelfthTellsTheOthersToo() throws IOException {
        Ran ran = guess(
                file(
                        "till.csv",
                        "user_id,sku,action,price,date\n1,7,view,1.50,03/04/2026 10:00\n1,8,view,1.50,04/25/2026 10:00\n"),
                "--time-zone",
                "Europe/Berlin");
        assertThat(ran.exitCode()).isZero();
        assertThat(said(ran))
                .contains("MM/dd/yyyy HH:mm'")
                .contains("dd/MM/yyyy HH:mm is not meant, because of line 3: 04/25/2026 10:00")
                .doesNotContain("AMBIGUOUS");
    }

    @Test
    void daysAndMonthsInBothOrdersAreAmbiguous() throws IOException {
        Ran ran = guess(
                file(
                        "till.csv",
                        "user_id,sku,action,price,date\n1,7,view,1.50,25/04/2026\n1,8,view,1.50,04/26/2026\n1,8,view,1.50,04/27/2026\n"));
        assertThat(ran.exitCode()).isEqualTo(4);
        assertThat(said(ran)).contains("days and months stand in both orders");
    }

    @Test
    void aPointThatCouldStandBetweenThousandsIsAmbiguous() throws IOException {
        Ran ran = guess(file("till.csv", "user_id;sku;action;price;timestamp\n1;7;buy;1.299;2026-01-02 10:00:00\n"));
        assertThat(ran.exitCode()).isEqualTo(4);
        assertThat(ran.out())
                .contains("AMBIGUOUS")
                .contains("line 2: 1.299 could as well have ',' as its decimal mark");
        assertLoads(ran);
    }

    @Test
    void anEncodingOfSingleBytesIsAmbiguousAndShownInEach() throws IOException {
        Path file = folder.resolve("till.csv");
        Files.write(
                file,
                "user_id,sku,product_name,action,price,timestamp\n1,7,Käse,buy,1.29,2026-01-02 10:00:00\n"
                        .getBytes(Charset.forName("windows-1252")));
        Ran ran = guess(file);
        assertThat(ran.exitCode()).isEqualTo(4);
        assertThat(ran.out())
                .contains("encoding: windows-1252")
                .contains("Käse")
                .contains("Kдse");
        assertLoads(ran);
    }

    @Test
    void whatCheckFindsIsAnExitCodeToo() throws IOException {
        Ran ran = guess(file(
                "shop.csv",
                NATIVE + NATIVE.lines().skip(1).findFirst().orElseThrow().replace("10.00", "ten") + "\n"
                        + NATIVE.lines().skip(1).findFirst().orElseThrow() + "\n"));
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out()).contains("#   ").contains("bad_decimal");
        assertLoads(ran);
    }

    @Test
    void aFileOfNoEventsSaysWhatIsMissing() throws IOException {
        Ran ran = guess(file("stock.csv", "warehouse,sku,on_hand\nHamburg,LAMP-A,12\n"));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("no column holds times").contains("--stream NAME");
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsSaidInALine() {
        Ran ran = guess(folder.resolve("none.csv"));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.err()).contains("there is no such file");
    }

    @Test
    void aStreamIsDeclaredByItsColumns() throws IOException {
        Ran ran = guess(
                file(
                        "stock.csv",
                        "Warehouse No,SKU,On Hand,Price,Counted At\n1,007,12,1.50,2026-11-27T08:00:00Z\n1,008,-3,20,2026-11-27T08:01:00Z\n"),
                "--stream",
                "stock");
        assertThat(ran.exitCode()).isEqualTo(4);
        Path written = Files.writeString(folder.resolve("stock.yaml"), ran.out());
        StreamFile declared = StreamFile.read(written);
        assertThat(declared.stream().name()).isEqualTo("stock");
        assertThat(ran.out())
                .contains("sku: {type: text, required: true}")
                .contains("on_hand: {type: integer}")
                .contains("price: {type: decimal, precision: 14, scale: 2}")
                .contains("counted_at: {type: timestamp, required: true}")
                .contains("version: counted_at")
                .contains("2 read, 2 accepted");
    }

    @Test
    void theZoneThatIsGivenIsWritten() throws IOException {
        Ran ran = guess(file("shop.csv", NATIVE), "--time-zone", "Europe/Berlin");
        assertThat(ran.out()).contains("time_zone: Europe/Berlin");
        assertLoads(ran);
    }

    private static final String LINE =
            "{\"id\":%d,\"user\":{\"id\":\"u-%d\"},\"type\":\"%s\",\"item\":{\"sku\":\"00%d\",\"price\":%s},\"at\":\"%s\"}\n";

    @Test
    void linesOfJsonAreGuessedByTheirPaths() throws IOException {
        Ran ran = guess(file(
                "shop-1.jsonl",
                LINE.formatted(1, 7, "view", 3, "1.50", "2026-01-02T10:00:00Z")
                        + LINE.formatted(2, 8, "purchase", 3, "1.50", "2026-01-02T10:01:00Z")));
        assertThat(said(ran))
                .contains("# each line of the sample is a JSON object\nform: json_lines\n")
                .contains(
                        "columns: {user_id: user.id, product_id: item.sku, event_type: type, price: item.price, timestamp: at}")
                .contains("event_types: {purchase: buy}")
                .contains("event_id_from: [id]")
                .contains("2 read, 2 accepted")
                .doesNotContain("AMBIGUOUS")
                .doesNotContain("delimiter");
        assertThat(ran.exitCode()).isZero();
        assertLoads(ran);
    }

    @Test
    void linesThatAreNoJsonAreCountedAndTheMappingIsStillMade() throws IOException {
        Ran ran = guess(file(
                "shop-1.jsonl",
                LINE.formatted(1, 7, "view", 3, "1.50", "2026-01-02T10:00:00Z")
                        + "\n{broken\n"
                        + LINE.formatted(2, 8, "buy", 3, "1.50", "2026-01-02T10:01:00Z")));
        assertThat(said(ran))
                .contains("2 of 3 lines of the sample are JSON objects; line 3 is none")
                .contains("3 read, 2 accepted, 0 filtered, 1 rejected");
        assertThat(ran.exitCode()).isEqualTo(3);
    }

    @Test
    void theRulesOfWhatIsAmbiguousHoldForJsonToo() throws IOException {
        Ran ran = guess(file("shop.jsonl", LINE.formatted(1, 7, "view", 3, "1.50", "03/04/2026 10:00")));
        assertThat(said(ran))
                .contains("AMBIGUOUS dd/MM/yyyy HH:mm")
                .contains("AMBIGUOUS the times do not say their zone");
        assertThat(ran.exitCode()).isEqualTo(4);
    }

    @Test
    void aListOfRecordsInALineIsAmbiguousWithTheCommandThatMakesLinesOfThem() throws IOException {
        Ran ran = guess(file(
                "sessions.jsonl",
                "{\"session\":17,\"events\":[{\"aid\":5,\"ts\":1661724000278,\"type\":\"clicks\"},"
                        + "{\"aid\":7,\"ts\":1661724012345,\"type\":\"carts\"}]}\n"));
        assertThat(said(ran))
                .contains("AMBIGUOUS events is a list of objects, 2 at most, of which a mapping reads the first alone")
                .contains("jq -c 'del(.events) + .events[]'")
                .contains("product_id: 'events[0].aid'");
        assertThat(ran.exitCode()).isEqualTo(4);
        assertLoads(ran);
    }

    @Test
    void aStreamOfJsonIsDeclaredByItsPaths() throws IOException {
        Ran ran = guess(file("orders.ndjson", """
                        {"order":{"id":"A-1"},"total":12.50,"paid":true,"updatedAt":"2026-01-02T10:00:00Z"}
                        {"order":{"id":"A-2"},"total":1.5,"paid":false,"updatedAt":"2026-01-02T10:00:00Z"}
                        """), "--stream", "orders");
        assertThat(ran.out())
                .contains("order_id: {type: text, required: true}")
                .contains("total: {type: decimal, precision: 14, scale: 2}")
                .contains("paid: {type: boolean}")
                .contains("headers: {order_id: order.id, updated_at: updatedAt}")
                .contains("form: json_lines")
                .contains("2 read, 2 accepted");
    }

    @Test
    void jsonThatIsNoLinesIsRefusedWithTheCommandThatMakesThem() throws IOException {
        Ran ran = guess(file("all.json", """
                [
                  {"id": 1}
                ]
                """));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("has no object in each line").contains("jq -c '.[]' x.json > x.jsonl");
    }

    @Test
    void filesOfTwoFormsAreNotMadeOne() throws IOException {
        Path other = file("b.csv", NATIVE.replace(',', ';'));
        Ran ran = guess(other, file("a.csv", NATIVE).toString());
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("has another form than the first file");
    }

    @Test
    void alsoTheEndOfALargeFileIsLookedAt() throws IOException {
        StringBuilder content = new StringBuilder("user_id,sku,action,price,date\n");
        for (int i = 0; i < 60_000; i++) {
            content.append(i).append(",7,view,1.50,03/04/2026 10:00\n");
        }
        content.append("1,8,view,1.50,25/04/2026 10:00\n");
        Ran ran = guess(file("till.csv", content.toString()), "--time-zone", "UTC");
        assertThat(said(ran)).contains("MM/dd/yyyy HH:mm is not meant, because of line 60002: 25/04/2026 10:00");
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void aFileInUtf16IsReadWithoutAByteOrderMark() throws IOException {
        Path file = folder.resolve("wide.csv");
        Files.write(file, NATIVE.replace(',', '\t').getBytes(StandardCharsets.UTF_16LE));
        Ran ran = guess(file);
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).contains("encoding: UTF-16LE").contains("1 read, 1 accepted");
    }

    private static final String SALES = "order_id;user_id;sku;qty;price;timestamp\n";

    private static String sale(int order, String sku, int quantity, String price) {
        return "%d;17;%s;%d;%s;2026-01-%02dT10:00:00Z\n".formatted(order, sku, quantity, price, order);
    }

    @Test
    void aPriceThatStaysWhereTheQuantityChangesIsThatOfAPiece() throws IOException {
        Ran ran = guess(
                file("s.csv", SALES + sale(1, "A", 1, "19.90") + sale(2, "B", 2, "5.00") + sale(3, "A", 3, "19.90")));
        assertThat(said(ran))
                .contains(
                        "price is the price of a piece: it stays where the quantity of a product changes, in 1 record, such as"
                                + " line 4: 3 of 19.90")
                .doesNotContain("price_is");
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void aPriceThatGrowsWithTheQuantityIsThatOfTheLine() throws IOException {
        Ran ran = guess(
                file("s.csv", SALES + sale(1, "A", 1, "3.33") + sale(2, "B", 2, "5.00") + sale(3, "A", 3, "10.00")));
        assertThat(said(ran))
                .contains(
                        "# price is that of the line: it grows with the quantity of a product, in 1 record, such as line 4: 3 of"
                                + " 10.00\nprice_is: line_total\n");
        assertThat(ran.exitCode()).isZero();
        assertLoads(ran);
    }

    @Test
    void aPriceOfSeveralPiecesThatNothingTellsOfIsAmbiguous() throws IOException {
        Ran ran = guess(file("s.csv", SALES + sale(1, "A", 1, "19.90") + sale(2, "B", 2, "5.00")));
        assertThat(said(ran))
                .contains(
                        "AMBIGUOUS price could be the price of a piece or of the line, and is taken for that of the piece: 1 record"
                                + " is of several pieces, first in line 3: 2, and no product in two quantities");
        assertThat(ran.exitCode()).isEqualTo(4);
    }

    @Test
    void aPriceThatBothStaysAndGrowsIsAmbiguous() throws IOException {
        Ran ran = guess(file(
                "s.csv",
                SALES
                        + sale(1, "A", 1, "19.90")
                        + sale(2, "B", 1, "5.00")
                        + sale(3, "A", 3, "19.90")
                        + sale(4, "B", 2, "10.00")));
        assertThat(said(ran))
                .contains("AMBIGUOUS price could be")
                .contains("both are seen: it stays")
                .contains("it grows");
        assertThat(ran.exitCode()).isEqualTo(4);
    }

    @Test
    void whatIsSoInOneOfManyRecordsMayBeSoByChance() throws IOException {
        StringBuilder sales = new StringBuilder(SALES);
        for (int i = 1; i <= 28; i++) {
            sales.append(sale(i, "A", 1 + i % 3, "%d.%02d".formatted(10 + i * i, i)));
        }
        String byChance = sale(27, "A", 1, "5.00") + sale(28, "A", 2, "10.00");
        Ran ran = guess(file("s.csv", sales.append(byChance).toString()));
        assertThat(said(ran))
                .contains("AMBIGUOUS price could be the price of a piece or of the line")
                .contains("where the quantity of a product changes, the price mostly does neither");
        assertThat(ran.exitCode()).isEqualTo(4);
    }

    @Test
    void anArchiveOfSeveralFilesIsNotGuessedAsOne() throws IOException {
        Path archive = folder.resolve("day.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (String name : List.of("a.csv", "b.csv")) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(NATIVE.getBytes(StandardCharsets.UTF_8));
            }
        }
        Ran ran = guess(archive);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("day.zip holds 2 files: unpack it, and guess each kind of them for itself");
    }

    @Test
    void aColumnThatIsPriceTimesQuantityTellsToo() throws IOException {
        String header = "order_id,user_id,sku,qty,%s,timestamp\n";
        String rows = "1,17,A,2,%s,2026-01-01T10:00:00Z\n2,17,B,3,%s,2026-01-02T10:00:00Z\n";
        Ran piece =
                guess(file("p.csv", header.formatted("price,line_sum") + rows.formatted("5.00,10.00", "3.33,9.99")));
        assertThat(said(piece))
                .contains(
                        "price is the price of a piece: line_sum is it times the quantity, in all 2 records of several pieces");
        assertThat(piece.exitCode()).isZero();
        Ran line = guess(file("l.csv", header.formatted("price,single") + rows.formatted("10.00,5.00", "10.00,3.33")));
        assertThat(said(line))
                .contains(
                        "price is that of the line: it is single times the quantity, in all 2 records of several pieces")
                .contains("price_is: line_total");
    }

    @Test
    void aNameThatSaysTheOtherMakesAPriceAmbiguous() throws IOException {
        Ran ran = guess(file(
                "s.csv", SALES.replace("price", "unit_price") + sale(1, "A", 1, "3.33") + sale(3, "A", 3, "10.00")));
        assertThat(said(ran)).contains("AMBIGUOUS unit_price could be").contains("but its name says the other");
        Ran named = guess(file("n.csv", SALES.replace("price", "unit_price") + sale(1, "A", 2, "3.33")));
        assertThat(said(named)).contains("unit_price is the price of a piece: its name says so");
        assertThat(named.exitCode()).isZero();
    }

    @Test
    void whereAllQuantitiesAreOneNothingIsSaidOfThePrice() throws IOException {
        Ran ran = guess(file("s.csv", SALES + sale(1, "A", 1, "19.90") + sale(2, "B", 1, "5.00")));
        assertThat(said(ran)).doesNotContain("price of a piece").doesNotContain("price_is");
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void timesWithoutAZoneAreAmbiguousUnlessSomebodySaysIt() throws IOException {
        Path file = file("s.csv", NATIVE.replace("00Z", "00"));
        Ran ran = guess(file);
        assertThat(said(ran)).contains("AMBIGUOUS the times do not say their zone");
        assertThat(ran.exitCode()).isEqualTo(4);
        Ran told = guess(file, "--time-zone", "Europe/Berlin");
        assertThat(told.out()).contains("time_zone: Europe/Berlin").doesNotContain("AMBIGUOUS");
        assertThat(told.exitCode()).isZero();
    }

    @Test
    void aNullWordThatCouldBeANameIsAmbiguousAndOthersAreNot() throws IOException {
        String header = "event_id,user_id,product_id,category,event_type,price,timestamp\n";
        String row = "11111111-2222-4333-8444-000000000001,%s,7,%s,buy,1.50,2026-01-02T10:00:00Z\n";
        Ran clear = guess(file(
                "c.csv",
                header
                        + row.formatted("NULL", "Home")
                        + row.replace("01,", "02,").formatted("5", "Home")));
        assertThat(clear.out()).contains("'null': ['NULL']").doesNotContain("AMBIGUOUS");
        Ran doubtful = guess(file(
                "d.csv",
                header + row.formatted("4", "NA") + row.replace("01,", "02,").formatted("5", "EU")));
        assertThat(said(doubtful))
                .contains("AMBIGUOUS texts that stand for nothing: NA (1, first in line 2)")
                .contains("NA in category could be a value as well");
        assertThat(doubtful.exitCode()).isEqualTo(4);
    }

    @Test
    void aWordOfEventsThatIsNotKnownIsAmbiguous() throws IOException {
        String second = NATIVE.lines()
                .skip(1)
                .findFirst()
                .orElseThrow()
                .replace("view", "unboxed")
                .replace("01,", "02,");
        Ran ran = guess(file("s.csv", NATIVE + second + "\n"));
        assertThat(said(ran))
                .contains(
                        "AMBIGUOUS words whose meaning is not known, and which are filtered unless event_types says what they mean:"
                                + " unboxed (1)");
        assertThat(ran.exitCode()).isEqualTo(4);
    }

    @Test
    void rowsThatTheirIdDoesNotTellApartAreAmbiguous() throws IOException {
        Ran ran = guess(file("s.csv", SALES + sale(1, "A", 1, "19.90") + sale(1, "A", 1, "19.90")));
        assertThat(said(ran))
                .contains(
                        "AMBIGUOUS no column is an id of events; these are the same in 1 of 2 records of the sample as in one before")
                .contains("unless event_id_unique: true makes them versions of one");
        assertThat(ran.exitCode()).isEqualTo(4);
    }

    @Test
    void ofALargeFileOnlyPartsAreReadFromItsBeginToItsEnd() throws IOException {
        String row = "%09d,7,view,1.50,03/04/2026 10:00," + "x".repeat(460) + "\n";
        Path file = folder.resolve("large.csv");
        try (var out = Files.newBufferedWriter(file)) {
            out.write("user_id,sku,action,price,date,comment\n");
            for (int i = 0; i < 150_000; i++) {
                out.write(i == 149_999 ? "000000001,8,view,1.50,25/04/2026 10:00,\n" : row.formatted(i));
            }
        }
        assertThat(Files.size(file)).isGreaterThan(70 << 20);
        Sample sample = Sample.read(file);
        assertThat(sample.blocks().stream()
                        .mapToInt(block -> block.bytes().length)
                        .sum())
                .isLessThan(2 << 20);
        Ran ran = guess(file, "--time-zone", "UTC");
        assertThat(said(ran))
                .containsPattern("MM/dd/yyyy HH:mm is not meant, because of about byte [0-9.,]+: 25/04/2026 10:00")
                .containsPattern("large.csv: only the first 100.000 read, 100.000 accepted");
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void oneOfAThingIsSaidInTheSingular() throws IOException {
        Ran ran = guess(file("shop-1.csv", NATIVE));
        assertThat(said(ran)).contains("Guessed from 1 record of shop-1.csv").doesNotContain("1 records");
    }
}
