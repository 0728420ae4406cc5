package dev.tidegate.dashboard.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.dashboard.TestSettings;
import dev.tidegate.dashboard.TestShop;
import dev.tidegate.dashboard.database.Database;
import dev.tidegate.dashboard.database.DatabaseException;
import dev.tidegate.postgres.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class AnswersTest {
    private static final Question QUESTION =
            new Question(Panel.CATEGORIES, new TimeRange.Last(Duration.ofHours(1)), Map.of());

    @RegisterExtension
    final TestDatabase server = new TestDatabase();

    @TempDir
    Path folder;

    private final AtomicInteger queries = new AtomicInteger();
    private final AtomicLong batch = new AtomicLong();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final ExecutorService viewer = Executors.newSingleThreadExecutor();
    private Database database;
    private Answers answers;

    @BeforeEach
    void connect() {
        database = Database.at(TestSettings.of(server, folder), Answers.CONNECTIONS);
        answers = new Answers(database, batch::get, clock(), (panel, took) -> queries.incrementAndGet());
    }

    @AfterEach
    void close() {
        viewer.shutdownNow();
        answers.close();
        database.close();
    }

    @Test
    void fiftyViewersCostTheDatabaseWhatOneDoes() throws Exception {
        ExecutorService viewers = Executors.newFixedThreadPool(50);
        try {
            List<Callable<Answer>> wishes = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                wishes.add(() -> answers.to(QUESTION, "viewer").join());
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
        assertThat(answers.to(QUESTION, "viewer").join().table().rows()).isEmpty();
        new TestShop(server).commit(TestShop.random(7, 20, Duration.ofMinutes(5)));
        batch.incrementAndGet();
        assertThat(answers.to(QUESTION, "viewer").join().table().rows()).isNotEmpty();
    }

    @Test
    void whatIsSlowTwiceIsAskedOnceAMinuteAndStandsInForAnother() {
        Instant asked = Instant.parse("2026-11-01T12:00:00Z");
        Answer slow = new Answer(null, null, asked, Duration.ofMillis(300), Duration.ofMillis(251), 1);
        assertThat(slow.isFresh(asked.plusSeconds(60).minusMillis(1), 2)).isTrue();
        assertThat(slow.isFresh(asked.plusSeconds(60), 1)).isFalse();
        assertThat(slow.standsIn(asked.plusSeconds(120).minusMillis(1))).isTrue();
        assertThat(slow.standsIn(asked.plusSeconds(120))).isFalse();
    }

    @Test
    void nobodyWaitsEachMinuteForWhatIsSlow() throws Exception {
        for (int i = 0; i < 2; i++) {
            batch.incrementAndGet();
            Connection busy = lockSales();
            Future<Answer> slow =
                    viewer.submit(() -> answers.to(QUESTION, "viewer").join());
            Thread.sleep(400);
            busy.close();
            slow.get();
        }
        now.set(now.get().plusSeconds(61));
        Connection busy = lockSales();
        assertThat(answers.to(QUESTION, "viewer").join().at())
                .isBefore(now.get().minusSeconds(60));
        assertThat(answers.to(QUESTION, "viewer").join().at())
                .isBefore(now.get().minusSeconds(60));
        busy.close();
        Instant deadline = Instant.now().plusSeconds(10);
        while (queries.get() < 3 && Instant.now().isBefore(deadline)) {
            Thread.sleep(20);
        }
        assertThat(queries).hasValue(3);
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
        assertThatThrownBy(() -> answers.to(QUESTION, "viewer").join())
                .hasCauseInstanceOf(DatabaseException.class)
                .hasMessageContaining("permission denied");
        new TestShop(server).execute("GRANT EXECUTE ON FUNCTION sales_between(timestamptz, timestamptz) TO PUBLIC");
        assertThat(answers.to(QUESTION, "viewer").join().table().rows()).isEmpty();
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

    /** Whoever asks for sales waits until it is closed. */
    private Connection lockSales() throws SQLException {
        Connection connection = server.connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE sales_by_hour, sales_by_minute");
        }
        return connection;
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now.get();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }
}
