package dev.tidegate.ingest.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.csv.Columns.Others;
import dev.tidegate.ingest.files.FileLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Files with a JSON object in each line: their lines are framed as those of CSV are. */
class JsonLinesTest {

    private static final Columns COLUMNS = new Columns(List.of("id", "user.name"), Set.of("id", "user.name"));
    private static final Dialect JSON = Dialect.jsonLines(0, UTF_8);

    private static CsvRecords open(Dialect dialect, byte[] file) throws IOException {
        return CsvRecords.open(new ByteArrayInputStream(file), dialect, COLUMNS);
    }

    /** Each record as line, offset, length, and its values or its problem. */
    private static List<String> shown(CsvRecords records) throws IOException {
        List<String> shown = new ArrayList<>();
        while (records.next()) {
            shown.add(records.line() + " " + records.byteOffset() + "+" + records.byteLength() + " "
                    + (records.problem() == null
                            ? records.value(0) + "|" + records.value(1)
                                    + (records.extra() == null ? "" : "|" + records.extra())
                            : records.problem().code()));
        }
        return shown;
    }

    private static List<String> read(byte[] file) throws IOException {
        return shown(open(JSON, file));
    }

    @Test
    void eachLineIsARecordWithItsPlaceAndABrokenOneIsOneReject() throws IOException {
        String file = "\ufeff{\"id\": 1, \"user\": {\"name\": \"Ada\"}}\r\n\n  \t\n{broken\n{\"id\": 2}\r{\"id\":\n"
                + "{\"id\": 3, \"x\": \"a\0b\"}\n[4]\n{\"id\": 5}";
        assertThat(read(file.getBytes(UTF_8)))
                .containsExactly(
                        "1 3+34 1|Ada|{user={\"name\": \"Ada\"}}",
                        "4 44+7 bad_json",
                        "5 52+9 2|null",
                        "6 62+6 bad_json",
                        "7 69+21 nul",
                        "8 91+3 bad_json",
                        "9 95+9 5|null");
        assertThat(read(new byte[0])).isEmpty();
        assertThat(read("\n\n".getBytes(UTF_8))).isEmpty();
    }

    @Test
    void whatIsNoTextOrTooLongIsARejectAsInCsv() throws IOException {
        byte[] latin = "{\"id\": \"é\"}\n{\"id\": 2}\n".getBytes(ISO_8859_1);
        assertThat(read(latin)).containsExactly("1 0+11 bad_encoding", "2 12+9 2|null");
        String fits = "{\"id\": \"" + "x".repeat((1 << 20) - 10) + "\"}";
        assertThat(read((fits + "\n{\"id\": 2}\n").getBytes(UTF_8)))
                .hasSize(2)
                .last()
                .asString()
                .endsWith(" 2|null");
        assertThat(read((fits + " \n{\"id\": 2}\n").getBytes(UTF_8)))
                .containsExactly("1 0+1048577 too_long", "2 1048578+9 2|null");
    }

    @Test
    void otherEncodingsAreRead() throws IOException {
        String file = "{\"id\": \"é😀\", \"user\": {\"name\": \"\\u20ac\"}}\n{\"id\": 2}\n";
        assertThat(shown(open(Dialect.jsonLines(0, UTF_16LE), file.getBytes(UTF_16LE))))
                .containsExactly("1 0+82 é😀|€|{user={\"name\": \"\\u20ac\"}}", "2 84+18 2|null");
        Charset windows = Charset.forName("windows-1252");
        assertThat(shown(open(Dialect.jsonLines(1, windows), "Export\n{\"id\": \"é€\"}\n".getBytes(windows))))
                .containsExactly("2 7+12 é€|null");
    }

    @Test
    void rangesOfAFileHaveItsRecordsOnce() throws IOException {
        StringBuilder lines = new StringBuilder("\ufeffskipped\n");
        for (int i = 0; i < 500; i++) {
            lines.append("{\"id\": ").append(i).append(i % 7 == 0 ? "" : "}").append(i % 3 == 0 ? "\n\n" : "\n");
        }
        byte[] file = lines.toString().getBytes(UTF_8);
        Dialect dialect = Dialect.jsonLines(1, UTF_8);
        List<String> whole = shown(open(dialect, file));
        assertThat(whole).hasSize(500).first().isEqualTo("2 11+8 bad_json");
        List<SplitPoint> splits = FramingScan.scan(new ByteArrayInputStream(file), dialect, COLUMNS, 700)
                .splits();
        assertThat(splits).hasSizeGreaterThan(5);
        FileHead head = FileHead.of(new ByteArrayInputStream(file), dialect, COLUMNS, FileLimits.NONE);
        List<String> inParts = new ArrayList<>();
        for (int i = 0; i < splits.size(); i++) {
            SplitPoint from = splits.get(i);
            long end = i + 1 < splits.size() ? splits.get(i + 1).offset() : file.length;
            byte[] rest = Arrays.copyOfRange(file, (int) from.offset(), file.length);
            inParts.addAll(shown(CsvRecords.range(new ByteArrayInputStream(rest), head, COLUMNS, from, end)));
        }
        assertThat(inParts).isEqualTo(whole);
    }

    @Test
    void pathsThatNoObjectHasAreToBeKnown() throws IOException {
        CsvRecords without = open(JSON, "{\"id\": 1}\n{\"id\": 2, \"user\": {}}\n".getBytes(UTF_8));
        shown(without);
        assertThat(without.lines().toKnow()).startsWith("no object has user.name: expected it, be it as null");
        CsvRecords with = open(JSON, "{\"id\": 1}\n{\"id\": 2, \"user\": {\"name\": null}}\n".getBytes(UTF_8));
        shown(with);
        assertThat(with.lines().toKnow()).isNull();
    }

    @Test
    void aStreamThatRefusesOtherColumnsRefusesTheObjectsThatHaveSome() throws IOException {
        Columns strict = new Columns(List.of("id"), Set.of("id"), Set.of(), Others.REFUSED);
        CsvRecords records = CsvRecords.open(
                new ByteArrayInputStream("{\"id\": 1}\n{\"id\": 2, \"x\": 3}\n".getBytes(UTF_8)), JSON, strict);
        assertThat(records.next()).isTrue();
        assertThat(records.problem()).isNull();
        assertThat(records.next()).isTrue();
        assertThat(records.problem()).isEqualTo(Problem.UNKNOWN_COLUMN);
        assertThat(records.message()).isEqualTo("it has x, and the stream has no such column");
    }
}
