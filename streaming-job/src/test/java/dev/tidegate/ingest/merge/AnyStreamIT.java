package dev.tidegate.ingest.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.merge.StreamTable.Delivery;
import dev.tidegate.ingest.merge.StreamTable.Line;
import dev.tidegate.ingest.merge.StreamTruth.File;
import dev.tidegate.ingest.merge.StreamTruth.Row;
import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.ColumnLists;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Tombstones;
import dev.tidegate.postgres.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Any table holds the newest version of each row, and the seven counts say what became of each record, in any order. */
@Tag("versions")
class AnyStreamIT {

    private static final Logger LOG = LoggerFactory.getLogger(AnyStreamIT.class);

    private static final List<NewEvents.Expected> GUESSES = List.of(NewEvents.Expected.values());

    private static final int MICRO_BATCHES = 40;

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    private final long seed = Long.getLong("tidegate.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<File> delivered = new ArrayList<>();
    private long lastFileId;

    @BeforeEach
    void createCollation() throws SQLException {
        LOG.info("Seed {}: -Dtidegate.fuzz.seed", seed);
        database.execute(
                "CREATE COLLATION anycase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
    }

    static List<StreamKind> kinds() {
        return StreamKind.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void countsAndRowsAreThoseOfTheTruthAfterAnyDeliveriesRedeliveriesAndReplays(StreamKind kind) throws SQLException {
        StreamTruth truth = new StreamTruth(kind.stream());
        try (StreamTable table = new StreamTable(database, kind.stream(), kind.ddl())) {
            for (int batch = 1; batch <= MICRO_BATCHES; batch++) {
                List<File> files = nextFiles(kind.stream());
                NewEvents.Expected expected = GUESSES.get(random.nextInt(GUESSES.size()));
                List<Delivery> deliveries =
                        files.stream().map(file -> delivery(kind, file)).toList();
                assertThat(table.merge(expected, deliveries))
                        .as("seed %d, micro-batch %d taken for %s: %s", seed, batch, expected, files)
                        .isEqualTo(truth.merge(files));
                assertThat(differences(kind, truth))
                        .as("seed %d, micro-batch %d", seed, batch)
                        .isEmpty();
            }
        }
    }

    private List<File> nextFiles(Stream stream) {
        if (!delivered.isEmpty() && random.nextInt(4) == 0) {
            return List.of(replayOf(delivered.get(random.nextInt(delivered.size()))));
        }
        List<File> files = new ArrayList<>();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            File file = delivered.isEmpty() || random.nextInt(3) > 0
                    ? newFile(stream)
                    : again(delivered.get(random.nextInt(delivered.size())));
            delivered.add(file);
            files.add(file);
        }
        return files;
    }

    private File newFile(Stream stream) {
        List<Row> rows = new ArrayList<>();
        long line = 1;
        for (int count = random.nextInt(8); count > 0; count--) {
            line += 1 + random.nextInt(2);
            boolean deleted = stream.deleted() != null && random.nextInt(4) == 0;
            rows.add(new Row(random.nextInt(6), random.nextInt(5), random.nextInt(3), deleted, 0, line, 0));
        }
        long id = ++lastFileId;
        return new File(id, id, id, rows);
    }

    private File again(File file) {
        long id = ++lastFileId;
        return new File(id, id, file.bytes(), some(file.rows()));
    }

    private File replayOf(File file) {
        return new File(++lastFileId, file.id(), file.bytes(), some(file.rows()));
    }

    /** What the rules of the day accept of the records of a file. */
    private List<Row> some(List<Row> rows) {
        return rows.stream().filter(row -> random.nextInt(5) > 0).toList();
    }

    private static Delivery delivery(StreamKind kind, File file) {
        List<Line> lines = file.rows().stream()
                .map(row -> new Line(row.line(), values(kind, row), row.deleted()))
                .toList();
        return new Delivery(file.id(), file.source(), file.bytes(), lines);
    }

    private static List<String> values(StreamKind kind, Row row) {
        List<String> values = new ArrayList<>(kind.values(row.key(), row.version(), row.content()));
        for (int place = 0; row.deleted() && place < values.size(); place++) {
            String name = kind.stream().columns().get(place).name();
            if (!kind.stream().keyColumns().contains(name)
                    && !name.equals(kind.stream().version())) {
                values.set(place, "NULL");
            }
        }
        return values;
    }

    /** Rows that only the table or only the truth has, byte by byte. */
    private List<String> differences(StreamKind kind, StreamTruth truth) throws SQLException {
        Stream stream = kind.stream();
        String names = stream.columns().stream()
                .map(Column::name)
                .map(ColumnLists::quoted)
                .collect(Collectors.joining(", "));
        String texts = stream.columns().stream()
                .map(column -> ColumnLists.quoted(column.name()) + "::text COLLATE \"C\"")
                .collect(Collectors.joining(", "));
        String deleted = stream.deleted() == null ? "" : ", " + Tombstones.DELETED_AT + " IS NOT NULL";
        String rows = truth.rows().stream()
                .map(row -> "(%s, %d, %d, now()%s)"
                        .formatted(
                                String.join(", ", values(kind, row)),
                                row.source(),
                                row.line(),
                                stream.deleted() == null ? "" : row.deleted() ? ", now()" : ", NULL"))
                .collect(Collectors.joining(", "));
        String insert = rows.isEmpty()
                ? ""
                : "INSERT INTO expected (%s, source_file_id, source_line, ingested_at%s) VALUES %s;"
                        .formatted(names, stream.deleted() == null ? "" : ", " + Tombstones.DELETED_AT, rows);
        database.execute("DROP TABLE IF EXISTS expected; CREATE TABLE expected (LIKE %s); %s"
                .formatted(stream.table().quoted(), insert));
        String select = "SELECT %s, source_file_id, source_line%s FROM ".formatted(texts, deleted);
        String there = select + stream.table().quoted();
        String expected = select + "expected";
        return database.rows(
                "(SELECT 'only there', * FROM (%1$s EXCEPT ALL %2$s) AS t) UNION ALL (SELECT 'missing', * FROM (%2$s EXCEPT ALL %1$s) AS t)"
                        .formatted(there, expected));
    }
}
