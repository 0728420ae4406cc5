package dev.tidegate.crashtest.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProxyTest {

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    private Proxy proxy;
    private Connection through;

    @BeforeEach
    void connectThroughIt() throws IOException, SQLException {
        proxy = Proxy.open(database.port());
        through = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/%s".formatted(proxy.port(), database.databaseName()),
                database.user(),
                database.password());
        execute("CREATE TABLE kept (id int)");
        through.setAutoCommit(false);
    }

    @AfterEach
    void close() throws IOException, SQLException {
        through.close();
        proxy.close();
    }

    @Test
    void letsAllThroughUntilItIsToldToCut() throws SQLException {
        insertAndCommit();
        insertAndCommit();
        assertThat(committed()).isEqualTo(2);
    }

    @Test
    void losesTheAnswerToACommitThatTheServerHasDone() throws SQLException {
        proxy.cut(Cut.COMMIT_ANSWER_LOST, 1);
        insertAndCommit();
        assertThat(proxy.hasCut()).isFalse();
        assertThatThrownBy(this::insertAndCommit).isInstanceOf(SQLException.class);
        assertThat(proxy.hasCut()).isTrue();
        assertThat(committed()).isEqualTo(2);
    }

    @Test
    void losesTheRequestToCommit() throws SQLException {
        proxy.cut(Cut.COMMIT_LOST, 7);
        for (int i = 0; i < 7; i++) {
            // Beyond the number at which the driver sends a name for the statement instead of its text.
            insertAndCommit();
        }
        assertThatThrownBy(this::insertAndCommit).isInstanceOf(SQLException.class);
        assertThat(committed()).isEqualTo(7);
    }

    @Test
    void losesAnyRequest() throws SQLException {
        proxy.cut(Cut.REQUEST_LOST, 0);
        assertThatThrownBy(this::insertAndCommit).isInstanceOf(SQLException.class);
        assertThat(committed()).isZero();
    }

    @Test
    void losesAnyAnswer() throws SQLException {
        through.setAutoCommit(true);
        proxy.cut(Cut.ANSWER_LOST, 0);
        assertThatThrownBy(() -> execute("INSERT INTO kept VALUES (1)")).isInstanceOf(SQLException.class);
        assertThat(committed()).isEqualTo(1);
    }

    @Test
    void holdsAllBackWhileItStalls() throws SQLException {
        Duration stall = Duration.ofMillis(300);
        long begin = System.nanoTime();
        proxy.stall(stall);
        insertAndCommit();
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(stall.toNanos());
        assertThat(committed()).isEqualTo(1);
    }

    @Test
    void stallThatIsCutShortEndsForWhatItHolds() throws Exception {
        proxy.stall(Duration.ofMinutes(1));
        CompletableFuture<Void> held = CompletableFuture.runAsync(() -> {
            try {
                insertAndCommit();
            } catch (SQLException e) {
                throw new CompletionException(e);
            }
        });
        Patience.await("a piece that is held back", Duration.ofSeconds(30), () -> proxy.heldBack() > 0);
        proxy.stall(Duration.ZERO);
        held.get(30, TimeUnit.SECONDS);
        assertThat(committed()).isEqualTo(1);
    }

    private void insertAndCommit() throws SQLException {
        execute("INSERT INTO kept VALUES (1)");
        through.commit();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = through.createStatement()) {
            statement.execute(sql);
        }
    }

    private int committed() throws SQLException {
        try (Connection direct = database.connect();
                Statement statement = direct.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM kept")) {
            row.next();
            return row.getInt(1);
        }
    }
}
