package dev.tidegate.dashboard.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.dashboard.TestSettings;
import dev.tidegate.dashboard.TestShop;
import dev.tidegate.dashboard.database.Database;
import dev.tidegate.dashboard.database.DatabaseException;
import dev.tidegate.postgres.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswersTest {
    private static final Question QUESTION =
            new Question(Panel.CATEGORIES, new TimeRange.Last(Duration.ofHours(1)), Map.of());

    @RegisterExtension
    final TestDatabase server = new TestDatabase();

    @TempDir
    Path folder;

    private final AtomicInteger queries = new AtomicInteger();
    private final AtomicLong batch = new AtomicLong();
    private Database database;
    private Answers answers;

    @BeforeEach
    void connect() {
        database = Database.at(TestSettings.of(server, folder));
        answers = new Answers(database, batch::get, Clock.systemUTC(), (panel, took) -> queries.incrementAndGet());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void fiftyViewersCostTheDatabaseWhatOneDoes() throws Exception {
        ExecutorService viewers = Executors.newFixedThreadPool(50);
        try {
            List<Callable<Answer>> wishes = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                wishes.add(() -> answers.to(QUESTION));
            }
            for (Future<Answer> answer : viewers.invokeAll(wishes)) {
                assertThat(answer.get().table().rows()).isEmpty();
            }
        } finally {
            viewers.shutdownNow();
        }
        assertThat(queries).hasValue(1);
    }

    @Test
    void aNewMicroBatchIsInTheNextAnswer() throws SQLException {
        assertThat(answers.to(QUESTION).table().rows()).isEmpty();
        new TestShop(server).commit(TestShop.random(7, 20, Duration.ofMinutes(5)));
        batch.incrementAndGet();
        assertThat(answers.to(QUESTION).table().rows()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"300, 30", "600, 60", "9000, 60"})
    void whatIsSlowTwiceRestsAHundredTimesAsLongButAMinuteAtMost(long tookMillis, long restSeconds) {
        Instant asked = Instant.parse("2026-11-01T12:00:00Z");
        Answer slow =
                new Answer(null, null, asked, Duration.ofMillis(tookMillis + 1), Duration.ofMillis(tookMillis), 1);
        assertThat(slow.isFresh(asked.plusSeconds(restSeconds).minusMillis(1), 2))
                .isTrue();
        assertThat(slow.isFresh(asked.plusSeconds(restSeconds), 1)).isFalse();
    }

    @Test
    void whatIsQuickIsAskedAgainAfterEachBatchAndAfterTenSeconds() {
        Instant asked = Instant.parse("2026-11-01T12:00:00Z");
        Answer quick = new Answer(null, null, asked, Duration.ofSeconds(5), Duration.ofMillis(5), 1);
        assertThat(quick.isFresh(asked.plusSeconds(9), 1)).isTrue();
        assertThat(quick.isFresh(asked.plusSeconds(10), 1)).isFalse();
        assertThat(quick.isFresh(asked.plusMillis(1), 2)).isFalse();
    }

    @Test
    void afterAFailureTheNextQuestionIsAskedAgain() throws SQLException {
        new TestShop(server)
                .execute(
                        "REVOKE EXECUTE ON FUNCTION sales_between(timestamptz, timestamptz) FROM PUBLIC, tidegate_reader");
        assertThatThrownBy(() -> answers.to(QUESTION))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("permission denied");
        new TestShop(server).execute("GRANT EXECUTE ON FUNCTION sales_between(timestamptz, timestamptz) TO PUBLIC");
        assertThat(answers.to(QUESTION).table().rows()).isEmpty();
    }

    @Test
    void aQueryThatTakesTooLongIsEndedByTheDatabase() {
        assertThatThrownBy(() -> database.query("SELECT pg_sleep(30)", Map.of()))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("statement timeout");
    }

    @Test
    void noQueryCanWrite() {
        assertThatThrownBy(() -> database.query("CREATE TEMP TABLE t AS SELECT 1", Map.of()))
                .isInstanceOf(DatabaseException.class);
    }
}
