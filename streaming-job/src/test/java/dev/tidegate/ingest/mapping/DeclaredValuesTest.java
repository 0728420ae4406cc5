package dev.tidegate.ingest.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.rules.DeliveredFile;
import dev.tidegate.ingest.rules.StreamRules;
import dev.tidegate.ingest.rules.Verdict;
import dev.tidegate.ingest.source.NamePattern;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.yaml.YamlException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream's own file says how its files are written, too; and what it says of values keeps the rules of their columns. */
class DeclaredValuesTest {

    private static final String SHORT = "stream: s|table: t|key: id|columns:|  id: {type: integer, required: true}|";

    @TempDir
    private Path folder;

    private StreamFile read(String lines) throws IOException {
        return StreamFile.read(Files.writeString(folder.resolve("s.yaml"), lines.replace('|', '\n') + "\n"));
    }

    static Stream<Arguments> wrongDeclarations() {
        return Stream.of(
                Arguments.of(
                        "  a: {type: integer, default: x}", ":6: default: a cannot be that: expected a whole number"),
                Arguments.of(
                        "  a: {type: integer, max: 5, default: 6}",
                        ":6: default: a cannot be that: expected a whole number from "),
                Arguments.of(
                        "  a: {type: text, max_length: 2, default: abc}",
                        ":6: default: a cannot be that: expected a text of at most 2 characters"),
                Arguments.of(
                        "  a: {type: text, pattern: '[0-9]+', default: x}",
                        ":6: default: a cannot be that: expected a text that matches [0-9]+"),
                Arguments.of("  a: {type: text, one_of: [x], default: y}", ":6: default: a cannot be that: expected "),
                Arguments.of("  a: {type: integer, constant: x}", ":6: constant of a: "),
                Arguments.of("  a: {type: integer, accept: [x]}", ":6: accept of a: "),
                Arguments.of("  a: {type: text, pattern: '('}", ":6: pattern of a: '(' is no pattern of RE2"),
                Arguments.of("  a: {type: text, pattern: '(a)\\1'}", ":6: pattern of a: '(a)\\1' is no pattern of RE2"),
                Arguments.of("  a: {type: date, formats: [yyyy-bb]}", ":6: formats of a: "),
                Arguments.of("  a: {type: timestamp, formats: [iso, HH]}", ":6: formats of a: "),
                Arguments.of("time_format: HH", ":6: time_format: "),
                Arguments.of(
                        "time_zone: Berlin", ":6: time_zone: 'Berlin' is not a time zone such as UTC or Europe/Berlin"),
                Arguments.of("decimal_point: ;", ":6: decimal_point: ';' is neither \".\" nor \",\""),
                Arguments.of("quote: ab", ":6: quote: 'ab' is not one ASCII character"),
                Arguments.of("files: [a.csv, .b]", ":6: files: no file that is taken has a name like '.b'"),
                Arguments.of(
                        "words: {di: {a: b}}", ":6: unknown key 'di' in words: expected one of id: did you mean 'id'?"),
                Arguments.of(
                        "words: {id: {a: 1, A: 2}}",
                        ":6: words: 'A' is there twice; upper and lower case are the same"));
    }

    @ParameterizedTest
    @MethodSource("wrongDeclarations")
    void whatIsWrongIsSaidWithItsLine(String line, String message) {
        assertThatThrownBy(() -> read(SHORT + line))
                .isInstanceOf(YamlException.class)
                .satisfies(e -> assertThat(e.getMessage().lines())
                        .anySatisfy(one -> assertThat(one).startsWith(folder.resolve("s.yaml") + message)));
    }

    @Test
    void whatIsWrongInStreamAndMappingIsSaidAtOnce() {
        assertThatThrownBy(() -> read(SHORT.replace("stream: s", "stream: events") + "quote: ab|  "))
                .hasMessageContaining(":1: stream: events is built in: expected another name")
                .hasMessageContaining(":6: quote: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "products", "readings"})
    void shippedDeclarationsAreRead(String name) {
        StreamFile declaration = StreamFile.read(Path.of("../streams", name + ".yaml"));
        assertThat(declaration.stream().name()).isEqualTo(name);
    }

    @Test
    void filesOfADeclarationAreWrittenAsItSays() {
        Mapping products =
                StreamFile.read(Path.of("../streams/products.yaml")).own().orElseThrow();
        assertThat(products.format().dialect().delimiter()).isEqualTo(";");
        assertThat(products.format().dialect().charset()).isEqualTo(Charset.forName("windows-1252"));
        assertThat(products.format().files()).containsExactly(new NamePattern("*"));
        assertThat(products.values().decimalPoint()).isEqualTo(',');
        Mapping readings =
                StreamFile.read(Path.of("../streams/readings.yaml")).own().orElseThrow();
        assertThat(readings.format().names()).isEqualTo("readings-*.csv, readings-*.csv.gz");
    }

    @Test
    void wordsAndNullsReachTheRules() throws IOException {
        StreamFile declaration = read(SHORT + "  status: {type: text, accept: [paid]}|headers: {status: Zustand}"
                + "|words: {status: {bezahlt: paid}}|'null': [NULL]|other_columns: ignore");
        assertThat(declaration.own().orElseThrow().values().words())
                .isEqualTo(Map.of("zustand", Map.of("bezahlt", "paid")));
        assertThat(declaration.own().orElseThrow().values().nulls()).isEqualTo(Set.of("NULL"));
        StreamRules rules = new StreamRules(
                declaration.stream(), declaration.own().orElseThrow().values(), ZoneOffset.UTC);
        DeliveredFile file = new DeliveredFile("a.csv", 0);
        Row row = new Row(declaration.stream());
        assertThat(rules.judge(new String[] {"1", "Bezahlt"}, null, file, row)).isInstanceOf(Verdict.Accepted.class);
        assertThat(row.text(1)).isEqualTo("paid");
        assertThat(rules.judge(new String[] {"1", "NULL"}, null, file, row)).isInstanceOf(Verdict.Accepted.class);
        assertThat(row.has(1)).isFalse();
        assertThat(rules.judge(new String[] {"NULL", "paid"}, null, file, row)).isInstanceOf(Verdict.Rejected.class);
    }

    /** Files that the declaration does not list, and those of other mappings, are written in another way than it is. */
    @Test
    void textsOfADeclarationMeanTheSameForFilesOfAnyFormat() throws IOException {
        StreamFile declaration = read(SHORT + "  price: {type: decimal, precision: 5, scale: 2, default: '1,50'}"
                + "|  rate: {type: decimal, precision: 5, scale: 2, accept: ['2,50']}"
                + "|  fee: {type: decimal, precision: 5, scale: 2, constant: '0,25'}"
                + "|files: [shop-*.csv]|decimal_point: ','|other_columns: ignore");
        Mappings mappings = Mappings.none(declaration.stream()).and(declaration.own());
        DeliveredFile file = new DeliveredFile("a.csv", 0);
        Row row = new Row(declaration.stream());
        for (int format = 0; format < 2; format++) {
            StreamRules rules = mappings.rules(ZoneOffset.UTC).make(format);
            String[] values = {"1", null, format == 0 ? "2.5" : "2,5"};
            assertThat(rules.judge(values, null, file, row)).isInstanceOf(Verdict.Accepted.class);
            assertThat(List.of(row.number(1), row.number(2), row.number(3))).containsExactly(150L, 250L, 25L);
        }
    }
}
