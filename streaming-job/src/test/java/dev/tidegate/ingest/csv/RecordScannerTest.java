package dev.tidegate.ingest.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The framing rule, case by case. Records are shown as their line and their fields in brackets, or their problem. */
class RecordScannerTest {

    @Test
    void plainLinesAreRecords() {
        assertThat(threeFields("a,b,c\n1,,3\n,,\n")).containsExactly("1 [a][b][c]", "2 [1][][3]", "3 [][][]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void lfCrLfAndALoneCrEndALine(String lineEnd) {
        assertThat(threeFields(String.join(lineEnd, "a,b,c", "d,e,f", "g,h,\"i\"", "j,k,l")))
                .containsExactly("1 [a][b][c]", "2 [d][e][f]", "3 [g][h][i]", "4 [j][k][l]");
    }

    @Test
    void lineEndsMayBeMixed() {
        assertThat(threeFields("a,b,c\r\r\nd,e,f\n\rg,h,i\r\n"))
                .containsExactly("1 [a][b][c]", "3 [d][e][f]", "5 [g][h][i]");
    }

    @Test
    void linesOfNothingOrBlanksAreNoRecords() {
        assertThat(threeFields("\n  \na,b,c\n\t \n\r\n \r1,2,3\n\n ")).containsExactly("3 [a][b][c]", "7 [1][2][3]");
    }

    @Test
    void aLineOfOneEmptyQuotedFieldIsARecord() {
        assertThat(frame("\"\"\n\" \"\n", 1)).containsExactly("1 []", "2 [ ]");
    }

    @Test
    void theLastLineNeedsNoLineEnd() {
        assertThat(threeFields("a,b,c")).containsExactly("1 [a][b][c]");
        assertThat(threeFields("a,b,")).containsExactly("1 [a][b][]");
        assertThat(threeFields("a,b,\"c\"")).containsExactly("1 [a][b][c]");
    }

    @Test
    void anEmptyFileHasNoRecords() {
        assertThat(threeFields("")).isEmpty();
        assertThat(threeFields("\u00ef\u00bb\u00bf")).isEmpty();
    }

    @Test
    void aByteOrderMarkIsPassedOverAtTheStartOnly() {
        assertThat(threeFields("\u00ef\u00bb\u00bfa,b,c\n\u00ef\u00bb\u00bf1,2,3"))
                .containsExactly("1 [a][b][c]", "2 [\ufeff1][2][3]");
    }

    @Test
    void quotedFieldsHoldDelimitersQuotesAndLineEnds() {
        assertThat(threeFields("\"a,b\",\"say \"\"hi\"\"\",\"x\ny\r\nz\rw\"\n1,2,3\n"))
                .containsExactly("1 [a,b][say \"hi\"][x\ny\r\nz\rw]", "5 [1][2][3]");
        assertThat(threeFields("\"\",\"\"\"\",\"\"\"\"\"\"\n")).containsExactly("1 [][\"][\"\"]");
    }

    @Test
    void aRecordOverSeveralLinesMayHaveSeveralSuchFields() {
        assertThat(threeFields("\"a\nb\",c,\"d\n\ne\"\nf,g,h")).containsExactly("1 [a\nb][c][d\n\ne]", "5 [f][g][h]");
    }

    @Test
    void anUnbalancedQuoteCostsItsLineOnly() {
        assertThat(threeFields("1,2,\"3\n4,5,6\n7,8,9\n"))
                .containsExactly("1 unbalanced_quote", "2 [4][5][6]", "3 [7][8][9]");
        assertThat(threeFields("\"1,2,3\n")).containsExactly("1 unbalanced_quote");
        assertThat(threeFields("1,2,\"")).containsExactly("1 unbalanced_quote");
    }

    @Test
    void linesSwallowedByAQuoteComeBackUnlessTheyMakeAFullRecord() {
        assertThat(threeFields("1,\"2\n4,5,6\n7,8\",9,0\n"))
                .as("closes, with four fields")
                .containsExactly("1 unbalanced_quote", "2 [4][5][6]", "3 field_count");
        assertThat(threeFields("1,2,\"3\n4,5,\"6\"\n"))
                .as("closes, and text follows")
                .containsExactly("1 unbalanced_quote", "2 [4][5][6]");
        assertThat(threeFields("1,2,3,\"4\n5\"\n"))
                .as("has a field too many on its first line")
                .containsExactly("1 unbalanced_quote", "2 field_count");
        assertThat(threeFields("1,\"2\n3\",4,5\n"))
                .as("has a field too many on its last line")
                .containsExactly("1 unbalanced_quote", "2 [3\"][4][5]");
        assertThat(threeFields("1,\"2\n3\"\n"))
                .as("has a field too few")
                .containsExactly("1 unbalanced_quote", "2 field_count");
        assertThat(threeFields("a\"b,2,\"3\n4\"\n"))
                .as("has a quote inside a field on its first line")
                .containsExactly("1 unbalanced_quote", "2 field_count");
    }

    @Test
    void textBehindAClosingQuoteIsRejected() {
        assertThat(threeFields("\"a\"b,2,3\n\"a\" ,2,3\n1,2,\"3\" \n4,5,6\n"))
                .containsExactly("1 text_after_quote", "2 text_after_quote", "3 text_after_quote", "4 [4][5][6]");
    }

    @Test
    void aQuoteInsideAnUnquotedFieldIsACharacterLikeAnyOther() {
        assertThat(threeFields("a\"b,2,3\n1, \"2\",3\n4,5,6\"\n7,8,9"))
                .containsExactly("1 [a\"b][2][3]", "2 [1][ \"2\"][3]", "3 [4][5][6\"]", "4 [7][8][9]");
    }

    @Test
    void aBackslashEscapesNothing() {
        assertThat(threeFields("\"C:\\\",2,3\n")).containsExactly("1 [C:\\][2][3]");
    }

    @Test
    void aNulIsRejected() {
        assertThat(threeFields("a,\0,c\n\"\0\",2,3\n4,5,6")).containsExactly("1 nul", "2 nul", "3 [4][5][6]");
        assertThat(threeFields("a,b,c\n\0\0\0\0\0\0\0\0")).containsExactly("1 [a][b][c]", "2 nul");
    }

    @Test
    void textThatIsNoUtf8IsRejected() {
        assertThat(threeFields("caf\u00c3\u00a9,2,3\ncaf\u00e9,2,3\n1,2,\"\u00c3\"\n4,5,6"))
                .containsExactly("1 [café][2][3]", "2 bad_encoding", "3 bad_encoding", "4 [4][5][6]");
    }

    @Test
    void aNulOrBadTextInAWellFormedRecordOfSeveralLinesCostsAllOfIt() {
        assertThat(threeFields("1,2,\"a\nb\0\"\n1,2,\"\u00ff\nb\"\n4,5,6"))
                .containsExactly("1 nul", "3 bad_encoding", "5 [4][5][6]");
    }

    @Test
    void tooFewAndTooManyFieldsAreRejected() {
        assertThat(threeFields("1,2\n1,2,3,4\n1\n4,5,6"))
                .containsExactly("1 field_count", "2 field_count", "3 field_count", "4 [4][5][6]");
    }

    @Test
    void anyNumberOfFieldsWillDoWhereNoneIsExpected() {
        String wide = "x,".repeat(40_000);
        assertThat(frame("a\nb,\"c\nd\"\n" + wide, 0))
                .containsExactly("1 [a]", "2 [b][c\nd]", "4 " + "[x]".repeat(40_000) + "[]");
    }

    @Test
    void ofSeveralProblemsTheFirstInTheListCounts() {
        assertThat(threeFields("a\"\0,\"b\"c,\u00ff,\"d")).containsExactly("1 unbalanced_quote");
        assertThat(threeFields("a\"\0,\"b\"c,\u00ff,d")).containsExactly("1 text_after_quote");
        assertThat(threeFields("a\0,\"b\",\u00ff,d")).containsExactly("1 nul");
        assertThat(threeFields("a,\"b\",\u00ff,d")).containsExactly("1 bad_encoding");
        assertThat(threeFields("a,\"b\",c,d")).containsExactly("1 field_count");
    }

    @Test
    void messagesSayWhatIsWrongAndWhere() throws IOException {
        assertThat(messages("1,2,\"3\n1,\"2\"x,3\n1,\0,3\n1,2,\u00e9\n1,2\n1,2,3\n"))
                .containsExactly(
                        "the quote that opens field 3 is not closed in a well-formed record of 3 fields",
                        "there is text behind the closing quote of field 2",
                        "byte 3 of the record is NUL",
                        "byte 5 of the record, 0xE9, is no UTF-8",
                        "expected 3 fields, found 2",
                        "null");
    }

    @Test
    void offsetsAndLengthsPointAtTheBytesOfARecord() {
        byte[] file = "\u00ef\u00bb\u00bfa,b,c\r\n\n1,\"2\r\n\",3\r\"x\n9,9,9".getBytes(ISO_8859_1);
        assertThat(FramedRecord.scan(file, Dialect.RFC4180, 3))
                .extracting(r -> new String(file, (int) r.offset(), (int) r.length(), ISO_8859_1))
                .containsExactly("a,b,c", "1,\"2\r\n\",3", "\"x", "9,9,9");
    }

    @Test
    void theNextSearchBeginsBehindTheLineEnd() throws IOException {
        byte[] file = "a,b,\"c\r\n\"\r\n\n\"x\r1,2,3".getBytes(UTF_8);
        RecordScanner scanner = new RecordScanner(new ByteArrayInputStream(file), Dialect.RFC4180, 3, 0, 1);
        List<String> places = new ArrayList<>();
        while (scanner.next()) {
            places.add(scanner.nextOffset() + " in line " + scanner.nextLine());
        }
        assertThat(places).containsExactly("11 in line 3", "15 in line 5", "20 in line 6");
    }

    @Test
    void anotherDelimiterAndQuoteMayBeUsed() {
        Dialect dialect = new Dialect((byte) '\t', (byte) '\'', UTF_8);
        byte[] file = "a\t'b\tc'\t\"d\"\n\t\t\n".getBytes(UTF_8);
        assertThat(FramedRecord.scan(file, dialect, 3))
                .extracting(FramedRecord::values)
                .containsExactly(List.of("a", "b\tc", "\"d\""), List.of("", "", ""));
    }

    @Test
    void textInASingleByteCharsetComesOutAsText() {
        Dialect dialect = new Dialect((byte) ';', (byte) '"', Charset.forName("windows-1252"));
        byte[] file = "caf\u00e9;\"\u0080 \"\"1\"\"\";\u00ff\n\u0081;2;3\nx;y;z".getBytes(ISO_8859_1);
        assertThat(FramedRecord.scan(file, dialect, 3))
                .extracting(r -> r.problem() == null
                        ? r.values().toString()
                        : r.problem().code())
                .containsExactly("[café, € \"1\", ÿ]", "bad_encoding", "[x, y, z]");
    }

    @Test
    void whatTheStreamThrowsIsPassedOn() throws IOException {
        InputStream closed = InputStream.nullInputStream();
        closed.close();
        RecordScanner scanner = new RecordScanner(closed, Dialect.RFC4180, 0, 0, 1);
        assertThatThrownBy(scanner::next).isInstanceOf(IOException.class).hasMessageContaining("closed");
    }

    private static List<String> threeFields(String file) {
        return frame(file, 3);
    }

    private static List<String> frame(String file, int fieldCount) {
        return FramedRecord.scan(file.getBytes(ISO_8859_1), Dialect.RFC4180, fieldCount).stream()
                .map(FramedRecord::shown)
                .toList();
    }

    private static List<String> messages(String file) throws IOException {
        RecordScanner scanner =
                new RecordScanner(new ByteArrayInputStream(file.getBytes(ISO_8859_1)), Dialect.RFC4180, 3, 0, 1);
        List<String> messages = new ArrayList<>();
        while (scanner.next()) {
            messages.add(String.valueOf(scanner.message()));
        }
        return messages;
    }
}
