package dev.tidegate.ingest.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.csv.Dialect;
import dev.tidegate.ingest.rules.ValueFormat;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.yaml.YamlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Whatever is wrong in a mapping file is said with its line and with what was expected. */
class MappingFileTest {

    @TempDir
    private Path folder;

    private Path write(String... lines) throws IOException {
        return Files.writeString(folder.resolve("shop.yaml"), String.join("\n", lines) + "\n");
    }

    /** The lines of a mapping, parted by {@code |}, and what is said of it. */
    static Stream<Arguments> wrongMappings() {
        return Stream.of(
                Arguments.of("", ":1: the file is empty: expected a mapping, lines of the form 'key: value'"),
                Arguments.of("# nothing", ":1: the file is empty: expected a mapping, lines of the form 'key: value'"),
                Arguments.of("shop", ":1: a mapping is a text: expected lines of the form 'key: value'"),
                Arguments.of("- files", ":1: a mapping is a list: expected lines of the form 'key: value'"),
                Arguments.of("files: a.csv|columns: {", ":3: this is no YAML: "),
                Arguments.of("files: a.csv|\tquote: x", ":2: this is no YAML: "),
                Arguments.of(
                        "delimiter: ;",
                        ":1: the key files is missing: expected the names of the files it is for, such as shop-*.csv"),
                Arguments.of(
                        "files: a.csv|columms: {}",
                        ":2: unknown key 'columms' in a mapping: expected one of files, form, delimiter, "),
                Arguments.of("files: a.csv|quote: x|quote: y", ":3: 'quote' is there twice: expected it once"),
                Arguments.of("files: a.csv|quote:", ":2: quote has no value: expected a text"),
                Arguments.of("files: a.csv|quote: [a]", ":2: quote is a list: expected one text"),
                Arguments.of("files: []", ":1: files is an empty list: expected a text or a list of texts"),
                Arguments.of("files: {a: b}", ":1: files is a group of keys: expected a text or a list of texts"),
                Arguments.of("files:|- a.csv|- [b]", ":3: files is a list: expected one text"),
                Arguments.of(
                        "files:|- a.csv|- .b.csv",
                        ":3: files: no file that is taken has a name like '.b.csv': expected a name without a folder"),
                Arguments.of("files: _*.csv", ":1: files: no file that is taken has a name like '_*.csv': expected"),
                Arguments.of("files: '*.tmp'", ":1: files: no file that is taken has a name like '*.tmp': expected"),
                Arguments.of(
                        "files: in/*.csv", ":1: files: no file that is taken has a name like 'in/*.csv': expected"),
                Arguments.of(
                        "files: a.csv|delimiter: '\\t'",
                        ":2: delimiter: '\\t' are 2 characters as they stand here: expected a tab and the like in double quotes, as \"\\t\""),
                Arguments.of(
                        "files: a.csv|delimiter: \"\\n\"",
                        ":2: The delimiter must be of characters other than NUL, CR and LF, but has 0x0A"),
                Arguments.of("files: a.csv|quote: §", ":2: quote: '§' is not one ASCII character, such as"),
                Arguments.of("files: a.csv|escape: ab", ":2: escape: 'ab' is not one ASCII character, such as"),
                Arguments.of(
                        "files: a.csv|escape: '\"'",
                        ":2: The escape must differ from delimiter and quote, but is 0x22: a doubled quote needs no escape"),
                Arguments.of(
                        "files: a.csv|header: last",
                        ":2: header: 'last' is no place of a header: expected first, find or none"),
                Arguments.of("files: a.csv|header: none", ":2: header: none without names: expected names"),
                Arguments.of("files: a.csv|names: [a, b]", ":2: names without header: none: expected both or neither"),
                Arguments.of(
                        "files: a.csv|skip_lines: two",
                        ":2: skip_lines: 'two' is no number of lines: expected one from 0 to 999999"),
                Arguments.of(
                        "files: a.jsonl|form: json",
                        ":2: form: 'json' is no form of files: expected csv or json_lines"),
                Arguments.of(
                        "files: a.jsonl|form: json_lines|delimiter: ;",
                        ":3: delimiter is of CSV, and form is json_lines: expected one of them"),
                Arguments.of(
                        "files: a.jsonl|form: json_lines|header: none|names: [a]",
                        ":3: header is of CSV, and form is json_lines: expected one of them"),
                Arguments.of(
                        "files: a.jsonl|form: json_lines|columns: {price: {place: 3}}",
                        ":3: price: JSON has no fields by place: expected a path such as user.id or items[0].sku"),
                Arguments.of(
                        "files: a.jsonl|form: json_lines|columns: {price: 'items[*].price'}",
                        ":3: form: json_lines: 'items[*].price' is no path: expected names with points between, such as"),
                Arguments.of(
                        "files: a.jsonl|form: json_lines|columns: {product_id: 'events[].aid'}",
                        ":3: form: json_lines: 'events[].aid' is no path: expected names with points between, such as user.id or"
                                + " items[0].sku; a line is one record, so make a line of each item before: jq -c 'del(.events)"
                                + " + .events[]'"),
                Arguments.of("files: a.csv|quote: ','", ":2: Delimiter and quote must differ, but both are 0x2C"),
                Arguments.of(
                        "files: a.csv|delimiter: ;|quote: ;|encoding: UTF-8",
                        ":3: Delimiter and quote must differ, but both are 0x3B"),
                Arguments.of(
                        "files: a.csv|encoding: latin-42",
                        ":2: encoding: 'latin-42' is no encoding that Java knows: expected UTF-8, ISO-8859-1, windows-1252 or the like"),
                Arguments.of(
                        "files: a.csv|accept: [buy, sale]",
                        ":2: accept: 'sale' is no event type: expected some of view, click, cart, remove, checkout, buy, refund"),
                Arguments.of(
                        "files: a.csv|event_types: {sale: sell}",
                        ":2: event_types: 'sell' is no event type: expected one of view, click, cart, remove, checkout, buy, refund, filtered"),
                Arguments.of(
                        "files: a.csv|refunds: {values: [x]}",
                        ":2: refunds has no header: expected {header: status, values: [refunded]} or {header: quantity, begins_with: '-'}"),
                Arguments.of(
                        "files: a.csv|refunds: {header: x}",
                        ":2: refunds has neither values nor begins_with: expected {header: status, values: [refunded]} or"),
                Arguments.of(
                        "files: a.csv|refunds: {header: x, starts: C}",
                        ":2: unknown key 'starts' in refunds: expected one of header, values, begins_with"),
                Arguments.of("files: a.csv|decimal_point: ;", ":2: decimal_point: ';' is neither \".\" nor \",\""),
                Arguments.of(
                        "files: a.csv|thousands: ab",
                        ":2: thousands: 'ab' stands between no thousands: expected one character such as"),
                Arguments.of(
                        "files: a.csv|decimal_point: ','|thousands: ','",
                        ":3: thousands: ',' is the decimal point, too: expected another one, or another decimal_point"),
                Arguments.of(
                        "files: a.csv|currency_signs: [€, 5]",
                        ":2: currency_signs: '5' is no sign of a currency: expected one such as €, EUR, $ or kr"),
                Arguments.of(
                        "files: a.csv|whole_numbers: [user]",
                        ":2: whole_numbers: 'user' is no column: expected some of event_id, user_id, "),
                Arguments.of(
                        "files: a.csv|defaults:|  price: x",
                        ":3: defaults: price cannot be that: expected a decimal of digits"),
                Arguments.of("files: a.csv|filter_others: yes", ":2: filter_others: 'yes' is neither true nor false"),
                Arguments.of(
                        "files: a.csv|time_format: iso|time_formats: iso",
                        ":3: time_formats and time_format are both there: expected one of them"),
                Arguments.of(
                        "files: a.csv|columns:|  timestamp: {join: [Date]}",
                        ":3: timestamp: join has one column: expected two or more, such as {join: [date, time]}"),
                Arguments.of(
                        "files: a.csv|columns:|  timestamp: {jion: [Date, Time]}",
                        ":3: unknown key 'jion' in timestamp: expected one of place, join: did you mean 'join'?"),
                Arguments.of("files: a.csv|time_format: yyyy-bb", ":2: time_format: 'yyyy-bb' is no time format, "),
                Arguments.of(
                        "files: a.csv|time_format: HH:mm:ss",
                        ":2: time_format: 'HH:mm:ss' is no time format, it has no day, month and year: expected iso, epoch_seconds, epoch_millis, epoch_micros, epoch_nanos, epoch, excel_days, or a pattern such as dd.MM.yyyy HH:mm:ss"),
                Arguments.of("files: a.csv|time_format: epok", ":2: time_format: 'epok' is no time format, "),
                Arguments.of(
                        "files: a.csv|time_zone: Berlin",
                        ":2: time_zone: 'Berlin' is not a time zone such as UTC or Europe/Berlin"),
                Arguments.of(
                        "files: a.csv|columns: a", ":2: columns is a text: expected lines of the form 'key: value'"),
                Arguments.of(
                        "files: a.csv|columns:|  preis: price",
                        ":3: unknown key 'preis' in columns: expected one of event_id, user_id, "),
                Arguments.of("files: a.csv|columns:|  price: []", ":3: price is an empty list: expected a text or"),
                Arguments.of(
                        "files: a.csv|columns:|  price: {place: 0}",
                        ":3: place: '0' is no place of a field: expected a number from 1"),
                Arguments.of(
                        "files: a.csv|columns:|  price: {}",
                        ":3: price has no place: expected {place: 3}, say, of the third field"),
                Arguments.of("files: a.csv|columns:|  price: ' '", ":3: price: blanks are no name of a column"),
                Arguments.of(
                        "files: a.csv|constants:|  colour: red",
                        ":3: unknown key 'colour' in constants: expected one of "),
                Arguments.of(
                        "files: a.csv|constants:|  event_id: 00000000-0000-0000-0000-000000000001",
                        ":3: constants: an event_id for all would make one event of them all: expected event_id_from"),
                Arguments.of(
                        "files: a.csv|columns:|  price: p|constants:|  price: 0",
                        ":5: constants: price is named in columns, too: expected one of them"),
                Arguments.of(
                        "files: a.csv|constants:|  quantity: 1|  price: 1,5",
                        ":4: constants: price cannot be that: expected a decimal of digits, at most one point, no sign and no exponent, found '1,5'"),
                Arguments.of(
                        "files: a.csv|constants:|  quantity: 0",
                        ":3: constants: quantity cannot be that: expected a number from 0.001 to 1000000.000, found '0'"),
                Arguments.of(
                        "files: a.csv|constants:|  currency: Euro",
                        ":3: constants: currency cannot be that: expected a text that matches [A-Z]{3}, found 'Euro'"),
                Arguments.of(
                        "files: a.csv|constants:|  event_type: a b",
                        ":3: constants: event_type cannot be that: expected a word of at most 64 characters"),
                Arguments.of(
                        "files: a.csv|constants:|  timestamp: now",
                        ":3: constants: timestamp cannot be that: expected an existing date and time"),
                Arguments.of(
                        "files: a.csv|event_types:|  purchase: bui",
                        ":3: event_types: 'bui' is no event type: expected one of view, click, cart, remove, checkout, buy, refund, filtered"),
                Arguments.of(
                        "files: a.csv|event_types:|  cart: click|  Cart: view",
                        ":4: event_types: 'Cart' is there twice; upper and lower case are the same"),
                Arguments.of(
                        "files: a.csv|event_id_from: [a, b, A]",
                        ":2: event_id_from: 'a' is there twice: expected it once"),
                Arguments.of(
                        "files: a.csv|columns:|  event_id: id|event_id_from: a",
                        ":3: columns names event_id, and event_id_from is there, too: expected one of them"),
                Arguments.of(
                        "files: a.csv|event_id_namespace: 00000000-0000-0000-0000-000000000001",
                        ":2: event_id_namespace without event_id_from: expected both or neither"),
                Arguments.of(
                        "files: a.csv|event_id_from: a|event_id_namespace: x",
                        ":3: event_id_namespace: expected a UUID: 8-4-4-4-12 hexadecimal digits, found 'x'"),
                Arguments.of(
                        "files: a.csv|event_id_unique: true",
                        ":2: event_id_unique without event_id_from: expected both or neither"),
                Arguments.of(
                        "files: a.csv|event_id_from: a|event_id_unique: yes",
                        ":3: event_id_unique: 'yes' is neither true nor false"),
                Arguments.of("files: a.csv|price_is: total", ":2: price_is: 'total' is neither piece nor line_total"));
    }

    @ParameterizedTest
    @MethodSource("wrongMappings")
    void whatIsWrongIsSaidWithItsLine(String lines, String message) throws IOException {
        Path file = write(lines.split("\\|"));
        assertThatThrownBy(() -> MappingFile.read(file, Events.STREAM))
                .isInstanceOf(YamlException.class)
                .hasMessageStartingWith(file + message);
    }

    @Test
    void bytesThatAreNoTextAreSaidToBeNone() throws IOException {
        Path file = Files.write(folder.resolve("binary.yaml"), new byte[] {'a', ':', (byte) 0xff, 0});
        assertThatThrownBy(() -> MappingFile.read(file, Events.STREAM))
                .isInstanceOf(YamlException.class)
                .hasMessageStartingWith(file + ":1: this is no YAML: ");
    }

    @Test
    void fileThatIsNotThereIsNamed() {
        Path file = folder.resolve("none.yaml");
        assertThatThrownBy(() -> MappingFile.read(file, Events.STREAM))
                .isInstanceOf(YamlException.class)
                .hasMessage(file + ": there is no such file: expected a mapping in YAML");
        assertThatThrownBy(() -> MappingFile.read(folder, Events.STREAM))
                .isInstanceOf(YamlException.class)
                .hasMessageStartingWith(folder + ": cannot be read: ");
    }

    @Test
    void mappingOfNothingButNamesIsTheNativeFormatAsExportsHaveIt() throws IOException {
        Mapping mapping =
                MappingFile.read(write("files: '*.txt'"), Events.STREAM).orElseThrow();
        assertThat(mapping.format().dialect())
                .isEqualTo(new Dialect((byte) ',', (byte) '"', StandardCharsets.UTF_8))
                .isNotEqualTo(Dialect.RFC4180);
        assertThat(mapping.format().columns())
                .isEqualTo(Mappings.none(Events.STREAM).formats().columns());
        assertThat(mapping.values())
                .isEqualTo(new ValueFormat('.', List.of("iso"), null, Map.of(), Set.of(), Map.of(), null));
    }

    @Test
    void dialectIsWhatIsWritten() throws IOException {
        Mapping mapping = MappingFile.read(
                        write("files: a", "delimiter: \"\\t\"", "quote: \"'\"", "encoding: latin1"), Events.STREAM)
                .orElseThrow();
        assertThat(mapping.format().dialect())
                .isEqualTo(new Dialect((byte) '\t', (byte) '\'', StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rees46", "retailrocket"})
    void shippedMappingsAreRead(String name) {
        Mappings shipped = Mappings.read(Events.STREAM, List.of(Path.of("../mappings", name + ".yaml")));
        assertThat(shipped.derivesIds(name + "-2019.csv")).isTrue();
        assertThat(shipped.derivesIds("events-000000001.csv")).isFalse();
    }
}
