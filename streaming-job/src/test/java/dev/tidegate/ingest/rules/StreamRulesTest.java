package dev.tidegate.ingest.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Column.Origin;
import dev.tidegate.ingest.stream.Key;
import dev.tidegate.ingest.stream.OtherColumns;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Table;
import dev.tidegate.ingest.stream.Tombstones;
import dev.tidegate.ingest.stream.Type;
import dev.tidegate.ingest.value.ShownValue;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In which order the rules of a stream are asked, and where its values come from. */
class StreamRulesTest {

    private static final Type TEXT = new Type.Text(500, null, Set.of(), true, null);
    private static final Type WHOLE = new Type.Whole(Long.MIN_VALUE, Long.MAX_VALUE, 8, false);
    private static final Type TIME = new Type.Timestamp(List.of(), null);
    private static final DeliveredFile FILE = new DeliveredFile(
            "day 1.csv", Instant.parse("2026-11-27T23:30:00.250Z").toEpochMilli());

    private static Column column(String name, Type type, boolean required) {
        return new Column(name, type, new Origin.Header(name), required, null, List.of(), Set.of());
    }

    private static Column withDefault(String name, Type type, String otherwise, String... nulls) {
        return new Column(name, type, new Origin.Header(name), true, otherwise, List.of(nulls), Set.of());
    }

    private static Column accepting(String name, Type type, boolean required, String... accepted) {
        return new Column(name, type, new Origin.Header(name), required, null, List.of("n/a"), Set.of(accepted));
    }

    private static Column from(String name, Type type, Origin origin) {
        return new Column(name, type, origin, false, null, List.of(), Set.of());
    }

    private static Column computed(String name, Type.Computed type) {
        return from(name, type, new Origin.Computed());
    }

    private static Type.Decimal decimal(int precision, int scale) {
        return new Type.Decimal(precision, scale, Long.MIN_VALUE, Long.MAX_VALUE, false);
    }

    private static Stream stream(Column... columns) {
        return stream(null, null, null, columns);
    }

    private static Stream stream(String key, String version, Tombstones deleted, Column... columns) {
        return new Stream(
                "s",
                new Table("public", "t"),
                List.of(columns),
                key == null ? new Key.FileAndLine(false) : new Key.Columns(List.of(key.split(","))),
                version,
                deleted,
                OtherColumns.KEEP,
                Set.of());
    }

    private static String judge(Stream stream, String... values) {
        return judge(new StreamRules(stream, ZoneOffset.UTC), stream, null, values);
    }

    /** The values of an accepted row, or {@code filtered} and the value, or the column and reason of a reject. */
    private static String judge(StreamRules rules, Stream stream, Map<String, String> extra, String... values) {
        Row row = new Row(stream);
        Verdict verdict = rules.judge(values, extra, FILE, row);
        if (verdict instanceof Verdict.Rejected rejected) {
            return rejected.column() + " " + rejected.reason();
        }
        if (verdict instanceof Verdict.Filtered filtered) {
            return "filtered " + filtered.value();
        }
        List<String> shown = new ArrayList<>();
        for (int place = 0; place < stream.columns().size(); place++) {
            shown.add(ShownValue.of(stream.columns().get(place).type(), row, place));
        }
        return (row.deleted() ? "deleted " : "")
                + String.join(" | ", shown.stream().map(String::valueOf).toList());
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "' 5 ', 5", "'', 1", "' \t', 1", "NULL, 1", "' \\N ', 1", "null, n whole", "x, n whole"})
    void nullWordsAndEmptyTextsAreAbsentAndAnAbsentOneTakesTheDefault(String text, String kept) {
        Stream stream = stream(withDefault("n", WHOLE, "1", "NULL", "\\N"));
        assertThat(judge(stream, text)).isEqualTo(kept.replace("whole", "bad_integer"));
        assertThat(judge(stream, (String) null)).isEqualTo("1");
    }

    @Test
    void nullWordsOfTheFilesCountForAllColumns() {
        Stream stream = stream(column("a", TEXT, false), column("b", WHOLE, true));
        StreamRules rules = new StreamRules(
                stream, new ValueFormat('.', List.of(), null, Map.of(), Set.of("-"), Map.of(), null), ZoneOffset.UTC);
        assertThat(judge(rules, stream, null, " - ", "1")).isEqualTo("null | 1");
        assertThat(judge(rules, stream, null, "-", "-")).isEqualTo("b missing_value");
        assertThat(judge(stream, "-", "1")).isEqualTo("- | 1");
    }

    @Test
    void requiredValueThatIsAbsentIsAReject() {
        Stream stream = stream(column("a", TEXT, true), column("b", TEXT, false));
        assertThat(judge(stream, null, null)).isEqualTo("a missing_value");
        assertThat(judge(stream, " ", "x")).isEqualTo("a missing_value");
        assertThat(judge(stream, "x", " ")).isEqualTo("x | null");
    }

    @ParameterizedTest
    @CsvSource({
        "paid, 1, paid | 1",
        "' open ', 1, open | 1",
        "shipped, 1, filtered shipped",
        "shipped, x, filtered shipped",
        "Paid, 1, filtered Paid",
        "'', 1, null | 1",
        "n/a, 1, null | 1",
        "n/a, x, b bad_integer",
        "paid, x, b bad_integer"
    })
    void columnOfWhichOnlySomeValuesAreWantedGoesFirstAndAnAbsentOneIsNotFiltered(String a, String b, String expected) {
        Stream stream = stream(accepting("a", TEXT, false, "paid", "open"), column("b", WHOLE, true));
        Stream turned = stream(column("b", WHOLE, true), accepting("a", TEXT, false, "paid", "open"));
        assertThat(judge(stream, a, b)).isEqualTo(expected);
        assertThat(judge(turned, b, a).startsWith("filtered")).isEqualTo(expected.startsWith("filtered"));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "+01, 1", "2, filtered 2", "x, n bad_integer", "n/a, n missing_value"})
    void numbersOfWhichOnlySomeAreWantedAreComparedAsNumbers(String text, String expected) {
        assertThat(judge(stream(accepting("n", WHOLE, true, "1", "-3")), text)).isEqualTo(expected);
    }

    @Test
    void limitsGoBeforeWhatIsWanted() {
        Type short5 = new Type.Text(5, null, Set.of(), true, null);
        assertThat(judge(stream(accepting("a", short5, true, "open")), "longer"))
                .isEqualTo("a too_long_text");
    }

    @Test
    void ofTwoFiltersTheFirstDecides() {
        Stream stream = stream(accepting("a", TEXT, true, "x"), accepting("b", WHOLE, true, "1"));
        assertThat(judge(stream, "y", "nonsense")).isEqualTo("filtered y");
        assertThat(judge(stream, "x", "2")).isEqualTo("filtered 2");
        assertThat(judge(stream, "x", "nonsense")).isEqualTo("b bad_integer");
    }

    @Test
    void wordsOfTheFilesAreReplacedBeforeTheTypeIsAsked() {
        Stream stream = stream(accepting("a", TEXT, true, "paid"), column("b", Type.Truth.USUAL, true));
        Map<String, Map<String, String>> words =
                Map.of("a", Map.of("bezahlt", "paid", "storno", ValueFormat.FILTERED), "b", Map.of("ja", "true"));
        StreamRules rules = new StreamRules(
                stream, new ValueFormat('.', List.of(), null, words, Set.of(), Map.of(), null), ZoneOffset.UTC);
        assertThat(judge(rules, stream, null, " Bezahlt ", "JA")).isEqualTo("paid | true");
        assertThat(judge(rules, stream, null, "storno", "ja")).isEqualTo("filtered storno");
        assertThat(judge(rules, stream, null, "paid", "nein")).isEqualTo("b bad_boolean");
    }

    @Test
    void valuesComeFromTheDeclarationAndFromTheFileToo() {
        Stream stream = stream(
                from("shop", TEXT, new Origin.Constant("shop-a")),
                from("file", TEXT, new Origin.FileName()),
                from("at", TIME, new Origin.FileDate()),
                from("day", new Type.Date(List.of()), new Origin.FileDate()),
                column("a", TEXT, true));
        assertThat(judge(stream, "x")).isEqualTo("shop-a | day 1.csv | 2026-11-27T23:30:00.250Z | 2026-11-27 | x");
    }

    @Test
    void nameOfAFileIsHeldToTheTypeOfItsColumn() {
        Type short5 = new Type.Text(5, null, Set.of(), true, null);
        assertThat(judge(stream(from("file", short5, new Origin.FileName())))).isEqualTo("file too_long_text");
    }

    @Test
    void dateOfAFileBeyondAllYearsIsAReject() {
        Stream stream = stream(from("at", TIME, new Origin.FileDate()));
        for (long millis : new long[] {Long.MIN_VALUE, -1, Long.MAX_VALUE}) {
            Verdict verdict = new StreamRules(stream, ZoneOffset.UTC)
                    .judge(new String[0], null, new DeliveredFile("a", millis), new Row(stream));
            assertThat(((Verdict.Rejected) verdict).reason()).isEqualTo("year_out_of_range");
        }
    }

    @Test
    void constantThatIsNoneOfItsTypeIsRefusedWhenTheRulesAreMade() {
        Stream stream = stream(from("n", WHOLE, new Origin.Constant("seven")));
        assertThatThrownBy(() -> new StreamRules(stream, ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("column n of stream s: expected a whole number");
    }

    @Test
    void constantOfAMappingStandsWhereTheFileHasNoSuchColumn() {
        Stream stream = stream(column("a", TEXT, true));
        StreamRules rules = new StreamRules(
                stream,
                new ValueFormat('.', List.of(), null, Map.of(), Set.of(), Map.of("a", "c"), null),
                ZoneOffset.UTC);
        assertThat(judge(rules, stream, null, (String) null)).isEqualTo("c");
        assertThat(judge(rules, stream, null, "d")).isEqualTo("d");
        assertThat(rules.complaint("a", " ")).isEqualTo("expected a value, found nothing");
        assertThat(rules.complaint("a", "x")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "TIMES, 2.5, -3, 7, -7.500",
        "TIMES, 0.01, 1, 4, 0.010",
        "PLUS, 2.5, -3, 7, -0.500",
        "MINUS, 2.5, -3, 7, 5.500",
        "TIMES, 999.99, 9, 7, 8999.910",
        "TIMES, 999.99, 11, 7, c out_of_range",
        "PLUS, -999.99, -9000, 7, -9999.990",
        "PLUS, -999.99, -9000.01, 7, b bad_integer"
    })
    void computedNumbersAreExactOrRejects(Type.Operator operator, String a, String b, int precision, String expected) {
        Stream stream = stream(
                column("a", decimal(5, 2), false),
                column("b", WHOLE, false),
                computed("c", new Type.Arithmetic("a", operator, "b", precision, 3)));
        String judged = judge(stream, a, b);
        assertThat(judged.substring(judged.lastIndexOf('|') + 1).strip()).isEqualTo(expected);
        assertThat(judge(stream, a, null)).endsWith("| null | null");
    }

    @Test
    void computedNumbersHave38Digits() {
        Stream stream = stream(
                column("a", decimal(18, 0), true),
                column("b", WHOLE, true),
                computed("c", new Type.Arithmetic("a", Type.Operator.TIMES, "b", 38, 1)));
        assertThat(judge(stream, "-999999999999999999", "9223372036854775807"))
                .endsWith("| -9223372036854775797776627963145224193.0");
        Stream tight = stream(
                column("a", decimal(18, 0), true),
                column("b", WHOLE, true),
                computed("c", new Type.Arithmetic("a", Type.Operator.TIMES, "b", 38, 2)));
        assertThat(judge(tight, "-999999999999999999", "9223372036854775807")).isEqualTo("c out_of_range");
        assertThat(judge(tight, "999999999999999999", "-9223372036854775808")).isEqualTo("c out_of_range");
    }

    @Test
    void computedDayIsThatOfUtc() {
        Stream stream = stream(column("t", TIME, false), computed("day", new Type.Day("t")));
        assertThat(judge(stream, "2026-11-28T00:30:00+01:00")).endsWith("| 2026-11-27");
        assertThat(judge(stream, "")).isEqualTo("null | null");
    }

    @Test
    void computedValueThatIsRequiredCannotBeAbsent() {
        Column day = new Column("day", new Type.Day("t"), new Origin.Computed(), true, null, List.of(), Set.of());
        assertThat(judge(stream(column("t", TIME, false), day), "")).isEqualTo("day missing_value");
    }

    @Test
    void ofATombstoneOnlyKeyAndVersionAreJudged() {
        Stream stream = stream(
                "id",
                "at",
                new Tombstones("op", Set.of("d", "D")),
                accepting("status", TEXT, true, "open"),
                column("id", WHOLE, true),
                column("price", decimal(5, 2), true),
                column("at", TIME, true));
        assertThat(stream.headers()).containsExactly("status", "id", "price", "at", "op");
        assertThat(stream.requiredHeaders()).contains("op");
        assertThat(judge(stream, "what", "7", "free", "2026-01-01 00:00:00", " d "))
                .isEqualTo("deleted null | 7 | null | 2026-01-01T00:00:00Z");
        assertThat(judge(stream, "what", "x", "free", "2026-01-01 00:00:00", "D"))
                .isEqualTo("id bad_integer");
        assertThat(judge(stream, "what", "7", "free", "", "d")).isEqualTo("at missing_value");
        assertThat(judge(stream, "open", "7", "1", "2026-01-01 00:00:00", "u"))
                .isEqualTo("open | 7 | 1.00 | 2026-01-01T00:00:00Z");
        assertThat(judge(stream, "what", "7", "1", "2026-01-01 00:00:00", "")).isEqualTo("filtered what");
        assertThat(judge(stream, "open", "7", "free", "2026-01-01 00:00:00", "u"))
                .isEqualTo("price bad_decimal");
    }

    @Test
    void aTombstoneOfAKeyThatIsNotWantedIsFilteredWhateverElseIsWrongWithIt() {
        Stream stream = stream(
                "shop",
                "at",
                new Tombstones("op", Set.of("d")),
                column("at", TIME, true),
                accepting("shop", TEXT, true, "north"));
        assertThat(judge(stream, "", "south", "d")).isEqualTo("filtered south");
        assertThat(judge(stream, "", "south", "u")).isEqualTo("filtered south");
        assertThat(judge(stream, "", "", "d")).isEqualTo("shop missing_value");
        assertThat(judge(stream, "", "north", "d")).isEqualTo("at missing_value");
    }

    @Test
    void rowIsNoTombstoneAnyMoreWhenTheNextRecordTakesItOver() {
        Stream stream = stream("id", null, new Tombstones("op", Set.of("d")), column("id", WHOLE, true));
        StreamRules rules = new StreamRules(stream, ZoneOffset.UTC);
        Row row = new Row(stream);
        rules.judge(new String[] {"1", "d"}, null, FILE, row);
        assertThat(row.deleted()).isTrue();
        rules.judge(new String[] {"1", "u"}, null, FILE, row);
        assertThat(row.deleted()).isFalse();
    }

    /** A table may be partitioned by the day of its version. */
    @Test
    void keyOfATombstoneMayFollowFromOtherColumns() {
        Column day = new Column("day", new Type.Day("at"), new Origin.Computed(), true, null, List.of(), Set.of());
        Stream stream = stream(
                "id,day",
                null,
                new Tombstones("op", Set.of("d")),
                column("id", WHOLE, true),
                column("at", TIME, true),
                day);
        assertThat(judge(stream, "7", "2026-01-01 00:00:00", "d")).isEqualTo("deleted 7 | null | 2026-01-01");
    }

    @Test
    void tombstoneMayBeToldByAColumnThatIsKept() {
        Stream stream = stream(
                "id", null, new Tombstones("op", Set.of("d")), column("id", WHOLE, true), column("op", TEXT, true));
        assertThat(stream.headers()).containsExactly("id", "op");
        assertThat(judge(stream, "1", "d")).isEqualTo("deleted 1 | null");
        assertThat(judge(stream, "1", "u")).isEqualTo("1 | u");
    }

    @Test
    void twoColumnsMayBeOfOneHeader() {
        Column twice = new Column("b", WHOLE, new Origin.Header("a"), true, null, List.of(), Set.of());
        Stream stream = stream(column("a", TEXT, true), twice);
        assertThat(stream.headers()).containsExactly("a");
        assertThat(judge(stream, "07")).isEqualTo("07 | 7");
    }

    @Test
    void otherColumnsAreKeptWhereTheStreamKeepsThem() {
        Stream stream = stream(column("a", TEXT, true), from("extra", new Type.Json(), new Origin.OtherColumns()));
        StreamRules rules = new StreamRules(stream, ZoneOffset.UTC);
        assertThat(judge(rules, stream, Map.of("colour", "red"), "x")).isEqualTo("x | {\"colour\":\"red\"}");
        assertThat(judge(rules, stream, null, "x")).isEqualTo("x | null");
    }
}
