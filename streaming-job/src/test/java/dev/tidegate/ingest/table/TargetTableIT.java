package dev.tidegate.ingest.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Type;
import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What in a table is not as its stream declares it is said in a line each, with what mends it; and the mend mends it. */
@Tag("versions")
class TargetTableIT {

    private static final String DECLARATION = """
            stream: orders
            table: shop.orders
            key: [sku, line_no]
            version: updated_at
            columns:
              sku:        {type: text, max_length: 64, required: true}
              line_no:    {type: integer, min: 1, default: 1}
              price:      {type: decimal, precision: 14, scale: 4}
              quantity:   {type: integer}
              total:      {type: decimal, precision: 38, scale: 4, computed: quantity * price}
              note:       {type: text}
              status:     {type: word}
              paid:       {type: boolean}
              at:         {type: time}
              due:        {type: date}
              weight:     {type: double}
              ref:        {type: uuid}
              detail:     {type: json}
              updated_at: {type: timestamp, required: true}
            """;

    private static final String TABLE = """
            CREATE TABLE shop.orders (
                sku text COLLATE "C" NOT NULL, line_no int NOT NULL, price numeric(14, 4), quantity smallint, total numeric(38, 4),
                note varchar(80), status varchar(64), paid boolean, at time, due date, weight double precision, ref uuid,
                detail jsonb, extra jsonb, updated_at timestamptz NOT NULL,
                source_file_id bigint NOT NULL, source_line bigint NOT NULL, ingested_at timestamptz,
                PRIMARY KEY (line_no, sku));
            GRANT SELECT, INSERT, UPDATE ON shop.orders TO tidegate_ingest, tidegate_operator;
            GRANT USAGE ON SCHEMA shop TO tidegate_ingest, tidegate_operator;
            INSERT INTO pipeline (stream, schema_version, target_table) SELECT 'orders', max(schema_version), 'shop.orders' FROM pipeline;
            """;

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @TempDir
    private Path folder;

    @BeforeEach
    void setUp() throws SQLException {
        database.execute("CREATE SCHEMA shop");
    }

    private Stream declared(String... moreLines) throws IOException {
        return StreamFile.read(
                Files.writeString(folder.resolve("orders.yaml"), DECLARATION + String.join("\n", moreLines) + "\n"))
                .stream();
    }

    private TargetTable examine(Stream stream) throws SQLException {
        try (Connection connection = database.connect(database.ingest())) {
            return TargetTable.examine(connection, stream);
        }
    }

    private List<String> found(Stream stream) throws SQLException {
        return examine(stream).differences().stream().map(Difference::toString).toList();
    }

    /** What is done to the table that fits, more lines of the declaration, and the line that is said then. */
    static java.util.stream.Stream<Arguments> differences() {
        String alter = "ALTER TABLE shop.orders ";
        String lossy =
                ": declare what is there or, which changes values that do not fit, ALTER TABLE \"shop\".\"orders\" ";
        String mend = ": ALTER TABLE \"shop\".\"orders\" ";
        return java.util.stream.Stream.of(
                Arguments.of(
                        "DROP TABLE shop.orders",
                        "",
                        "there is no table shop.orders in this database: apply what tidegate ddl prints"),
                Arguments.of(
                        "DROP TABLE shop.orders; CREATE VIEW shop.orders AS SELECT 1 AS sku",
                        "",
                        "shop.orders is a view: declare a plain or a partitioned table"),
                Arguments.of(
                        "DROP TABLE shop.orders; CREATE MATERIALIZED VIEW shop.orders AS SELECT 1 AS sku",
                        "",
                        "shop.orders is a materialized view: declare a plain or a partitioned table"),
                Arguments.of(
                        "DROP TABLE shop.orders; CREATE SEQUENCE shop.orders",
                        "",
                        "shop.orders is a sequence: declare a plain or a partitioned table"),
                Arguments.of(
                        alter + "SET UNLOGGED",
                        "",
                        "shop.orders is unlogged, and empty after a crash of the server" + mend + "SET LOGGED;"),
                Arguments.of(
                        alter + "ENABLE ROW LEVEL SECURITY",
                        "",
                        "shop.orders has row security, which hides rows from the merge" + mend
                                + "DISABLE ROW LEVEL SECURITY;"),
                Arguments.of(
                        "CREATE TABLE shop.heir () INHERITS (shop.orders)",
                        "",
                        "other tables inherit from shop.orders, and what is in them is in it, too: end it by ALTER TABLE .. NO INHERIT, or use a partitioned table"),
                Arguments.of(
                        "CREATE RULE quiet AS ON INSERT TO shop.orders DO INSTEAD NOTHING",
                        "allow: [triggers, unique, foreign_keys]",
                        "shop.orders has rules, which rewrite statements (quiet): DROP RULE .. ON \"shop\".\"orders\""),
                Arguments.of(
                        "CREATE TRIGGER same BEFORE UPDATE ON shop.orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
                        "",
                        "shop.orders has enabled triggers, which can refuse or change rows (same): declare allow: [triggers], or ALTER TABLE \"shop\".\"orders\" DISABLE TRIGGER USER"),
                Arguments.of(
                        "CREATE TABLE shop.notes (note varchar(80) PRIMARY KEY); " + alter
                                + "ADD CONSTRAINT of_note FOREIGN KEY (note) REFERENCES shop.notes",
                        "",
                        "shop.orders has foreign keys, which can refuse or change rows (of_note): declare allow: [foreign_keys], or ALTER TABLE \"shop\".\"orders\" DROP CONSTRAINT of_note"),
                Arguments.of(
                        alter + "ADD CONSTRAINT one_note UNIQUE (note)",
                        "",
                        "shop.orders has further unique indexes, which can refuse rows (one_note): declare allow: [unique], or drop the constraint or index"),
                Arguments.of(
                        "CREATE UNIQUE INDEX low ON shop.orders (lower(note))",
                        "",
                        "shop.orders has further unique indexes, which can refuse rows (low): declare allow: [unique], or drop the constraint or index"),
                Arguments.of(
                        alter + "ADD CONSTRAINT apart EXCLUDE (ref WITH =)",
                        "",
                        "shop.orders has exclusion constraints, which can refuse or change rows (apart): declare allow: [unique], or ALTER TABLE \"shop\".\"orders\" DROP CONSTRAINT apart"),
                Arguments.of(
                        alter + "DROP CONSTRAINT orders_pkey",
                        "",
                        "shop.orders has no unique index on just the key (sku, line_no): CREATE UNIQUE INDEX ON \"shop\".\"orders\" (\"sku\", \"line_no\");"),
                Arguments.of(
                        alter
                                + "DROP CONSTRAINT orders_pkey, ADD CONSTRAINT late PRIMARY KEY (sku, line_no) DEFERRABLE",
                        "",
                        "shop.orders has no unique index on just the key (sku, line_no), since late is deferrable: CREATE UNIQUE INDEX ON "),
                Arguments.of(
                        alter
                                + "DROP CONSTRAINT orders_pkey; CREATE UNIQUE INDEX part ON shop.orders (sku, line_no) WHERE paid",
                        "",
                        "shop.orders has no unique index on just the key (sku, line_no), since part is partial: CREATE UNIQUE INDEX ON "),
                Arguments.of(
                        alter
                                + "DROP CONSTRAINT orders_pkey; CREATE UNIQUE INDEX wide ON shop.orders (sku, line_no, note)",
                        "",
                        "shop.orders has no unique index on just the key (sku, line_no): CREATE UNIQUE INDEX ON "),
                Arguments.of(
                        alter + "DROP COLUMN price",
                        "",
                        "shop.orders has no column price" + mend + "ADD COLUMN \"price\" numeric(14, 4);"),
                Arguments.of(
                        alter + "DROP COLUMN extra",
                        "",
                        "shop.orders has no column extra" + mend + "ADD COLUMN \"extra\" jsonb;"),
                Arguments.of(
                        alter + "ALTER price TYPE numeric(12, 2)",
                        "",
                        "price is numeric(12,2), declared is numeric(14, 4)" + mend
                                + "ALTER COLUMN \"price\" TYPE numeric(14, 4);"),
                Arguments.of(
                        alter + "ALTER price TYPE numeric(14, 5)",
                        "",
                        "price is numeric(14,5), declared is numeric(14, 4)" + lossy
                                + "ALTER COLUMN \"price\" TYPE numeric(14, 4);"),
                Arguments.of(
                        alter + "ALTER line_no TYPE numeric(9, 2)",
                        "",
                        "line_no is numeric(9,2), declared is integer from 1 to 9223372036854775807" + lossy
                                + "ALTER COLUMN \"line_no\" TYPE bigint;"),
                Arguments.of(
                        alter + "ALTER price TYPE real",
                        "",
                        "price is real, declared is numeric(14, 4)" + lossy
                                + "ALTER COLUMN \"price\" TYPE numeric(14, 4);"),
                Arguments.of(
                        alter + "ALTER sku TYPE varchar(32) COLLATE \"C\"",
                        "",
                        "sku is character varying(32), declared is text of at most 64 characters" + mend
                                + "ALTER COLUMN \"sku\" TYPE text COLLATE \"C\";"),
                Arguments.of(
                        alter + "ALTER sku TYPE char(64)",
                        "",
                        "sku is character(64), declared is text of at most 64 characters" + mend
                                + "ALTER COLUMN \"sku\" TYPE text COLLATE \"C\";"),
                Arguments.of(
                        alter + "ALTER note TYPE date USING NULL",
                        "",
                        "note is date, declared is text of at most 500 characters" + mend
                                + "ALTER COLUMN \"note\" TYPE text;"),
                Arguments.of(
                        alter + "ALTER status TYPE varchar(9)",
                        "",
                        "status is character varying(9), declared is text COLLATE \"C\"" + mend
                                + "ALTER COLUMN \"status\" TYPE text COLLATE \"C\";"),
                Arguments.of(
                        alter + "ALTER at TYPE time(0)",
                        "",
                        "at is time(0) without time zone, declared is time" + mend + "ALTER COLUMN \"at\" TYPE time;"),
                Arguments.of(
                        alter + "ALTER updated_at TYPE timestamp",
                        "",
                        "updated_at is timestamp without time zone, declared is timestamptz" + lossy
                                + "ALTER COLUMN \"updated_at\" TYPE timestamptz;"),
                Arguments.of(
                        alter + "ALTER detail TYPE json",
                        "",
                        "detail is json, declared is jsonb" + mend + "ALTER COLUMN \"detail\" TYPE jsonb;"),
                Arguments.of(
                        "CREATE DOMAIN shop.weight AS double precision CHECK (value > 0); " + alter
                                + "ALTER weight TYPE shop.weight",
                        "",
                        "weight is shop.weight, declared is double precision" + mend
                                + "ALTER COLUMN \"weight\" TYPE double precision;"),
                Arguments.of(
                        alter
                                + "DROP COLUMN total, ADD COLUMN total numeric(38, 4) GENERATED ALWAYS AS (quantity * price) STORED",
                        "",
                        "total is generated, and its values are declared to come from files" + mend
                                + "ALTER COLUMN \"total\" DROP EXPRESSION;"),
                Arguments.of(
                        alter + "ALTER line_no ADD GENERATED BY DEFAULT AS IDENTITY",
                        "",
                        "line_no is an identity column, and its values are declared to come from files" + mend
                                + "ALTER COLUMN \"line_no\" DROP IDENTITY;"),
                Arguments.of(
                        alter + "ALTER note SET NOT NULL",
                        "",
                        "note is NOT NULL, and is declared without required or default" + mend
                                + "ALTER COLUMN \"note\" DROP NOT NULL;"),
                Arguments.of(
                        alter + "ALTER updated_at DROP NOT NULL",
                        "",
                        "updated_at is of the key or the version, and may be NULL in the table" + mend
                                + "ALTER COLUMN \"updated_at\" SET NOT NULL;"),
                Arguments.of(
                        "CREATE COLLATION shop.any (provider = icu, locale = 'und-u-ks-level2', deterministic = false); "
                                + alter + "ALTER sku TYPE text COLLATE shop.any",
                        "",
                        "sku is of the key, and its collation \"shop\".\"any\" takes different texts for equal" + mend
                                + "ALTER COLUMN \"sku\" TYPE text COLLATE \"C\";"),
                Arguments.of(
                        alter + "ADD COLUMN owner int NOT NULL",
                        "",
                        "owner is not declared, and is NOT NULL without a default, so that no row could be inserted: declare it, or ALTER TABLE \"shop\".\"orders\" ALTER COLUMN \"owner\" DROP NOT NULL"),
                Arguments.of(
                        alter + "DROP COLUMN source_file_id",
                        "",
                        "shop.orders has no column source_file_id" + mend
                                + "ADD COLUMN source_file_id bigint NOT NULL DEFAULT 0;"),
                Arguments.of(
                        alter + "ALTER source_line TYPE int",
                        "",
                        "source_line is integer, which Tidegate fills with bigint" + mend
                                + "ALTER COLUMN \"source_line\" TYPE bigint;"),
                Arguments.of(
                        alter + "DROP COLUMN ingested_at",
                        "",
                        "shop.orders has no column ingested_at" + mend + "ADD COLUMN ingested_at timestamptz;"),
                Arguments.of(
                        "",
                        "deleted: {header: op, values: d}",
                        "shop.orders has no column deleted_at" + mend + "ADD COLUMN deleted_at timestamptz;"),
                Arguments.of(
                        alter + "ADD COLUMN deleted_at timestamptz, ALTER quantity SET NOT NULL",
                        "deleted: {header: op, values: d}",
                        "quantity is NOT NULL, and is declared without required or default" + mend
                                + "ALTER COLUMN \"quantity\" DROP NOT NULL;"),
                Arguments.of(
                        "REVOKE UPDATE ON shop.orders FROM tidegate_ingest",
                        "",
                        "lacks UPDATE on shop.orders: GRANT SELECT, INSERT, UPDATE ON \"shop\".\"orders\" TO tidegate_ingest, tidegate_operator;"),
                Arguments.of(
                        "REVOKE USAGE ON SCHEMA shop FROM tidegate_ingest",
                        "",
                        "lacks USAGE on the schema of shop.orders: GRANT USAGE ON SCHEMA \"shop\" TO tidegate_ingest, tidegate_operator;"),
                Arguments.of(
                        "DELETE FROM pipeline WHERE stream = 'orders'",
                        "",
                        "the stream orders has no row in pipeline: INSERT INTO public.pipeline (stream, schema_version, target_table)"),
                Arguments.of(
                        "UPDATE pipeline SET target_table = 'shop.others' WHERE stream = 'orders'",
                        "",
                        "the stream orders has the table shop.others in this database, declared is shop.orders: give the stream another name, or declare the table shop.others"),
                Arguments.of(
                        "UPDATE pipeline SET stream = 'other' WHERE stream = 'orders'",
                        "",
                        "shop.orders is the table of the stream other: declare another table, or one stream for both"));
    }

    @ParameterizedTest
    @MethodSource("differences")
    void whatDoesNotFitIsSaidInALineWithWhatMendsIt(String change, String lines, String expected) throws Exception {
        database.execute(TABLE);
        Stream stream = declared(lines);
        if (!change.isEmpty()) {
            database.execute(change);
        }
        assertThat(found(stream)).anySatisfy(line -> assertThat(line).contains(expected));
        mend(stream, expected);
    }

    /** Runs the statement of the difference; then it is no longer there. */
    private void mend(Stream stream, String expected) throws SQLException {
        Difference one = examine(stream).differences().stream()
                .filter(difference -> difference.toString().contains(expected))
                .findFirst()
                .orElseThrow();
        if (one.statement() != null) {
            if (one.found().startsWith("note is date")) {
                database.execute("UPDATE shop.orders SET note = NULL");
            }
            database.execute(one.statement());
            assertThat(found(stream)).noneSatisfy(line -> assertThat(line).contains(expected));
        }
    }

    @Test
    void tableThatFitsHasNoDifferenceAndSaysWhatTheDeclarationLeavesOpen() throws Exception {
        database.execute(TABLE);
        TargetTable table = examine(declared());
        assertThat(table.differences()).isEmpty();
        assertThat(table.stream().column("line_no").type()).isEqualTo(new Type.Whole(1, Integer.MAX_VALUE, 4, false));
        assertThat(table.stream().column("quantity").type())
                .isEqualTo(new Type.Whole(Short.MIN_VALUE, Short.MAX_VALUE, 2, false));
        assertThat(table.stream().column("note").type()).isEqualTo(new Type.Text(80, null, Set.of(), true, null));
        assertThat(table.stream().column("sku").type()).isEqualTo(new Type.Text(64, null, Set.of(), true, "\"C\""));
        assertThat(table.stream().columns()).extracting(Column::name).endsWith("total", "extra");
    }

    @Test
    void tableWithTombstonesTakesTheColumnsOfALaterDeclaration() throws Exception {
        database.execute(TABLE);
        String tombstones = "deleted: {header: op, values: [d]}";
        apply(declared(tombstones));
        Path later = Files.writeString(
                folder.resolve("later.yaml"),
                DECLARATION
                                .replace(
                                        "  price:      {type: decimal, precision: 14, scale: 4}",
                                        "  first:      {type: text}\n  price:      {type: decimal, precision: 15, scale: 5}")
                                .replace("scale: 4, computed", "scale: 5, computed")
                        + tombstones);
        apply(StreamFile.read(later).stream());
        assertThat(database.rows("SELECT first, price FROM shop.orders_current"))
                .isEmpty();
    }

    private void apply(Stream stream) throws SQLException {
        database.execute(TableDdl.of(examine(stream)).replace("\\set ON_ERROR_STOP on", ""));
        assertThat(found(stream)).isEmpty();
    }

    @Test
    void tableThatCannotBeThatOfTheStreamIsLeftAsItIs() throws Exception {
        database.execute(TABLE);
        database.execute("UPDATE pipeline SET target_table = 'shop.others' WHERE stream = 'orders'");
        assertThat(TableDdl.of(examine(declared())))
                .isEqualTo(
                        "-- the stream orders has the table shop.others in this database, declared is shop.orders: give the stream another name, or declare the table shop.others\n");
        database.execute("DROP TABLE shop.orders");
        assertThat(TableDdl.of(examine(declared()))).startsWith("-- the stream orders has the table shop.others");
        Path events =
                Files.writeString(folder.resolve("events.yaml"), DECLARATION.replace("shop.orders", "raw_events"));
        assertThat(TableDdl.of(examine(StreamFile.read(events).stream())).lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith("-- "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            quantity:   {type: integer}  | quantity: {type: integer, default: 32768}    | quantity is smallint, which has no room for its default '32768'
            quantity:   {type: integer}  | quantity: {type: integer, accept: [1, -32769]} | quantity is smallint, which has no room for its accepted value '-32769'
            quantity:   {type: integer}  | quantity: {type: integer, default: 32767}    |
            note:       {type: text}     | note: {type: text, constant: more than eight} | note is character varying(8), which has no room for its constant 'more than eight'
            note:       {type: text}     | note: {type: text, constant: ' eight888 '}   |
            """)
    void whatTheDeclarationItselfSaysHasRoomInTheTable(String declared, String instead, String expected)
            throws Exception {
        database.execute(TABLE.replace("varchar(80)", "varchar(8)"));
        Path file = Files.writeString(folder.resolve("orders.yaml"), DECLARATION.replace(declared, instead));
        List<String> found = found(StreamFile.read(file).stream());
        if (expected == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found)
                    .singleElement()
                    .asString()
                    .startsWith(expected + ": declare another one, or ALTER TABLE \"shop\".\"orders\" ALTER COLUMN ");
        }
    }

    @Test
    void riskThatIsAllowedIsNoDifference() throws Exception {
        database.execute(TABLE);
        database.execute("CREATE TABLE shop.notes (note varchar(80) PRIMARY KEY)");
        database.execute("ALTER TABLE shop.orders ADD FOREIGN KEY (note) REFERENCES shop.notes, ADD UNIQUE (note)");
        database.execute(
                "CREATE TRIGGER same BEFORE UPDATE ON shop.orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()");
        assertThat(found(declared())).hasSize(3);
        assertThat(found(declared("allow: [triggers, foreign_keys, unique]"))).isEmpty();
    }

    @Test
    void partitionedTableFitsWhereItsKeyHoldsWhatItIsPartitionedBy() throws Exception {
        database.execute(
                TABLE.replace("PRIMARY KEY (line_no, sku))", "PRIMARY KEY (line_no, sku)) PARTITION BY HASH (sku)"));
        assertThat(found(declared())).isEmpty();
        database.execute("DROP TABLE shop.orders");
        database.execute(TABLE.replace(
                        "PRIMARY KEY (line_no, sku))", "PRIMARY KEY (line_no, sku, due)) PARTITION BY RANGE (due)")
                .replaceAll("(?m)^INSERT.*$", ""));
        assertThat(found(declared()))
                .anySatisfy(
                        line -> assertThat(line)
                                .isEqualTo(
                                        "shop.orders is partitioned by due, which is not of the key, so that no index can hold the key unique: take it into key, or partition the table by columns of the key"));
    }

    @Test
    void tableThatSharesRowsWithThatOfAnotherStreamIsNamed() throws Exception {
        database.execute(
                TABLE.replace("PRIMARY KEY (line_no, sku))", "PRIMARY KEY (line_no, sku)) PARTITION BY HASH (sku)")
                        + """
                CREATE TABLE shop.orders_0 PARTITION OF shop.orders FOR VALUES WITH (MODULUS 2, REMAINDER 0) PARTITION BY HASH (sku);
                CREATE TABLE shop.orders_00 PARTITION OF shop.orders_0 FOR VALUES WITH (MODULUS 1, REMAINDER 0);
                CREATE TABLE shop.orders_1 PARTITION OF shop.orders FOR VALUES WITH (MODULUS 2, REMAINDER 1);
                GRANT SELECT, INSERT, UPDATE ON shop.orders_00, shop.orders_1 TO tidegate_ingest;
                INSERT INTO pipeline (stream, schema_version, target_table) SELECT 'part', max(schema_version), 'shop.orders_00' FROM pipeline;
                """);
        String ofAnother = ": one is a partition of the other: declare another table, or one stream for both";
        assertThat(found(declared()))
                .containsExactly(
                        "shop.orders shares rows with shop.orders_00, the table of the stream part" + ofAnother);
        Path part = Files.writeString(
                folder.resolve("part.yaml"),
                DECLARATION.replace("stream: orders", "stream: part").replace("shop.orders", "shop.orders_00"));
        assertThat(found(StreamFile.read(part).stream()))
                .containsExactly(
                        "shop.orders_00 shares rows with shop.orders, the table of the stream orders" + ofAnother);
        database.execute("UPDATE pipeline SET target_table = 'shop.orders_1' WHERE stream = 'orders'");
        assertThat(found(StreamFile.read(part).stream())).isEmpty();
    }

    @Test
    void uniqueIndexThatOnlyAPartitionHasCanRefuseRowsToo() throws Exception {
        database.execute(
                TABLE.replace("PRIMARY KEY (line_no, sku))", "PRIMARY KEY (line_no, sku)) PARTITION BY HASH (sku)")
                        + """
                CREATE TABLE shop.orders_0 PARTITION OF shop.orders FOR VALUES WITH (MODULUS 1, REMAINDER 0);
                """);
        assertThat(found(declared())).isEmpty();
        database.execute("CREATE UNIQUE INDEX one_note ON shop.orders_0 (note)");
        assertThat(found(declared()))
                .containsExactly(
                        "shop.orders has further unique indexes, which can refuse rows (one_note): declare allow: [unique], or drop the constraint or index");
        assertThat(found(declared("allow: [unique]"))).isEmpty();
        database.execute("DROP INDEX shop.one_note; ALTER TABLE shop.orders DROP CONSTRAINT orders_pkey;"
                + " CREATE UNIQUE INDEX only_here ON shop.orders_0 (sku, line_no)");
        assertThat(found(declared()))
                .singleElement()
                .asString()
                .contains("has no unique index on just the key (sku, line_no), since only_here is on one partition");
    }

    @Test
    void builtInStreamFitsItsOwnTableAndNoOtherStreamGetsIt() throws Exception {
        TargetTable events = examine(Events.STREAM);
        assertThat(events.differences()).isEmpty();
        assertThat(events.stream()).isEqualTo(Events.STREAM);
        Path file = Files.writeString(folder.resolve("o.yaml"), DECLARATION.replace("shop.orders", "raw_events"));
        assertThat(found(StreamFile.read(file).stream()))
                .contains("public.raw_events is one of Tidegate's own tables: declare another table")
                .contains(
                        "public.raw_events is the table of the stream events: declare another table, or one stream for both");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "deleted: {header: op, values: [d]}", "other_columns: ignore"})
    void whatDdlPrintsMakesATableThatFits(String lines) throws Exception {
        Stream stream = declared(lines);
        apply(TableDdl.create(stream));
        assertThat(found(stream)).isEmpty();
    }

    @Test
    void rowsThatAreOnlyAppendedGetATableToo() throws Exception {
        Stream stream = appended();
        apply(TableDdl.create(stream));
        assertThat(found(stream)).isEmpty();
    }

    @Test
    void whatDdlPrintsMakesATableThatIsThereFit() throws Exception {
        database.execute(
                "CREATE TABLE shop.orders (sku text, line_no int, note varchar(80), PRIMARY KEY (sku, line_no))");
        database.execute("INSERT INTO shop.orders VALUES ('a', 1, 'was here before')");
        database.execute("GRANT USAGE ON SCHEMA shop TO tidegate_ingest");
        Stream stream = declared("deleted: {header: op, values: [d]}");
        // A version that rows of before do not have is for their owner to say.
        database.execute("ALTER TABLE shop.orders ADD COLUMN updated_at timestamptz NOT NULL DEFAULT '2020-01-01'");
        apply(TableDdl.alter(stream, examine(stream).differences()));
        assertThat(found(stream)).isEmpty();
        assertThat(database.rows("SELECT sku, source_file_id, source_line, deleted_at FROM shop.orders"))
                .containsExactly("a|0|0|null");
        assertThat(database.rows("SELECT sku, note FROM shop.orders_current")).containsExactly("a|was here before");
        database.execute("INSERT INTO shop.orders (sku, line_no, note) VALUES ('b', 1, 'by another program')");
        assertThat(database.rows("SELECT source_file_id, source_line FROM shop.orders WHERE sku = 'b'"))
                .containsExactly("0|0");
    }

    @Test
    void rowsOfATableThatIsOnlyAppendedToAreToldApart() throws Exception {
        Stream stream = appended();
        apply(TableDdl.create(stream));
        database.execute("ALTER TABLE shop.orders DROP COLUMN source_file_id, DROP COLUMN source_line");
        database.execute("INSERT INTO shop.orders (sku, line_no, updated_at) VALUES ('a', 1, now()), ('a', 1, now())");
        apply(TableDdl.alter(stream, examine(stream).differences()));
        assertThat(database.rows("SELECT source_file_id, source_line FROM shop.orders ORDER BY 2"))
                .containsExactly("0|1", "0|2");
    }

    private Stream appended() throws IOException {
        String text = DECLARATION.replace("key: [sku, line_no]", "key: none").replace("version: updated_at", "");
        return StreamFile.read(Files.writeString(folder.resolve("a.yaml"), text)).stream();
    }

    /** As psql does, which takes the lines that begin with a backslash for itself. */
    private void apply(String ddl) throws IOException, SQLException {
        database.apply(ddl);
    }
}
