package dev.tidegate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("server")
@Tag("versions")
class ServerFaultTest {
    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @BeforeEach
    void needsAServerThatCanCrash() {
        assumeTrue(database.server().supportsCrash());
    }

    @Test
    void committedRowsSurviveACrashAndUncommittedOnesDoNot() throws IOException, SQLException {
        int port = database.port();
        try (Connection open = database.connect();
                Statement statement = open.createStatement()) {
            statement.execute("CREATE TABLE kept AS SELECT 1 AS id");
            open.setAutoCommit(false);
            statement.execute("INSERT INTO kept VALUES (2)");
            database.server().crash();
            assertThatThrownBy(open::commit).isInstanceOf(SQLException.class);
        }
        assertThatThrownBy(database::connect).hasMessageContaining("refused");
        database.server().start();
        assertThat(database.port()).isEqualTo(port);
        assertThat(ids()).isEqualTo("1");
    }

    @Test
    void aStoppedServerStartsWithItsData() throws IOException, SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept AS SELECT 7 AS id");
        }
        database.server().stop();
        assertThatThrownBy(database::connect).hasMessageContaining("refused");
        database.server().start();
        assertThat(ids()).isEqualTo("7");
    }

    @Test
    void startingARunningServerIsHarmless() {
        assertThatCode(() -> database.server().start()).doesNotThrowAnyException();
    }

    @Test
    void aServerLeftDownIsStartedForTheNextTest() throws IOException {
        // The clean-up after this test connects to it.
        database.server().crash();
        assertThatThrownBy(database::connect).hasMessageContaining("refused");
    }

    private String ids() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT string_agg(id::text, ',') FROM kept")) {
            result.next();
            return result.getString(1);
        }
    }
}
