package dev.tidegate.ingest.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Type;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken as a value of each type, and what is refused for which reason. */
class TypesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static String read(Type type, String text) {
        return read(type, '.', text);
    }

    /** What the row keeps, as {@link ShownValue} writes it, or the reason of the reject. */
    private static String read(Type type, char point, String text) {
        Stream stream = OneColumn.stream(type);
        Column column = stream.columns().get(0);
        Row row = new Row(stream);
        try {
            Reading.of(column, 0, NumberForm.plain(point), false, List.of(), BERLIN)
                    .read(new Value("v", text), row);
            return ShownValue.of(type, row, 0);
        } catch (BrokenRule broken) {
            assertThat(broken.column()).isEqualTo("v");
            assertThat(broken.getMessage()).startsWith("expected ").contains(", found ");
            return broken.reason().code();
        }
    }

    private static String message(Type type, String text) {
        Stream stream = OneColumn.stream(type);
        try {
            Reading.of(stream.columns().get(0), 0, NumberForm.plain('.'), false, List.of(), BERLIN)
                    .read(new Value("v", text), new Row(stream));
            return null;
        } catch (BrokenRule broken) {
            return broken.getMessage();
        }
    }

    private static Type.Whole whole(int bytes, long min, long max) {
        return new Type.Whole(min, max, bytes, false);
    }

    @ParameterizedTest
    @CsvSource({
        "8, 0, 0",
        "8, +7, 7",
        "8, -7, -7",
        "8, -0, 0",
        "8, 0000000000000000007, 7",
        "8, 00000000000000000007, bad_integer",
        "8, 9223372036854775807, 9223372036854775807",
        "8, 9223372036854775808, out_of_range",
        "8, 9999999999999999999, out_of_range",
        "8, -9223372036854775808, -9223372036854775808",
        "8, -9223372036854775809, out_of_range",
        "8, -9999999999999999999, out_of_range",
        "4, 2147483647, 2147483647",
        "4, 2147483648, out_of_range",
        "4, -2147483648, -2147483648",
        "4, -2147483649, out_of_range",
        "2, 32767, 32767",
        "2, 32768, out_of_range",
        "2, -32768, -32768",
        "2, -32769, out_of_range",
        "8, +, bad_integer",
        "8, --1, bad_integer",
        "8, +-1, bad_integer",
        "8, - 1, bad_integer",
        "8, 1-, bad_integer",
        "8, 1.0, bad_integer",
        "8, 1e3, bad_integer",
        "8, 0x1f, bad_integer",
        "8, '1,000', bad_integer",
        "8, 1_000, bad_integer",
        "8, ١٢, bad_integer",
        "8, −1, bad_integer"
    })
    void integersAreDigitsWithPerhapsASign(int bytes, String text, String kept) {
        assertThat(read(whole(bytes, Long.MIN_VALUE, Long.MAX_VALUE), text)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({"-5, -5", "-6, out_of_range", "5, 5", "6, out_of_range"})
    void integersAreWithinWhatIsDeclared(String text, String kept) {
        assertThat(read(whole(8, -5, 5), text)).isEqualTo(kept);
        assertThat(message(whole(8, -5, 5), "6")).isEqualTo("expected a whole number from -5 to 5, found '6'");
        assertThat(message(whole(2, Long.MIN_VALUE, Long.MAX_VALUE), "40000"))
                .isEqualTo("expected a whole number from -32768 to 32767, found '40000'");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.000",
        "-0, 0.000",
        "-0.001, -0.001",
        "+1.5, 1.500",
        "1.500, 1.500",
        "1.5000, 1.500",
        "1.50000000000000000000000000000000, 1.500",
        "1.5001, too_many_decimals",
        "1.50010, too_many_decimals",
        "0.00000000000000000000000000001, too_many_decimals",
        "999999999.999, 999999999.999",
        "-999999999.999, -999999999.999",
        "1000000000, out_of_range",
        "-1000000000, out_of_range",
        "99999999999999999999999999999999, out_of_range",
        "00000000000000000000000000000012, 12.000",
        "00000000000000000000000000000000, 0.000",
        ".5, bad_decimal",
        "5., bad_decimal",
        "., bad_decimal",
        "-, bad_decimal",
        "-.5, bad_decimal",
        "1.2.3, bad_decimal",
        "1e3, bad_decimal",
        "NaN, bad_decimal",
        "Infinity, bad_decimal",
        "'1,5', bad_decimal",
        "'1,234.5', bad_decimal",
        "1.-5, bad_decimal",
        "1.٥, bad_decimal",
        "$5, bad_decimal"
    })
    void decimalsAreExactOrRefused(String text, String kept) {
        assertThat(read(new Type.Decimal(12, 3, Long.MIN_VALUE, Long.MAX_VALUE, false), text))
                .isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({
        "18, 0, 999999999999999999, 999999999999999999",
        "18, 0, 1000000000000000000, out_of_range",
        "18, 0, 7.0, 7",
        "18, 0, 7.1, too_many_decimals",
        "18, 18, 0.999999999999999999, 0.999999999999999999",
        "18, 18, -0.000000000000000001, -0.000000000000000001",
        "18, 18, 1, out_of_range",
        "18, 18, 0, 0.000000000000000000",
        "1, 1, 00.9, 0.9"
    })
    void decimalsHaveUpTo18DigitsOnEitherSideOfThePoint(int precision, int scale, String text, String kept) {
        assertThat(read(new Type.Decimal(precision, scale, Long.MIN_VALUE, Long.MAX_VALUE, false), text))
                .isEqualTo(kept);
    }

    @Test
    void decimalsAreWithinWhatIsDeclared() {
        Type.Decimal both = new Type.Decimal(6, 2, -150, 250, false);
        assertThat(read(both, "-1.50")).isEqualTo("-1.50");
        assertThat(read(both, "2.5")).isEqualTo("2.50");
        assertThat(message(both, "2.51")).isEqualTo("expected a number from -1.50 to 2.50, found '2.51'");
        assertThat(message(new Type.Decimal(6, 2, 0, Long.MAX_VALUE, false), "-1"))
                .isEqualTo("expected a number of at least 0.00, found '-1'");
        assertThat(message(new Type.Decimal(6, 2, Long.MIN_VALUE, 0, false), "1"))
                .isEqualTo("expected a number of at most 0.00, found '1'");
        assertThat(message(new Type.Decimal(6, 1, 0, 9, false), "0.25"))
                .isEqualTo("expected at most 1 decimal, found '0.25'");
        assertThat(message(new Type.Decimal(6, 0, 0, 9, false), "0.25"))
                .isEqualTo("expected no decimals, found '0.25'");
    }

    @Test
    void decimalCommaIsTheOnlyPointWhereItIsDeclared() {
        Type.Decimal decimal = new Type.Decimal(6, 2, Long.MIN_VALUE, Long.MAX_VALUE, false);
        assertThat(read(decimal, ',', "-1,5")).isEqualTo("-1.50");
        assertThat(read(decimal, ',', "1.5")).isEqualTo("bad_decimal");
        assertThat(read(new Type.Real(), ',', "1,5e2")).isEqualTo("150.0");
        assertThat(read(new Type.Real(), ',', "1.5")).isEqualTo("bad_number");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "-0, -0.0",
        "+1.5, 1.5",
        "1e3, 1000.0",
        "1E-3, 0.001",
        "-1.25e+2, -125.0",
        "0.1, 0.1",
        "1.7976931348623157e308, 1.7976931348623157E308",
        "1e309, out_of_range",
        "-1e309, out_of_range",
        "1e99999999999999999999, out_of_range",
        "4.9e-324, 4.9E-324",
        "1e-400, out_of_range",
        "0e-400, 0.0",
        "0.000e99999999999, 0.0",
        "NaN, bad_number",
        "Infinity, bad_number",
        "-inf, bad_number",
        "1d, bad_number",
        "1f, bad_number",
        "0x1p3, bad_number",
        ".5, bad_number",
        "5., bad_number",
        "e5, bad_number",
        "1e, bad_number",
        "1e+, bad_number",
        "1e5.5, bad_number",
        "1 e5, bad_number",
        "'1,5', bad_number",
        "١, bad_number"
    })
    void doublesArePlainOrWithAnExponentAndNeverInfinite(String text, String kept) {
        assertThat(read(new Type.Real(), text)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({
        "true, true",
        "TRUE, true",
        "t, true",
        "1, true",
        "Yes, true",
        "false, false",
        "F, false",
        "0, false",
        "no, false",
        "y, bad_boolean",
        "on, bad_boolean",
        "ja, bad_boolean",
        "01, bad_boolean",
        "tru, bad_boolean"
    })
    void truthIsSaidByTheUsualWords(String text, String kept) {
        assertThat(read(Type.Truth.USUAL, text)).isEqualTo(kept);
    }

    @Test
    void truthIsSaidByTheWordsThatAreDeclared() {
        Type.Truth german = new Type.Truth(Set.of("ja", "wahr"), Set.of("nein"));
        assertThat(read(german, " JA ")).isEqualTo("true");
        assertThat(read(german, "nein")).isEqualTo("false");
        assertThat(message(german, "true")).isEqualTo("expected ja, nein or wahr, found 'true'");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-27, 2026-11-27",
        "0001-01-01, 0001-01-01",
        "9999-12-31, 9999-12-31",
        "0000-01-01, year_out_of_range",
        "2024-02-29, 2024-02-29",
        "2026-02-29, bad_date",
        "2026-13-01, bad_date",
        "2026-00-01, bad_date",
        "2026-01-32, bad_date",
        "2026-1-1, bad_date",
        "26-01-01, bad_date",
        "2026-01-01 00:00:00, bad_date",
        "01.02.2026, bad_date",
        "20260101, bad_date",
        "infinity, bad_date",
        "today, bad_date",
        "２026-01-01, bad_date"
    })
    void daysAreDaysThatExist(String text, String kept) {
        assertThat(read(new Type.Date(List.of()), text)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({
        "27.11.2026, 2026-11-27",
        "2026/11/27, 2026-11-27",
        "29.02.2026, bad_date",
        "2026-11-27, bad_date",
        "01.01.0000, bad_date"
    })
    void daysOfSeveralFormatsAreTriedInOrder(String text, String kept) {
        assertThat(read(new Type.Date(List.of("dd.MM.yyyy", "yyyy/MM/dd")), text))
                .isEqualTo(kept);
        assertThat(message(new Type.Date(List.of("dd.MM.yyyy", "yyyy/MM/dd")), "x"))
                .isEqualTo("expected an existing day as dd.MM.yyyy or yyyy/MM/dd, found 'x'");
    }

    @ParameterizedTest
    @CsvSource({
        "00:00, 00:00",
        "23:59, 23:59",
        "23:59:59, 23:59:59",
        "12:00:00.5, 12:00:00.500",
        "12:00:00.123456, 12:00:00.123456",
        "23:59:59.999999999, 23:59:59.999999",
        "24:00, bad_time",
        "12:60, bad_time",
        "12:00:60, bad_time",
        "1:00, bad_time",
        "12, bad_time",
        "12:00:, bad_time",
        "12:00:0, bad_time",
        "12:00.5, bad_time",
        "12:00:00., bad_time",
        "12:00:00.1234567890, bad_time",
        "'12:00:00,5', bad_time",
        "12:00:00Z, bad_time",
        "12:00 AM, bad_time"
    })
    void timesOfDayAreCutToMicroseconds(String text, String kept) {
        assertThat(read(new Type.Time(List.of()), text)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({"09:30 PM, 21:30", "0930, 09:30", "9:30, bad_time", "2460, bad_time"})
    void timesOfDayOfSeveralFormatsAreTriedInOrder(String text, String kept) {
        assertThat(read(new Type.Time(List.of("hh:mm a", "HHmm")), text)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-07-01 12:00:00, 2026-07-01T10:00:00Z",
        "1782900000000, 2026-07-01T10:00:00Z",
        "1782900000, 2026-07-01T10:00:00Z",
        "01.07.2026 12:00, 2026-07-01T10:00:00Z",
        "29.03.2026 02:30, timestamp_in_gap",
        "1969-01-01 00:00:00, year_out_of_range",
        "1.7.2026, bad_timestamp"
    })
    void timesOfSeveralFormatsAreTriedInOrderAndATimeThatWasUnderstoodTellsMore(String text, String kept) {
        Type.Timestamp type =
                new Type.Timestamp(List.of("iso", "epoch_seconds", "epoch_millis", "dd.MM.yyyy HH:mm"), null);
        assertThat(read(type, text)).isEqualTo(kept);
        assertThat(message(type, "x"))
                .isEqualTo(
                        "expected an existing time as iso, epoch_seconds, epoch_millis or dd.MM.yyyy HH:mm, found 'x'");
    }

    /** The word means the same in a declaration and in a mapping. */
    @Test
    void isoTakesTimesWithoutSecondsWhereItIsNamedAndOnlyThere() {
        Type.Timestamp named = new Type.Timestamp(List.of("iso"), null);
        assertThat(read(named, "2026-07-01 12:00")).isEqualTo("2026-07-01T10:00:00Z");
        assertThat(read(named, "2026/07/01 12:00:30,5 +0200")).isEqualTo("2026-07-01T10:00:30.500Z");
        assertThat(read(new Type.Timestamp(List.of(), null), "2026-07-01 12:00"))
                .isEqualTo("bad_timestamp");
    }

    @Test
    void zoneOfAColumnGoesBeforeThatOfTheFile() {
        assertThat(read(new Type.Timestamp(List.of(), "Asia/Tokyo"), "2026-07-01 09:00:00"))
                .isEqualTo("2026-07-01T00:00:00Z");
        assertThat(read(new Type.Timestamp(List.of(), null), "2026-07-01 09:00:00"))
                .isEqualTo("2026-07-01T07:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({"abc, abc", "'  abc\t', abc", "äöü😀x, äöü😀x", "äöü😀xy, too_long_text", "'a\0b', nul_in_text"})
    void textsAreTrimmedAndCountedInCodePoints(String text, String kept) {
        assertThat(read(new Type.Text(5, null, Set.of(), true, null), text)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({
        "AB12, AB12",
        "' AB12 ', AB12",
        "AB1, no_match",
        "xAB12, no_match",
        "AB12x, no_match",
        "'AB12\n', no_match",
        "ab12, no_match"
    })
    void patternMatchesTheWholeValue(String text, String kept) {
        assertThat(read(new Type.Text(500, "[A-Z]{2}[0-9]{2}", Set.of(), true, null), text))
                .isEqualTo(kept);
        assertThat(read(new Type.Text(500, "A|AB12", Set.of(), true, null), "AB12"))
                .isEqualTo("AB12");
    }

    /** With java.util.regex this takes longer than anybody lives. */
    @Test
    void noPatternHangs() {
        Type.Text greedy = new Type.Text(1 << 20, "(a+)+b", Set.of(), true, null);
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(read(greedy, "a".repeat(100_000))).isEqualTo("no_match"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "(a)\\1", "(?=a)", "[z-a]"})
    void patternThatIsNoneIsRefusedWhenTheRulesAreMade(String pattern) {
        assertThatThrownBy(() -> read(new Type.Text(5, pattern, Set.of(), true, null), "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + pattern + "' is no pattern of RE2");
    }

    @Test
    void textIsOneOfThoseDeclared() {
        Type.Text sizes = new Type.Text(500, null, Set.of("S", "M", "L"), true, null);
        assertThat(read(sizes, "M")).isEqualTo("M");
        assertThat(message(sizes, "m")).isEqualTo("expected L, M or S, found 'm'");
        assertThat(read(sizes, "XL")).isEqualTo("not_one_of");
    }

    @ParameterizedTest
    @CsvSource({"View, view", "a_b-c9, a_b-c9", "9a, bad_word", "a b, bad_word", "é, bad_word"})
    void wordsAreKeptInLowerCase(String text, String kept) {
        assertThat(read(new Type.Word(), text)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "\"\"",
                "0",
                "-0.5e-3",
                "1e300",
                "true",
                "false",
                "null",
                " {\"a\" : [1, 2, {\"a\": null}], \"b\": \"\\u00e9\\n\\\"\"} ",
                "\"\\ud83d\\ude00\"",
                "\"😀\"",
                "\"\\\\u0000\"",
                "[{\"a\":1},{\"a\":2}]",
                "[[[[[[[[[[]]]]]]]]]]"
            })
    void documentsAreKeptAsTheyAre(String text) {
        assertThat(read(new Type.Json(), text)).isEqualTo(text.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "}",
                "{]",
                "[1,]",
                "[,1]",
                "[1 2]",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\"=1}",
                "{\"a\";1}",
                "{\"a\":1;\"b\":2}",
                "[1;2]",
                "'a'",
                "abc",
                "True",
                "NULL",
                "nan",
                "NaN",
                "Infinity",
                "-",
                "+1",
                "01",
                "-01",
                "1.",
                ".5",
                "1e",
                "0x10",
                "1 2",
                "{} {}",
                "[] // c",
                "/* c */ []",
                "# c",
                "\"a",
                "\"\\x\"",
                "\"\\'\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"a\tb\"",
                "\"a\nb\"",
                "\"a\\\nb\"",
                "\ufeff{}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"b\":{\"a\":1,\"a\":2}}",
                "\"\\u0000\"",
                "{\"\\u0000\":1}",
                "\"\\ud800\"",
                "\"\\ude00\\ud83d\"",
                "\"\\ud83dx\"",
                "{\"\\udc00\":1}",
                "1e1001",
                "1e-1001",
                "1e99999999999999999999",
                "123e999",
                "[1e131073]",
                ")]}'\n{}",
                "\"a\"b",
                "[1]]",
                "\u00a0[]",
                "[]\u000b"
            })
    void whatIsNoDocumentOrWouldLoseSomethingIsRefused(String text) {
        assertThat(read(new Type.Json(), text)).isEqualTo("bad_json");
    }

    @Test
    void depthOfADocumentIsBounded() {
        assertThat(read(new Type.Json(), "[".repeat(200) + "]".repeat(200))).startsWith("[[[");
        assertThat(message(new Type.Json(), "[".repeat(201) + "]".repeat(201)))
                .startsWith("expected JSON of at most 200 levels, found '[[[");
        assertThat(read(new Type.Json(), "{\"a\":".repeat(100_000))).isEqualTo("bad_json");
        assertThat(read(new Type.Json(), "1" + "0".repeat(2000))).isEqualTo("bad_json");
    }

    @ParameterizedTest
    @CsvSource({
        "3F2A8C1E-0b7d-4e59-9a61-c4d20f8e7b13, 3f2a8c1e-0b7d-4e59-9a61-c4d20f8e7b13",
        "3f2a8c1e0b7d4e599a61c4d20f8e7b13, bad_uuid",
        "{3f2a8c1e-0b7d-4e59-9a61-c4d20f8e7b13}, bad_uuid",
        "1-1-1-1-1, bad_uuid"
    })
    void idsAreStrict(String text, String kept) {
        assertThat(read(new Type.Uuid(), text)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HH:mm", "nonsense", "dd.MM"})
    void formatOfADayThatTellsNoneIsRefusedWhenTheRulesAreMade(String format) {
        assertThatThrownBy(() -> read(new Type.Date(List.of(format)), "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dd.MM.yyyy", "mm"})
    void formatOfATimeOfDayThatTellsNoneIsRefusedWhenTheRulesAreMade(String format) {
        assertThatThrownBy(() -> read(new Type.Time(List.of(format)), "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
