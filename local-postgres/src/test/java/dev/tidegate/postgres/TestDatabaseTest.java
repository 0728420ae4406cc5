package dev.tidegate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("versions")
class TestDatabaseTest {
    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @Test
    void isPostgresInTheVersionThatIsAskedForWithTheSchema() throws SQLException {
        assertThat(query("SHOW server_version"))
                .startsWith(System.getProperty("tidegate.test.postgres.version", "16") + ".");
        assertThat(query("SELECT count(*) FROM raw_events")).isEqualTo("0");
        assertThat(query("SELECT count(*) FROM pipeline")).isEqualTo("1");
    }

    @RepeatedTest(2)
    void whatAnotherTestWroteIsNotThere() throws SQLException {
        assertThat(query("SELECT to_regclass('left_behind')")).isNull();
        execute("CREATE TABLE left_behind ()");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tidegate_ingest", "tidegate_reader", "tidegate_operator"})
    void eachGroupRoleHasALogin(String group) throws SQLException {
        Login login =
                switch (group) {
                    case "tidegate_ingest" -> database.ingest();
                    case "tidegate_reader" -> database.reader();
                    default -> database.operator();
                };
        try (Connection connection = database.connect(login);
                Statement statement = connection.createStatement();
                ResultSet memberships = statement.executeQuery(
                        "SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles u ON u.oid = m.member"
                                + " WHERE u.rolname = current_user")) {
            assertThat(memberships.next()).isTrue();
            assertThat(memberships.getString(1)).isEqualTo(group);
            assertThat(memberships.next()).isFalse();
        }
    }

    @Test
    void theReaderCannotWrite() {
        assertThatThrownBy(() -> {
                    try (Connection connection = database.connect(database.reader());
                            Statement statement = connection.createStatement()) {
                        statement.execute("DELETE FROM raw_events");
                    }
                })
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("permission denied");
    }

    @Test
    void aWrongPasswordIsRefused() {
        assertThatThrownBy(() -> database.connect(new Login(database.user(), "wrong")))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void theServerSpeaksUtcWhateverTheZoneOfTheMachine() throws SQLException {
        try (Connection connection = database.server().connect(database.databaseName());
                Statement statement = connection.createStatement();
                ResultSet setting =
                        statement.executeQuery("SELECT reset_val FROM pg_settings WHERE name = 'log_timezone'")) {
            assertThat(setting.next()).isTrue();
            assertThat(setting.getString(1)).isIn("UTC", "Etc/UTC");
        }
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
