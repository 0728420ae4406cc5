package dev.tidegate.ingest.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.UnusableFileException;
import dev.tidegate.ingest.packing.Packing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRecordsTest {
    private static final Columns COLUMNS = new Columns(List.of("id", "name", "price"), Set.of("id", "price"));

    @Test
    void columnsAreFoundByTheirNamesInAnyOrder() throws IOException {
        CsvRecords records = open("price,id,name\n9.99,7,Lamp\n");
        assertThat(records.next()).isTrue();
        assertThat(values(records)).containsExactly("7", "Lamp", "9.99");
    }

    @Test
    void caseAndBlanksAroundANameDoNotCount() throws IOException {
        CsvRecords records = open(" ID ,\tName,\"PRICE\"\n7,Lamp,9.99\n");
        assertThat(records.next()).isTrue();
        assertThat(values(records)).containsExactly("7", "Lamp", "9.99");
    }

    @Test
    void valuesAreHandedOutAsDelivered() throws IOException {
        CsvRecords records = open("id,name,price\n 7 ,\" \"\"Großer\"\" Lampe\n\",\n");
        assertThat(records.next()).isTrue();
        assertThat(values(records)).containsExactly(" 7 ", " \"Großer\" Lampe\n", "");
        assertThat(new String(records.buffer(), records.start(1), records.length(1), UTF_8))
                .isEqualTo(records.value(1));
    }

    @Test
    void aColumnThatIsNotRequiredMayBeMissing() throws IOException {
        CsvRecords records = open("id,price\n7,9.99\n");
        assertThat(records.next()).isTrue();
        assertThat(records.has(0)).isTrue();
        assertThat(records.has(1)).isFalse();
        assertThat(values(records)).containsExactly("7", null, "9.99");
    }

    @Test
    void otherColumnsAreExtraUnlessTheyAreEmpty() throws IOException {
        CsvRecords records = open("id, Colour ,price,size\n1,red,9.99,XL\n2,,9.99,S\n3,,9.99,\n4,x\n");
        assertThat(records.next()).isTrue();
        assertThat(records.extra()).isEqualTo(Map.of("Colour", "red", "size", "XL"));
        assertThat(records.next()).isTrue();
        assertThat(records.extra()).isEqualTo(Map.of("size", "S"));
        assertThat(records.next()).isTrue();
        assertThat(records.extra()).isNull();
        assertThat(records.next()).isTrue();
        assertThat(records.problem()).isEqualTo(Problem.FIELD_COUNT);
        assertThat(records.extra()).isNull();
    }

    @Test
    void otherColumnsThatNobodyKeepsAreNotHandedOutUnlessTheyAreRequired() throws IOException {
        Columns columns = new Columns(List.of("id"), Set.of("id"), Set.of("size"), Columns.Others.LEFT);
        CsvRecords records = CsvRecords.open(file("id,colour,size\n1,red,XL\n"), Dialect.RFC4180, columns);
        assertThat(records.next()).isTrue();
        assertThat(records.extra()).isEqualTo(Map.of("size", "XL"));
    }

    @Test
    void fileWithColumnsThatAreRefusedIsUnusable() throws IOException {
        Columns columns = new Columns(List.of("id"), Set.of("id"), Set.of("size"), Columns.Others.REFUSED);
        assertThat(CsvRecords.open(file("id,size\n1,XL\n"), Dialect.RFC4180, columns)
                        .next())
                .isTrue();
        assertThatThrownBy(() -> CsvRecords.open(file("id,Colour,size,x\n"), Dialect.RFC4180, columns))
                .isInstanceOfSatisfying(UnusableFileException.class, refused -> assertThat(refused.reason())
                        .isEqualTo("unknown_column"))
                .hasMessage("The header names colour, x, and the stream has no such column");
    }

    private static ByteArrayInputStream file(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    @Test
    void aRecordWithAProblemHasAPlaceAndAMessageButNoValues() throws IOException {
        CsvRecords records = open("id,name,price\n1,Lamp,9.99\n\n2,Lamp\n");
        assertThat(records.next()).isTrue();
        assertThat(records.message()).isNull();
        assertThat(records.next()).isTrue();
        assertThat(records.line()).isEqualTo(4);
        assertThat(records.byteOffset()).isEqualTo(27);
        assertThat(records.byteLength()).isEqualTo(6);
        assertThat(records.problem().code()).isEqualTo("field_count");
        assertThat(records.message()).isEqualTo("expected 3 fields, found 2");
        assertThat(values(records)).containsExactly(null, null, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id,näme,price", " ID,NÄME ,\"Price\t\""})
    void theHeaderOnceMoreIsARejectHoweverItIsWritten(String again) throws IOException {
        CsvRecords records =
                open("id,näme,price\n1,Lamp,9.99\n" + again + "\nid,Lamp,price\nidx,näme,price\nid,nömé,price\n");
        assertThat(problems(records)).containsExactly(null, Problem.REPEATED_HEADER, null, null, null);
    }

    @Test
    void aRepeatedHeaderSaysSo() throws IOException {
        CsvRecords records = open("id,price\nid,price\n");
        assertThat(records.next()).isTrue();
        assertThat(records.message()).isEqualTo("the record is the header line once more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\ufeff", "\n", "\ufeff\r\n \n\t", "id,name,price", "\ufeff\nid,name,price\r\n\n"})
    void aFileWithoutRecordsIsFine(String file) throws IOException {
        CsvRecords records = open(file);
        assertThat(records.next()).isFalse();
        assertThat(records.next()).isFalse();
        assertThat(records.recordsRead()).isZero();
    }

    @Test
    void everyRecordIsCountedAndTheHeaderIsNone() throws IOException {
        CsvRecords records = open("id,price\n1,2\n\n1\n\"x\nid,price\n");
        assertThat(problems(records))
                .containsExactly(null, Problem.FIELD_COUNT, Problem.UNBALANCED_QUOTE, Problem.REPEATED_HEADER);
        assertThat(records.recordsRead()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name,colour | missing_column | The header does not name id, price; it names name, colour",
                "7,Lamp,9.99 | missing_column | The header does not name id, price; it names 7, lamp, 9.99. It looks like a"
                        + " record: a mapping with header: none and names reads files without a header",
                "id,price,Size,size | duplicate_column | The header names 'size' twice, in fields 3 and 4: expected it once, or a"
                        + " mapping for such files: then the second one gets a number",
                "id,price,ID | duplicate_column | The header names 'id' twice, in fields 1 and 3: expected it once, or a"
                        + " mapping that picks one, as columns: {price: {place: 3}}",
                "id,price,, | duplicate_column | The header names '' twice, in fields 3 and 4: expected it once, or a"
                        + " mapping for such files: then the second one gets a number",
                "id,\"price | bad_header | The header in line 1 cannot be read, unbalanced_quote: the quote that opens field 2"
                        + " is not closed in a well-formed record",
                "id,pri\"ce | missing_column | The header does not name price; it names id, pri\"ce"
            })
    void aFileWhoseHeaderWillNotDoIsUnusable(String header, String reason, String message) {
        assertThatThrownBy(() -> open(header + "\n1,2,3\n")).isInstanceOfSatisfying(UnusableFileException.class, e -> {
            assertThat(e.reason()).isEqualTo(reason);
            assertThat(e).hasMessage(message);
        });
    }

    @Test
    void aFileInUtf16IsUnusableAndTheReasonNamesTheKeyThatReadsIt() {
        byte[] file = "\ufeffid,price\n1,2\n".getBytes(StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> CsvRecords.open(new ByteArrayInputStream(file), Dialect.RFC4180, COLUMNS))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageEndingWith("It looks like UTF-16LE: a mapping with encoding: UTF-16LE reads it");
    }

    @Test
    void valuesOfAnotherCharsetComeOutInUtf8() throws IOException {
        Charset charset = Charset.forName("windows-1252");
        byte[] file = "id;price;größe\n€;\"a \"\"ü\"\"\";ß\n".getBytes(charset);
        Dialect dialect = new Dialect((byte) ';', (byte) '"', charset);
        CsvRecords records = CsvRecords.open(new ByteArrayInputStream(file), dialect, COLUMNS);
        assertThat(records.next()).isTrue();
        assertThat(values(records)).containsExactly("€", null, "a \"ü\"");
        assertThat(records.extra()).isEqualTo(Map.of("größe", "ß"));
    }

    @Test
    void closingClosesTheStream() throws IOException {
        for (boolean gzip : new boolean[] {false, true}) {
            AtomicBoolean closed = new AtomicBoolean();
            byte[] file = gzip ? gzip("id,price\n") : "id,price\n".getBytes(UTF_8);
            InputStream in = new ByteArrayInputStream(file) {
                @Override
                public void close() {
                    closed.set(true);
                }
            };
            InputStream unpacked = gzip ? Packing.open(in, "a.csv.gz", file.length, FileLimits.NONE) : in;
            CsvRecords records = CsvRecords.open(unpacked, Dialect.RFC4180, COLUMNS);
            records.close();
            assertThat(closed).isTrue();
        }
    }

    @Test
    void columnsThatAreRequiredMustHaveNames() {
        assertThatThrownBy(() -> new Columns(List.of("a"), Set.of("b"))).hasMessageContaining("[b]");
    }

    private static CsvRecords open(String file) throws IOException {
        return CsvRecords.open(new ByteArrayInputStream(file.getBytes(UTF_8)), Dialect.RFC4180, COLUMNS);
    }

    private static List<String> values(CsvRecords records) {
        List<String> values = new ArrayList<>();
        for (int column = 0; column < COLUMNS.names().size(); column++) {
            values.add(records.value(column));
        }
        return values;
    }

    private static List<Problem> problems(CsvRecords records) throws IOException {
        List<Problem> problems = new ArrayList<>();
        while (records.next()) {
            problems.add(records.problem());
        }
        return problems;
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(UTF_8));
        }
        return packed.toByteArray();
    }
}
