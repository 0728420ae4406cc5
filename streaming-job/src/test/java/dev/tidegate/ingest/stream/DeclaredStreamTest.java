package dev.tidegate.ingest.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.yaml.Entry;
import dev.tidegate.ingest.yaml.Faults;
import dev.tidegate.ingest.yaml.YamlException;
import dev.tidegate.ingest.yaml.YamlFile;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A declaration becomes a stream, or all that is wrong in it is said, each with its line and what is expected. */
class DeclaredStreamTest {

    private static final String ORDERS = """
            stream: orders
            table: shop.order_lines
            key: [order_id, line_no]
            version: updated_at
            columns:
              order_id:   {type: text, max_length: 64, required: true}
              line_no:    {type: integer, min: 1, default: 1}
              quantity:   {type: decimal, precision: 12, scale: 3, default: 1}
              total:      {type: decimal, precision: 26, scale: 7, computed: quantity * price}
              price:      {type: decimal, precision: 14, scale: 4, min: 0}
              day:        {type: date, computed: date(updated_at)}
              status:     {type: text, accept: [paid, open], null: [NULL, '\\N']}
              source:     {type: text, constant: shop-a}
              file:       {type: text, from: file_name}
              paid:       {type: boolean, words: {true: [J, ja], false: [n]}}
              updated_at: {type: timestamp, required: true, zone: Europe/Berlin, formats: [iso, epoch_millis]}
            headers: {order_id: ' Order No '}
            other_columns: ignore
            deleted: {header: Op, values: [d, D]}
            allow: [triggers, unique]
            """;

    /** The columns of a stream in a text, and the other keys in front of them, with {@code |} for the end of a line. */
    private static final String SHORT = "stream: s|table: t|key: id|columns:|  id: {type: integer, required: true}|";

    private static Stream read(String text) {
        Entry top = YamlFile.read(text.getBytes(UTF_8), "s.yaml", "a stream");
        Faults faults = new Faults();
        DeclaredStream declared = new DeclaredStream(top, top.entries(DeclaredStream.KEYS, faults), faults);
        faults.refuse();
        return declared.stream();
    }

    private static String wrong(String lines) {
        try {
            return "nothing wrong with " + read(lines.replace('|', '\n'));
        } catch (YamlException e) {
            return e.getMessage();
        }
    }

    @Test
    void eventsAreWhatTheyWereBeforeTheyWereDeclared() {
        assertThat(Events.STREAM).isEqualTo(EVENTS);
    }

    @Test
    void everythingThatIsDeclaredIsInTheStream() {
        Stream orders = read(ORDERS);
        assertThat(orders.table()).isEqualTo(new Table("shop", "order_lines"));
        assertThat(orders.key()).isEqualTo(new Key.Columns(List.of("order_id", "line_no")));
        assertThat(orders.version()).isEqualTo("updated_at");
        assertThat(orders.deleted()).isEqualTo(new Tombstones("op", Set.of("d", "D")));
        assertThat(orders.otherColumns()).isEqualTo(OtherColumns.IGNORE);
        assertThat(orders.allowed()).containsExactlyInAnyOrder(Risk.TRIGGERS, Risk.UNIQUE);
        assertThat(orders.column("order_id"))
                .isEqualTo(Column.required("order_id", "order no", new Type.Text(64, null, Set.of(), true, "\"C\"")));
        assertThat(orders.column("line_no"))
                .isEqualTo(Column.withDefault("line_no", new Type.Whole(1, Long.MAX_VALUE, 8, false), "1"));
        assertThat(orders.column("price").type()).isEqualTo(new Type.Decimal(14, 4, 0, Long.MAX_VALUE, false));
        assertThat(orders.column("status").accepted()).containsExactlyInAnyOrder("paid", "open");
        assertThat(orders.column("status").nulls()).containsExactly("NULL", "\\N");
        assertThat(orders.column("source").origin()).isEqualTo(new Column.Origin.Constant("shop-a"));
        assertThat(orders.column("source").required()).isTrue();
        assertThat(orders.column("file").origin()).isEqualTo(new Column.Origin.FileName());
        assertThat(orders.column("paid").type()).isEqualTo(new Type.Truth(Set.of("j", "ja"), Set.of("n")));
        assertThat(orders.column("updated_at").type())
                .isEqualTo(new Type.Timestamp(List.of("iso", "epoch_millis"), "Europe/Berlin"));
    }

    @Test
    void computedColumnsStandBehindThoseOfWhichTheyFollow() {
        assertThat(read(ORDERS).columns()).extracting(Column::name).endsWith("updated_at", "total", "day");
        assertThat(read(ORDERS).column("total").type())
                .isEqualTo(new Type.Arithmetic("quantity", Type.Operator.TIMES, "price", 26, 7));
        assertThat(read(ORDERS).column("total").required()).isFalse();
        assertThat(read(ORDERS).column("day").required()).isTrue();
    }

    @Test
    void aHeaderMayBeRequiredOfFilesWhereRecordsMayDoWithoutAValue() {
        Stream stream = read((SHORT + "  who: {type: text, header: required}|  what: {type: text}|"
                        + "  n: {type: integer, header: required, default: 1}|")
                .replace('|', '\n'));
        assertThat(stream.requiredHeaders()).containsExactlyInAnyOrder("id", "who", "n");
        assertThat(stream.column("who").required()).isFalse();
        assertThat(wrong(SHORT + "  who: {type: text, header: optional}|"))
                .isEqualTo("s.yaml:6: header: 'optional' is not known here: expected required");
        assertThat(wrong(SHORT + "  who: {type: text, header: required, constant: x}|"))
                .isEqualTo("s.yaml:6: header: no file has who, since it has constant: expected one of them");
    }

    @Test
    void rowsThatAreOnlyAppendedHaveNoKey() {
        String columns = "columns:\n  value: {type: double}\n";
        assertThat(read("stream: r\ntable: r\nkey: none\n" + columns).key()).isEqualTo(new Key.FileAndLine(false));
        assertThat(read("stream: r\ntable: r\nkey: none\nsame_bytes: again\n" + columns)
                        .key())
                .isEqualTo(new Key.FileAndLine(true));
        assertThat(read("stream: r\ntable: r\nkey: [none]\ncolumns:\n  none: {type: uuid, required: true}\n")
                        .key())
                .isEqualTo(new Key.Columns(List.of("none")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"order", "Select", "a b", "straße", "a\"b", "日本", "quantity*2"})
    void columnMayHaveAnyNameThatPostgresqlTakes(String name) {
        Stream stream = read("stream: s\ntable: t\nkey: '%1$s'\ncolumns:\n  '%1$s': {type: integer, required: true}\n"
                .formatted(name));
        assertThat(stream.keyColumns()).containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.orders", "shop.\"orders\"", "\"shop\".orders"})
    void tableIsWrittenAsInSql(String table) {
        assertThat(DeclaredNames.table(table)).isEqualTo(new Table("shop", "orders"));
    }

    @Test
    void nameInQuotesKeepsWhatSqlWouldChange() {
        assertThat(DeclaredNames.table("\"a.b\".\"Or\"\"ders\"")).isEqualTo(new Table("a.b", "Or\"ders"));
        assertThat(DeclaredNames.table("t")).isEqualTo(new Table("public", "t"));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertThat(wrong(
                                "strem: s|table: a.b.c|key: [id, nr]|versoin: x|columns:|  id: {type: intger}|  nr: {typ: text}|  nr: 3")
                        .lines())
                .containsExactly(
                        "s.yaml:1: unknown key 'strem' in a stream: expected one of stream, table, key, version, columns, other_columns, deleted, same_bytes, allow, headers: did you mean 'stream'?",
                        "s.yaml:1: the key stream is missing: expected a name, such as orders",
                        "s.yaml:2: table: found 'a.b.c' with 3 parts, expected schema.table or table",
                        "s.yaml:4: unknown key 'versoin' in a stream: expected one of stream, table, key, version, columns, other_columns, deleted, same_bytes, allow, headers: did you mean 'version'?",
                        "s.yaml:6: type: unknown type 'intger': expected one of text, integer, decimal, double, boolean, date, time, timestamp, uuid, json, word: did you mean 'integer'?",
                        "s.yaml:7: unknown key 'typ' in nr: expected one of type, required, header, default, constant, from, computed, null, accept, max_length, pattern, one_of, trim, collation, min, max, digits, precision, scale, words, formats, zone: did you mean 'type'?",
                        "s.yaml:7: nr has no type: expected one of text, integer, decimal, double, boolean, date, time, timestamp, uuid, json, word",
                        "s.yaml:8: 'nr' is there twice: expected it once");
    }

    /** Lines of a declaration, parted by {@code |}, and what is said of one of them. */
    static java.util.stream.Stream<Arguments> wrongDeclarations() {
        return java.util.stream.Stream.of(
                Arguments.of("- stream", "s.yaml:1: a stream is a list: expected lines of the form 'key: value'"),
                Arguments.of(
                        "stream: Orders",
                        "s.yaml:1: stream: found 'Orders', expected at most 32 of a-z, 0-9 and _, the first of them a letter"),
                Arguments.of(
                        "table: Orders",
                        "s.yaml:1: table: found 'Orders', expected a name of small letters, digits and _, or in double quotes, as in SQL: 'shop.\"Order Lines\"'"),
                Arguments.of("table: a.", "s.yaml:1: table: found 'a.', expected a name of small letters"),
                Arguments.of("table: '\"a'", "s.yaml:1: table: found '\"a', expected a name of small letters"),
                Arguments.of("columns: {}", "s.yaml:1: columns has none: expected one at least"),
                Arguments.of("columns: x", "s.yaml:1: columns is a text: expected lines of the form 'key: value'"),
                Arguments.of(SHORT + "  a: text", "s.yaml:6: a is a text: expected its keys, such as {type: text}"),
                Arguments.of(
                        SHORT + "  ctid: {type: text}",
                        "s.yaml:6: column ctid: ctid is a column of PostgreSQL's own in every table: expected another name"),
                Arguments.of(
                        SHORT + "  source_line: {type: text}",
                        "s.yaml:6: column source_line: Tidegate fills source_line itself, it is in every table of a stream: expected another name"),
                Arguments.of(
                        SHORT + "  deleted_at: {type: timestamp}",
                        "s.yaml:6: column deleted_at: Tidegate fills deleted_at itself"),
                Arguments.of(
                        SHORT + "  _tg_x: {type: text}",
                        "s.yaml:6: column _tg_x: names that begin with _tg_ are Tidegate's own: expected another name"),
                Arguments.of(
                        SHORT + "  " + "ü".repeat(32) + ": {type: text}",
                        "has 64 bytes, expected a name of at most 63"),
                Arguments.of(
                        SHORT + "  \"a\\tb\": {type: text}",
                        "is blank or holds a control character: expected a name that can be read"),
                Arguments.of(
                        SHORT + "  ID: {type: text}",
                        "s.yaml:6: id and ID are both in the field 'id' of the files: expected another name in headers for one of them"),
                Arguments.of(
                        SHORT + "  extra: {type: json}",
                        "s.yaml:6: columns has extra, where other columns of the files are kept: expected another name, or other_columns: ignore"),
                Arguments.of(
                        SHORT + "other_columns: keep",
                        "s.yaml:6: other_columns: found 'keep', expected one of extra, ignore, reject"),
                Arguments.of(
                        "key: idd|columns: {id: {type: uuid, required: true}}",
                        "s.yaml:1: key: there is no column 'idd': expected some of id: did you mean 'id'?"),
                Arguments.of(
                        "key: [id, id]|columns: {id: {type: uuid, required: true}}",
                        "s.yaml:1: key: 'id' is there twice: expected it once"),
                Arguments.of(
                        "key: id|columns: {id: {type: uuid}}",
                        "s.yaml:2: id is of the key, and may be absent: expected required: true or a default"),
                Arguments.of(
                        "key: id|columns: {id: {type: json, required: true}}",
                        "s.yaml:2: id is of the key: expected a type whose values are equal or not, no json and no double"),
                Arguments.of(
                        "key: []|columns: {id: {type: uuid}}",
                        "s.yaml:1: key is an empty list: expected a text or a list of texts"),
                Arguments.of(
                        "key: none|version: v|columns: {v: {type: date, required: true}}",
                        "s.yaml:2: version with key: none: rows are only appended, there is no newer one: expected one of them"),
                Arguments.of(
                        "key: none|deleted: {header: op, values: d}|columns: {v: {type: date}}",
                        "s.yaml:2: deleted with key: none: no record says which row it takes away: expected one of them"),
                Arguments.of(
                        SHORT + "version: id",
                        "s.yaml:6: version: id is of the key, so that all versions of a row have the same: expected another column"),
                Arguments.of(
                        SHORT + "  v: {type: timestamp}|version: v",
                        "s.yaml:6: v is the version, and may be absent: expected required: true or a default"),
                Arguments.of(
                        SHORT + "  v: {type: text, required: true}|version: v",
                        "s.yaml:6: v is the version: expected the type timestamp, date, integer or decimal"),
                Arguments.of(
                        SHORT + "same_bytes: again",
                        "s.yaml:6: same_bytes without key: none: rows are told apart by their key: expected one of them"),
                Arguments.of(
                        "key: none|same_bytes: yes",
                        "s.yaml:2: same_bytes: found 'yes', expected 'again', or no such key"),
                Arguments.of(
                        SHORT + "deleted: {header: op}",
                        "s.yaml:6: deleted has no values: expected {header: op, values: [d]}"),
                Arguments.of(
                        SHORT + "allow: [trigger]",
                        "s.yaml:6: allow: found 'trigger', expected some of triggers, foreign_keys, unique: did you mean 'triggers'?"),
                Arguments.of(
                        SHORT + "headers: {di: x}",
                        "s.yaml:6: unknown key 'di' in headers: expected one of id: did you mean 'id'?"),
                Arguments.of(SHORT + "headers: {id: ' '}", "s.yaml:6: id: blanks are no name of a column"),
                Arguments.of(
                        SHORT + "  c: {type: text, constant: a}|headers: {c: x}",
                        "s.yaml:7: headers: no file has c, see its keys: expected no header for it"),
                Arguments.of(
                        SHORT + "  a: {type: text, min: 1}",
                        "s.yaml:6: min: a column of type text has no such key: expected one of type, required, header, default, constant, from, computed, null, accept, max_length, pattern, one_of, trim, collation"),
                Arguments.of(
                        SHORT + "  a: {type: text, max_length: 0}",
                        "s.yaml:6: max_length: found '0', expected a whole number from 1 to 10485760"),
                Arguments.of(
                        SHORT + "  a: {type: text, trim: no}", "s.yaml:6: trim: found 'no', expected true or false"),
                Arguments.of(
                        SHORT + "  a: {type: text, one_of: [x, y], accept: [y, z]}",
                        "s.yaml:6: accept: 'z' is not in one_of, so that it is rejected before: expected some of x, y"),
                Arguments.of(
                        SHORT + "  a: {type: double, accept: [1]}",
                        "s.yaml:6: accept: values of type double are not compared: expected no such key"),
                Arguments.of(
                        SHORT + "  a: {type: integer, min: 5, max: 4}",
                        "s.yaml:6: min is greater than max, so that no value is allowed: expected min <= max"),
                Arguments.of(
                        SHORT + "  a: {type: integer, min: 9223372036854775808}",
                        "s.yaml:6: min: found '9223372036854775808', expected a whole number from -9223372036854775808 to 9223372036854775807"),
                Arguments.of(
                        SHORT + "  a: {type: integer, digits: any}",
                        "s.yaml:6: digits: found 'any', expected 'only', or no such key"),
                Arguments.of(
                        SHORT + "  a: {type: decimal}",
                        "s.yaml:6: a is a decimal without precision: expected a number from 1 to 18"),
                Arguments.of(
                        SHORT + "  a: {type: decimal, precision: 19, scale: 2}",
                        "s.yaml:6: precision: found '19', expected a whole number from 1 to 18"),
                Arguments.of(
                        SHORT + "  a: {type: decimal, precision: 4, scale: 5}",
                        "s.yaml:6: scale: found '5', expected a whole number from 0 to 4"),
                Arguments.of(
                        SHORT + "  a: {type: decimal, precision: 4, scale: 2, max: 100}",
                        "s.yaml:6: max: found '100', expected a number that numeric(4, 2) holds"),
                Arguments.of(
                        SHORT + "  a: {type: decimal, precision: 4, scale: 2, max: 1e1}",
                        "s.yaml:6: max: found '1e1', expected a number such as 0 or -1.50"),
                Arguments.of(
                        SHORT + "  a: {type: boolean, words: {true: [x]}}",
                        "s.yaml:6: words has no 'false': expected the words that mean it"),
                Arguments.of(
                        SHORT + "  a: {type: boolean, words: {true: [x], false: [X]}}",
                        "s.yaml:6: words: 'x' means true and false: expected one of them"),
                Arguments.of(
                        SHORT + "  a: {type: timestamp, zone: Berlin}",
                        "s.yaml:6: zone: 'Berlin' is not a time zone such as UTC or Europe/Berlin"),
                Arguments.of(
                        SHORT + "  a: {type: text, constant: x, from: file_name}",
                        "s.yaml:6: a has constant and from: expected one of them"),
                Arguments.of(
                        SHORT + "  a: {type: text, constant: x, default: y}",
                        "s.yaml:6: default: no file has a, since it has constant: expected one of them"),
                Arguments.of(
                        SHORT + "  a: {type: text, from: filename}",
                        "s.yaml:6: from: unknown source 'filename': expected one of file_name, file_date: did you mean 'file_name'?"),
                Arguments.of(
                        SHORT + "  a: {type: integer, from: file_date}",
                        "s.yaml:6: from: file_date is a time: expected the type timestamp or date"),
                Arguments.of(
                        SHORT + "  a: {type: uuid, from: file_name}",
                        "s.yaml:6: from: file_name is a text: expected the type text"),
                Arguments.of(
                        SHORT + "  a: {type: decimal, precision: 38, scale: 0, computed: id / 2}",
                        "s.yaml:6: computed: found 'id / 2', expected a * b, a + b or a - b of two columns, or date(a) of one"),
                Arguments.of(
                        SHORT + "  a: {type: decimal, precision: 38, scale: 0, computed: id * di}",
                        "s.yaml:6: computed: there is no column 'di': expected one of id, a: did you mean 'id'?"),
                Arguments.of(
                        SHORT + "  a: {type: decimal, precision: 38, scale: 0, computed: id + a}",
                        "s.yaml:6: computed: a is computed itself: expected columns that are not"),
                Arguments.of(
                        SHORT + "  t: {type: text}|  a: {type: decimal, precision: 38, scale: 0, computed: id * t}",
                        "s.yaml:7: computed: a cannot be made of t: expected integers and decimals"),
                Arguments.of(
                        SHORT + "  a: {type: date, computed: date(id)}",
                        "s.yaml:6: computed: a cannot be made of id: expected a timestamp"),
                Arguments.of(
                        SHORT + "  a: {type: integer, computed: id + id}",
                        "s.yaml:6: type: 'integer' cannot hold what is computed: expected decimal"),
                Arguments.of(
                        SHORT + "  a: {type: decimal, precision: 18, scale: 0, computed: id + id}",
                        "s.yaml:6: precision 18 leaves 18 digits before the point, but results have up to 20: expected a precision of at least 20"),
                Arguments.of(
                        SHORT
                                + "  b: {type: decimal, precision: 4, scale: 2}|  a: {type: decimal, precision: 38, scale: 1, computed: id * b}",
                        "s.yaml:7: scale is 1, but results have up to 2 decimals, and nothing is rounded: expected a scale of at least 2"),
                Arguments.of(
                        SHORT + "  a: {type: decimal, precision: 38, scale: 1, computed: id * id}",
                        "s.yaml:6: precision 38 leaves 37 digits before the point, but results have up to 38: expected limits (min and max) on id and id"),
                Arguments.of(
                        SHORT + "  a: {type: decimal, precision: 38, scale: 0, computed: id + id, required: true}",
                        "s.yaml:6: required: a column that is computed has no such key: expected one of type, computed, precision, scale"),
                Arguments.of("<<: {a: b}", "s.yaml:1: unknown key '<<' in a stream: expected one of "),
                Arguments.of("? [a, b]|: c", "s.yaml:1: this is no YAML: Non scalar key is detected"),
                Arguments.of("stream:", "s.yaml:1: stream has no value: expected a text"));
    }

    @ParameterizedTest
    @MethodSource("wrongDeclarations")
    void whatIsWrongIsSaidWithItsLineAndWhatIsExpected(String lines, String message) {
        assertThat(wrong(lines).lines()).anySatisfy(line -> assertThat(line).contains(message));
    }

    @Test
    void moreColumnsThanPostgresqlHasRoomForAreRefused() {
        String columns = IntStream.range(0, 1596)
                .mapToObj(i -> "  c%d: {type: text}\n".formatted(i))
                .collect(Collectors.joining());
        String text = "stream: s\ntable: t\nkey: none\ncolumns:\n" + columns;
        assertThat(read(text).columns()).hasSize(1597);
        assertThatThrownBy(() -> read(text + "  last: {type: text}\n"))
                .hasMessage(
                        "s.yaml:5: columns has 1597, with those of Tidegate the table would have 1601: expected at most 1600 in all");
    }

    /** As it stood in the code. */
    private static final Stream EVENTS = new Stream(
            "events",
            new Table("public", "raw_events"),
            List.of(
                    Column.required("event_id", "event_id", new Type.Uuid()),
                    new Column(
                            "user_id",
                            id(),
                            new Column.Origin.Header("user_id", true),
                            false,
                            null,
                            List.of(),
                            Set.of()),
                    Column.required("product_id", "product_id", id()),
                    Column.optional("product_name", asDelivered(null)),
                    Column.optional("category", asDelivered("\"C\"")),
                    Column.required("event_type", "event_type", new Type.Word())
                            .accepting(Set.of("view", "click", "buy")),
                    Column.withDefault("quantity", new Type.Decimal(12, 3, 1, 1_000_000_000, true), "1"),
                    Column.required("price", "price", new Type.Decimal(14, 4, 0, Long.MAX_VALUE, true)),
                    Column.required("event_timestamp", "timestamp", new Type.Timestamp(List.of(), null)),
                    Column.optional("currency", new Type.Text(500, "[A-Z]{3}", Set.of(), true, "\"C\"")),
                    Column.optional("session_id", id()),
                    Column.computed("event_date", new Type.Day("event_timestamp")),
                    Column.computed(
                            "total_price", new Type.Arithmetic("price", Type.Operator.TIMES, "quantity", 26, 7)),
                    Column.others("extra")),
            new Key.Columns(List.of("event_id")),
            "event_timestamp",
            null,
            OtherColumns.KEEP,
            Set.of());

    private static Type id() {
        return new Type.Text(128, null, Set.of(), true, "\"C\"");
    }

    private static Type asDelivered(String collation) {
        return new Type.Text(500, null, Set.of(), false, collation);
    }
}
