package dev.tidegate.ingest.operate.guess;

import static dev.tidegate.ingest.operate.Operated.plain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.mapping.Mappings;
import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.operate.Operated.Ran;
import dev.tidegate.ingest.stream.Events;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuessCommandTest {

    private static final String NATIVE = """
            event_id,user_id,product_id,event_type,quantity,price,timestamp
            11111111-2222-4333-8444-000000000001,1,7,view,1,10.00,2026-01-02 10:00:00
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
        Ran ran = guess(file(
                "till.csv",
                "user_id,sku,action,price,date\n1,7,view,1.50,03/04/2026 10:00\n1,8,view,1.50,04/25/2026 10:00\n"));
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
        Ran ran = guess(file("till.csv", content.toString()));
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
}
