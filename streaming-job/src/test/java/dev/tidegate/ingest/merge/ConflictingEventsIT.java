package dev.tidegate.ingest.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidegate.ingest.merge.NewEvents.Expected;
import dev.tidegate.ingest.merge.StreamTable.Delivery;
import dev.tidegate.ingest.merge.StreamTable.Line;
import dev.tidegate.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Rows that conflict with what somebody else writes during the merge are judged by what is there in the end. */
class ConflictingEventsIT {

    private static final StreamKind KIND = StreamKind.keyOfTextAndNumber();
    private static final int OLDER = 0;
    private static final int NEWER = 2;

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    private long lastFile;

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "ANY")
    void rowThatSomebodyElseInsertsMeanwhileIsJudged(Expected expected) throws Exception {
        try (StreamTable table = new StreamTable(database, KIND.stream(), KIND.ddl());
                Connection other = database.connect()) {
            other.setAutoCommit(false);
            insert(other, 1, OLDER);
            insert(other, 2, NEWER);
            CompletableFuture<List<Counts>> merge =
                    CompletableFuture.supplyAsync(() -> merge(table, expected, IntStream.range(0, 4)));
            await().until(() ->
                    !database.rows("SELECT pid FROM pg_locks WHERE NOT granted").isEmpty());
            other.commit();
            assertThat(merge.get()).containsExactly(new Counts(4, 2, 1, 0, 1, 0, 0, 0));
            assertThat(versions()).containsExactly("2", "2", "3", "2");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ANY", "SOME_KNOWN", "SOME_KNOWN_AND_DISTINCT"})
    void rowThatSomebodyElseHasChangedMeanwhileIsNotOverwrittenByAnOlderOne(Expected expected) throws Exception {
        try (StreamTable table = new StreamTable(database, KIND.stream(), KIND.ddl());
                Connection other = database.connect()) {
            merge(table, Expected.NEW, IntStream.range(1, 2));
            database.execute("UPDATE order_lines SET updated_at = '2025-01-01T00:00:00Z'");
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.execute("UPDATE order_lines SET updated_at = '2026-01-03T00:00:00Z'");
            }
            CompletableFuture<List<Counts>> merge =
                    CompletableFuture.supplyAsync(() -> merge(table, expected, IntStream.range(0, 3)));
            await().until(() ->
                    !database.rows("SELECT pid FROM pg_locks WHERE NOT granted").isEmpty());
            other.commit();
            // What was to be written was not: to be staged anew, as the SQLSTATE of a check violation says.
            assertThat(merge)
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withMessageContaining("violates check constraint");
            table.connection().rollback();
            assertThat(merge(table, expected, IntStream.range(0, 3)))
                    .containsExactly(new Counts(3, 2, 0, 0, 1, 0, 0, 0));
            assertThat(versions()).containsExactly("2", "3", "2");
        }
    }

    private static void insert(Connection connection, int key, int version) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO order_lines VALUES (%s, 0, 0, now())"
                    .formatted(String.join(", ", KIND.values(key, version, 1))));
        }
    }

    private List<Counts> merge(StreamTable table, Expected expected, IntStream keys) {
        List<Line> lines = keys.mapToObj(key -> new Line(key + 2, KIND.values(key, 1, 1), false))
                .toList();
        long id = ++lastFile;
        try {
            return table.merge(expected, List.of(new Delivery(id, id, id, lines)));
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private List<String> versions() throws SQLException {
        return database.rows("SELECT extract(day FROM updated_at AT TIME ZONE 'UTC') FROM order_lines"
                + " ORDER BY line_no, order_id");
    }
}
