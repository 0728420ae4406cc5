package dev.tidegate.ingest.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.csv.HeaderForm.Place;
import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.UnusableFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not as RFC 4180 has them: header, quoting, encoding. */
class FormsTest {
    private static final Dialect MAPPED = new Dialect((byte) ',', (byte) '"', UTF_8);
    private static final Columns COLUMNS = new Columns(List.of("id", "name"), Set.of("id"));

    private static Dialect dialect(String delimiter, char quote, char escape, String comment, HeaderForm header) {
        return new Dialect(delimiter, (byte) quote, (byte) escape, comment, header, UTF_8);
    }

    private static Dialect under(HeaderForm header) {
        return dialect(",", '"', (char) 0, "", header);
    }

    private static List<String> read(Dialect dialect, Columns columns, byte[] file) throws IOException {
        return shown(CsvRecords.open(new ByteArrayInputStream(file), dialect, columns));
    }

    private static List<String> read(Dialect dialect, String file) throws IOException {
        return read(dialect, COLUMNS, file.getBytes(UTF_8));
    }

    /** Each record as its line, then its values or its problem. */
    private static List<String> shown(CsvRecords records) throws IOException {
        List<String> shown = new ArrayList<>();
        while (records.next()) {
            StringJoiner values = new StringJoiner("|");
            for (int column = 0; column < 2; column++) {
                values.add(String.valueOf(records.value(column)));
            }
            shown.add(records.line() + " "
                    + (records.problem() == null
                            ? values + (records.extra() == null ? "" : "|" + records.extra())
                            : records.problem().code()));
        }
        return shown;
    }

    @Test
    void filesWithoutAHeaderHaveTheirColumnsByPlace() throws IOException {
        Dialect dialect = under(new HeaderForm(0, Place.NONE, List.of("name", "size", "id")));
        assertThat(read(dialect, "Lamp,L,7\nRope,,8\nx,y\nname,size,id\n"))
                .containsExactly("1 7|Lamp|{size=L}", "2 8|Rope", "3 field_count", "4 id|name|{size=size}");
        assertThat(read(dialect, "")).isEmpty();
        assertThatThrownBy(() -> read(under(new HeaderForm(0, Place.NONE, List.of("name", "size"))), "a,b\n"))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining("does not name id");
    }

    @Test
    void whatStandsAboveTheHeaderIsToBeKnownOnceForAllRangesOfAFile() throws IOException {
        Dialect dialect = under(new HeaderForm(2, Place.FIRST, List.of()));
        byte[] file = "Report\0\u0007of May\n\nid,name\n7,Lamp\n8,\"Rope\n9,Sofa\"\n".getBytes(UTF_8);
        String above = "lines 1 to 2 stand above the header, no records: Report of May";
        CsvRecords whole = CsvRecords.open(new ByteArrayInputStream(file), dialect, COLUMNS);
        shown(whole);
        assertThat(whole.lines().toKnow())
                .startsWith(above + "; in 1 of the records")
                .contains("first in line 5");

        FileHead head = FileHead.of(new ByteArrayInputStream(file), dialect, COLUMNS, FileLimits.NONE);
        int second = new String(file, UTF_8).indexOf("8,");
        assertThat(CsvRecords.range(new ByteArrayInputStream(file), head, COLUMNS, SplitPoint.START_OF_FILE, second)
                        .lines()
                        .toKnow())
                .isEqualTo(above);
        byte[] rest = Arrays.copyOfRange(file, second, file.length);
        CsvRecords next =
                CsvRecords.range(new ByteArrayInputStream(rest), head, COLUMNS, new SplitPoint(second, 5), file.length);
        shown(next);
        assertThat(next.lines().toKnow()).startsWith("in 1 of the records");
        assertThat(CsvRecords.open(new ByteArrayInputStream("id,name\n7,Lamp\n".getBytes(UTF_8)), MAPPED, COLUMNS)
                        .lines()
                        .toKnow())
                .isNull();
    }

    @Test
    void linesAtTheBeginArePassedOverWhateverTheyHold() throws IOException {
        Dialect dialect = under(new HeaderForm(3, Place.FIRST, List.of()));
        String file = "Report \"of\r\n\r\n\"\r\nid,name\r\n7,Lamp\r\n";
        CsvRecords records = CsvRecords.open(new ByteArrayInputStream(file.getBytes(UTF_8)), dialect, COLUMNS);
        assertThat(shown(records)).containsExactly("5 7|Lamp");
        assertThat(records.lines().aboveHeader()).isEqualTo(3);
        assertThat(records.lines().firstAbove()).containsExactly("Report \"of", "\"");
        assertThat(read(dialect, "only\nthree\nlines")).isEmpty();
    }

    @Test
    void headerIsFoundBelowAPreamble() throws IOException {
        Dialect dialect = under(new HeaderForm(0, Place.FIND, List.of()));
        String file = "Orders of \"January\"\nby,name\n\n\"open\nName,ID\nLamp,7\nRope,8\n";
        CsvRecords records = CsvRecords.open(new ByteArrayInputStream(file.getBytes(UTF_8)), dialect, COLUMNS);
        assertThat(shown(records)).containsExactly("6 7|Lamp", "7 8|Rope");
        assertThat(records.lines().aboveHeader()).isEqualTo(4);
        assertThat(records.lines().firstAbove()).containsExactly("Orders of \"January\"", "by,name", "\"open");
        assertThatThrownBy(() -> read(dialect, "a,b\n".repeat(300) + "id,name\n7,Lamp\n"))
                .hasMessageStartingWith("None of the first 200 lines names id; the first that is not blank names a, b");
    }

    @Test
    void commentsAreNoRecords() throws IOException {
        Dialect dialect = dialect(",", '"', (char) 0, "#", HeaderForm.FIRST_LINE);
        String file = "# \"a\n#\n\nid,name\n#7,Lamp\n7,#Lamp\n 8,Rope\n9,\"a\n# b\"\n#";
        CsvRecords records = CsvRecords.open(new ByteArrayInputStream(file.getBytes(UTF_8)), dialect, COLUMNS);
        assertThat(shown(records)).containsExactly("6 7|#Lamp", "7  8|Rope", "8 9|a\n# b");
        assertThat(records.lines().comments()).isEqualTo(2);
        assertThat(records.lines().aboveHeader()).isEqualTo(3);
    }

    @Test
    void longCommentsArePassedOver() throws IOException {
        Dialect dialect = dialect(",", '"', (char) 0, "//", HeaderForm.FIRST_LINE);
        String longLine = "//" + "x".repeat(3 << 20);
        assertThat(read(dialect, longLine + "\r\nid,name\r\n" + longLine + "\r\n7,Lamp\r\n" + longLine))
                .containsExactly("4 7|Lamp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sep=;\n", "SEP=;\r\n", "\"sep=;\"\r", "\ufeffsep=;\n"})
    void excelsFirstLineSaysTheSeparator(String line) throws IOException {
        assertThat(read(MAPPED, line + "id;name\n7;a,b\n")).containsExactly("3 7|a,b");
    }

    @Test
    void whatOnlyBeginsLikeExcelsLineIsAHeader() throws IOException {
        assertThat(read(MAPPED, "sep=,id,name\n1,7,Lamp\n")).containsExactly("2 7|Lamp|{sep==1}");
        assertThat(read(MAPPED, "id,name\nsep=;,x\n")).containsExactly("2 sep=;|x");
    }

    @Test
    void separatorsAtTheEndOfALinePartNoFields() throws IOException {
        assertThat(read(MAPPED, "id,name,\n7,Lamp,\n8,Rope\n9,,,,\n")).containsExactly("2 7|Lamp", "3 8|Rope", "4 9|");
        assertThat(read(MAPPED, "id,name\n7,\"a\nb\",,\n8,Rope,x\n8,Rope, \n"))
                .containsExactly("2 7|a\nb", "4 field_count", "5 field_count");
        assertThat(read(dialect("||", '"', (char) 0, "", HeaderForm.FIRST_LINE), "id||name||\n7||Lamp||||\n8||a|\n"))
                .containsExactly("2 7|Lamp", "3 8|a|");
    }

    @Test
    void cellsOfAHeaderWithoutANameAreCalledByTheirPlace() throws IOException {
        assertThat(read(MAPPED, "id,,name,,\n7,x,Lamp,,\n8,,Rope,,z\n9,,a,y\nid,,name\n"))
                .containsExactly(
                        "2 7|Lamp|{column_2=x}", "3 8|Rope|{column_5=z}", "4 9|a|{column_4=y}", "5 repeated_header");
    }

    @Test
    void aNameThatIsThereAgainGetsANumber() throws IOException {
        assertThat(read(MAPPED, "id,Tax,tax_2,TAX,tax\n7,1,2,3,4\n"))
                .containsExactly("2 7|null|{Tax=1, tax_2=2, TAX_3=3, tax_4=4}");
        Columns second = new Columns(List.of("id", "tax_2"), Set.of("id", "tax_2"));
        assertThat(read(MAPPED, second, "id,tax,tax\n7,1,2\n".getBytes(UTF_8))).containsExactly("2 7|2|{tax=1}");
    }

    @Test
    void aColumnIsPickedByItsPlace() throws IOException {
        Columns third = new Columns(
                List.of("id", "{place: 3}"),
                Set.of("id", "{place: 3}"),
                Set.of(),
                Columns.Others.KEPT,
                Map.of(),
                Map.of("{place: 3}", 3));
        assertThat(read(MAPPED, third, "id,tax,tax\n7,1,2\n".getBytes(UTF_8))).containsExactly("2 7|2|{tax=1}");
        assertThatThrownBy(() -> read(MAPPED, third, "id,tax\n7,1\n".getBytes(UTF_8)))
                .hasMessageContaining("does not name {place: 3}");
    }

    @Test
    void aColumnMayHaveSeveralNames() throws IOException {
        Columns columns = new Columns(
                List.of("visitorid", "name"),
                Set.of("visitorid"),
                Set.of(),
                Columns.Others.REFUSED,
                Map.of("visitorid", List.of("visitor_id", "user")),
                Map.of());
        assertThat(read(MAPPED, columns, "User,name\n7,Lamp\n".getBytes(UTF_8))).containsExactly("2 7|Lamp");
        assertThatThrownBy(() -> read(MAPPED, columns, "name\nLamp\n".getBytes(UTF_8)))
                .hasMessageContaining("does not name visitorid or visitor_id or user");
    }

    @Test
    void withoutQuotesTheyAreCharactersLikeAnyOther() throws IOException {
        Dialect dialect = dialect("\t", (char) 0, (char) 0, "", HeaderForm.FIRST_LINE);
        assertThat(read(dialect, "id\tname\n7\t\"12 inch\n8\t5\" high\n9\t\"a\"\n"))
                .containsExactly("2 7|\"12 inch", "3 8|5\" high", "4 9|\"a\"");
    }

    @Test
    void postgresAndMySqlEscapeWithoutQuotes() throws IOException {
        Dialect dialect = dialect("\t", (char) 0, '\\', "", HeaderForm.FIRST_LINE);
        String file = "id\tname\n1\ta\\tb\\\\n\n2\t\\N\n3\tx\\\ty\n4\tone\\\ntwo\n5\tC:\\\\\n6\t\\\\N\n7\tü\\ü\n";
        assertThat(read(dialect, file))
                .containsExactly("2 1|a\tb\\n", "3 2|", "4 3|x\ty", "5 4|one\ntwo", "7 5|C:\\", "8 6|\\N", "9 7|üü");
        // An escape that would swallow the end of a record costs its own line only.
        assertThat(read(dialect, "id\tname\n1\ta\\\n2\tb\n3\tc\\"))
                .containsExactly("2 unbalanced_quote", "3 2|b", "4 3|c\\");
    }

    @Test
    void sparkEscapesQuotesWithinQuotes() throws IOException {
        Dialect dialect = dialect(",", '"', '\\', "", HeaderForm.FIRST_LINE);
        String file =
                "id,name\n1,\"say \\\"hi\\\", \"\"you\"\"\"\n2,C:\\new\n3,\"C:\\new\\\\\"\n4,\\N\n5,\"a\\\nb\"\n6,\"\\N\"\n";
        assertThat(read(dialect, file))
                .containsExactly(
                        "2 1|say \"hi\", \"you\"", "3 2|C:\\new", "4 3|C:\\new\\", "5 4|", "6 5|a\\\nb", "8 6|\\N");
    }

    @ParameterizedTest
    @ValueSource(strings = {"||", "\u0001", "^|^", "§", "¦¦", "\t|"})
    void aDelimiterIsOneCharacterOrSeveral(String delimiter) throws IOException {
        Dialect dialect = dialect(delimiter, '"', (char) 0, "", HeaderForm.FIRST_LINE);
        String file = "id;name\n7;\"a;b\nc\"\n8;|^\u00c2ü\n9;\"x\"y\n10;\"\"\n".replace(";", delimiter);
        assertThat(read(dialect, file))
                .containsExactly("2 7|a" + delimiter + "b\nc", "4 8||^\u00c2ü", "5 text_after_quote", "6 10|");
        assertThat(read(dialect.with(delimiter, ISO_8859_1), COLUMNS, file.getBytes(ISO_8859_1)))
                .contains("4 8||^\u00c2ü");
    }

    @Test
    void recordsOfLinesThatEachWouldBeARecordAreCounted() throws IOException {
        Dialect dialect = dialect("\t", '"', (char) 0, "", HeaderForm.FIRST_LINE);
        String file = "id\tname\n1\t\"12 inch\n2\tx\n3\ty\"\n4\t\"a\nb\"\n5\tz\n";
        CsvRecords records = CsvRecords.open(new ByteArrayInputStream(file.getBytes(UTF_8)), dialect, COLUMNS);
        assertThat(shown(records)).hasSize(3);
        assertThat(records.lines().spanning()).isEqualTo(2);
        assertThat(records.lines().doubtful()).isEqualTo(1);
        assertThat(records.lines().firstDoubtful()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"UTF-16LE,ff fe", "UTF-16BE,fe ff", "UTF-32LE,ff fe 00 00", "UTF-32BE,00 00 fe ff", "UTF-8,ef bb bf"})
    void aByteOrderMarkSaysTheEncodingWhateverElseIsSaid(String charset, String mark) throws IOException {
        byte[] file = "\ufeffid,name\r\n7,\"Zürich 😀\r\nx\"\r\n".getBytes(Charset.forName(charset));
        assertThat(String.format("%02x", file[0] & 0xff)).isEqualTo(mark.substring(0, 2));
        for (String said : List.of("UTF-8", "windows-1252", "UTF-16LE")) {
            assertThat(read(MAPPED.with(",", Charset.forName(said)), COLUMNS, file))
                    .as("said to be %s", said)
                    .containsExactly("2 7|Zürich 😀\r\nx");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTF-16",
                "UTF-16LE",
                "UTF-16BE",
                "UTF-32",
                "UTF-32LE",
                "Shift_JIS",
                "GBK",
                "GB18030",
                "Big5",
                "EUC-KR",
                "ISO-2022-JP",
                "IBM037",
                "windows-1252",
                "UTF-8"
            })
    void eachRecordHasItsPlaceInAnyEncoding(String name) throws IOException {
        Charset charset = Charset.forName(name);
        boolean japanese = charset.newEncoder().canEncode("日本");
        String text = japanese ? "日本" : "Lamp";
        Charset written =
                name.equals("UTF-16") ? UTF_16LE : name.equals("UTF-32") ? Charset.forName("UTF-32LE") : charset;
        Dialect dialect = MAPPED.with(",", charset);
        byte[] file = ("id,name\r\n7," + text + "\r\n8,\"" + text + "\r\nx\"\r\n9,a\n").getBytes(written);
        CsvRecords records = CsvRecords.open(new ByteArrayInputStream(file), dialect, COLUMNS);
        List<String> raw = new ArrayList<>();
        while (records.next()) {
            int from = (int) records.byteOffset();
            raw.add(records.line() + " "
                    + new String(Arrays.copyOfRange(file, from, from + (int) records.byteLength()), written));
        }
        assertThat(raw).containsExactly("2 7," + text, "3 8,\"" + text + "\r\nx\"", "5 9,a");
    }

    @Test
    void whatIsNoCharacterIsARejectOfItsLine() throws IOException {
        byte[] file = "id,name\n7,a?\n8,b\n9,c".getBytes(UTF_16LE);
        int lone = "id,name\n7,a".length() * 2;
        file[lone] = 0;
        file[lone + 1] = (byte) 0xd8;
        byte[] odd = Arrays.copyOf(file, file.length + 1);
        Dialect dialect = MAPPED.with(",", UTF_16LE);
        assertThat(read(dialect, COLUMNS, odd)).containsExactly("2 bad_encoding", "3 8|b", "4 bad_encoding");
        CsvRecords records = CsvRecords.open(new ByteArrayInputStream(odd), dialect, COLUMNS);
        records.next();
        assertThat(records.message()).isEqualTo("byte 7 of the record begins no character of UTF-16LE");
        assertThat(records.byteLength()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "6900 6400 2c00 6e00|It looks like UTF-16LE: a mapping with encoding: UTF-16LE reads it",
                "0069 0064 002c 006e|It looks like UTF-16BE: a mapping with encoding: UTF-16BE reads it",
                "5041 5231 0000 0000|It looks like a Parquet file: expected text; convert it, as by: duckdb"
            })
    void aFileThatIsNoTextIsToldForWhatItProbablyIs(String bytes, String hint) {
        byte[] file = java.util.HexFormat.of().parseHex(bytes.replace(" ", ""));
        assertThatThrownBy(() -> read(MAPPED, COLUMNS, file)).hasMessageContaining(hint);
    }

    @Test
    void recordsOfTwoByteCharactersAreToldForThatTooWhereThereIsNoHeader() throws IOException {
        byte[] file = "7,Lamp\n8,Rope\n".getBytes(UTF_16LE);
        Dialect dialect = under(new HeaderForm(0, Place.NONE, List.of("id", "name")));
        CsvRecords records = CsvRecords.open(new ByteArrayInputStream(file), dialect, COLUMNS);
        records.next();
        assertThat(records.next()).isTrue();
        assertThat(records.message())
                .isEqualTo(
                        "byte 1 of the record is NUL. It looks like UTF-16: a mapping with encoding: UTF-16LE or UTF-16BE"
                                + " reads it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "id;name!. It looks parted by ';': a mapping with delimiter: ';' reads it",
                "id\tname!. It looks parted by tabs: a mapping with delimiter: \"\\t\" reads it",
                "{\"id\": 7}!. It looks like JSON: a mapping with form: json_lines reads files with an object in each line",
                "<html>!. It looks like XML or a web page: expected CSV",
                "# made by a shop!. It looks like a comment: a mapping with comment: '#' passes over such lines",
                "7,Lamp!. It looks like a record: a mapping with header: none and names reads files without a header",
                "Report of March!. Where the header stands further below, a mapping with header: find reads it",
                "name,size!it names name, size"
            })
    void aFirstLineThatIsNoHeaderIsToldForWhatItProbablyIs(String line, String end) {
        assertThatThrownBy(() -> read(Dialect.RFC4180, line + "\n7,Lamp\n"))
                .isInstanceOfSatisfying(UnusableFileException.class, e -> assertThat(e.reason())
                        .isEqualTo(UnusableFileException.MISSING_COLUMN))
                .hasMessageEndingWith(end);
    }

    /** Of a file without a mapping nothing is understood that its format does not say. */
    @Test
    void filesWithoutAMappingAreReadStrictly() throws IOException {
        assertThat(read(Dialect.RFC4180, "id,name\n7,Lamp,\n8,Rope\n")).containsExactly("2 field_count", "3 8|Rope");
        assertThat(read(Dialect.RFC4180, "id,name,\n7,Lamp\n8,Rope,x\n"))
                .containsExactly("2 field_count", "3 8|Rope|{=x}");
        for (String header : List.of("sep=;\nid;name", "id,name,size,Size", "id,name,,")) {
            assertThatThrownBy(() -> read(Dialect.RFC4180, header + "\n7,Lamp\n"))
                    .as(header)
                    .isInstanceOf(UnusableFileException.class);
        }
    }

    /** Whatever the form: who begins at a record in the middle reads what those read that come from the begin. */
    @Test
    void partsOfAFileOfAnyFormAreTheWholeFile() throws IOException {
        long seed = Long.getLong("tidegate.fuzz.seed", System.nanoTime());
        System.out.println("FormsTest -Dtidegate.fuzz.seed=" + seed);
        Random random = new Random(seed);
        int parts = 0;
        for (int i = 0; i < 3000; i++) {
            Dialect dialect = anyDialect(random);
            byte[] file = anyFile(random, dialect).getBytes(dialect.charset());
            String shown =
                    "file %d of seed %d, %s: %s".formatted(i, seed, dialect, new String(file, dialect.charset()));
            List<String> whole = read(dialect, COLUMNS, file);
            FramingScan.Result scan =
                    FramingScan.scan(new ByteArrayInputStream(file), dialect, COLUMNS, 1 + random.nextInt(40));
            FileHead head = FileHead.of(new ByteArrayInputStream(file), dialect, COLUMNS, FileLimits.NONE);
            List<String> inParts = new ArrayList<>();
            for (int part = 0; part < scan.splits().size(); part++) {
                SplitPoint from = scan.splits().get(part);
                long end = part + 1 < scan.splits().size()
                        ? scan.splits().get(part + 1).offset()
                        : file.length;
                ByteArrayInputStream in = new ByteArrayInputStream(file);
                in.skipNBytes(from.offset());
                inParts.addAll(shown(CsvRecords.range(in, head, COLUMNS, from, end)));
            }
            assertThat(inParts).as(shown).isEqualTo(whole);
            parts += scan.splits().size();
        }
        assertThat(parts).isGreaterThan(6000);
    }

    private static Dialect anyDialect(Random random) {
        HeaderForm header =
                switch (random.nextInt(4)) {
                    case 0 -> new HeaderForm(random.nextInt(3), Place.FIRST, List.of());
                    case 1 -> new HeaderForm(0, Place.FIND, List.of());
                    case 2 -> new HeaderForm(random.nextInt(2), Place.NONE, List.of("id", "name"));
                    default -> HeaderForm.FIRST_LINE;
                };
        String charset = List.of("UTF-8", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "UTF-32BE", "GBK")
                .get(random.nextInt(6));
        return new Dialect(
                List.of(",", "||", ";").get(random.nextInt(3)),
                (byte) (random.nextInt(3) == 0 ? 0 : '"'),
                (byte) (random.nextInt(3) == 0 ? '\\' : 0),
                random.nextBoolean() ? "#" : "",
                header,
                Charset.forName(charset));
    }

    private static String anyFile(Random random, Dialect dialect) {
        StringBuilder file = new StringBuilder();
        if (random.nextInt(5) == 0 && dialect.header().skipped() == 0) {
            file.append("sep=").append(dialect.delimiter().charAt(0)).append('\n');
        }
        file.append("above\n".repeat(Math.max(0, dialect.header().skipped() - (file.isEmpty() ? 0 : 1))));
        if (dialect.header().place() == Place.FIND) {
            file.append("x\n".repeat(random.nextInt(3)));
        }
        String delimiter = file.indexOf("sep=") == 0 ? dialect.delimiter().substring(0, 1) : dialect.delimiter();
        if (dialect.header().place() != Place.NONE) {
            file.append("id").append(delimiter).append("name");
            file.append(random.nextInt(3) == 0 ? delimiter : "").append("\r\n");
        }
        List<String> pieces = List.of(delimiter, "\n", "\r\n", "\r", "\"", "\\", "#", "a", "é", " ", "\"\"", "|");
        for (int i = random.nextInt(60); i > 0; i--) {
            file.append(pieces.get(random.nextInt(pieces.size())));
        }
        return file.toString();
    }
}
