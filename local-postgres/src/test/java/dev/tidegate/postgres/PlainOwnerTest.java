package dev.tidegate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Set-up by who owns the database and is no superuser, on a server that has seen none of our roles, as a managed one. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("versions")
class PlainOwnerTest {
    private static final String OWNERS = """
            SELECT DISTINCT relowner::regrole FROM pg_class WHERE relnamespace = 'public'::regnamespace
            UNION SELECT proowner::regrole FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            UNION SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 'tidegate_staging'""";

    private EmbeddedServer server;
    private Path script;

    @BeforeEach
    void start() throws IOException, SQLException {
        script = SetupScript.find();
        server = EmbeddedServer.make(script.resolveSibling("local-postgres").resolve("target"));
        asSuperuser("CREATE ROLE shop LOGIN PASSWORD 'shop' CREATEROLE");
        asSuperuser("CREATE ROLE plain LOGIN PASSWORD 'plain'");
        asSuperuser("CREATE DATABASE shop OWNER shop");
        asSuperuser("CREATE DATABASE plain OWNER plain");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    @Tag("long")
    void whoMayCreateRolesHandsAllOverToTheOwnerThatIsNoSuperuser() throws IOException, SQLException {
        setUp("shop");
        setUp("shop");
        assertThat(rows("shop", OWNERS)).containsExactly("tidegate_owner");
        assertThat(rows("shop", "SELECT rolsuper FROM pg_roles WHERE rolname = 'tidegate_owner'"))
                .containsExactly("f");
    }

    @Test
    void whoMayNotCreateRolesIsToldWhatToAskFor() {
        assertThatThrownBy(() -> setUp("plain"))
                .hasMessageContaining("the role tidegate_owner is missing, and plain may not create roles")
                .hasMessageContaining("CREATE ROLE tidegate_owner NOLOGIN");
    }

    @Test
    void whoWasNotGivenTheOwnerOwnsItAllUntilItIs() throws IOException, SQLException {
        setUp("shop");
        setUp("plain");
        assertThat(rows("plain", OWNERS)).containsExactly("plain");
        asSuperuser("GRANT tidegate_owner TO plain");
        setUp("plain");
        assertThat(rows("plain", OWNERS)).containsExactly("tidegate_owner");
    }

    /** Seen: a trigger by the owner of the database, with RESET ROLE in it, made him a superuser in the next set-up. */
    @Test
    @Tag("long")
    void aSuperuserTakesNothingOverFromWhoCouldHavePutCodeThere() throws IOException, SQLException {
        setUp("shop");
        setUp("plain");
        try (Connection superuser = server.connect("shop")) {
            assertThatThrownBy(() -> SetupScript.apply(superuser, script))
                    .hasMessageContaining("is a superuser, and shop could become one");
        }
        asSuperuser("REVOKE tidegate_owner FROM shop CASCADE");
        try (Connection superuser = server.connect("shop")) {
            SetupScript.apply(superuser, script);
        }
        try (Connection superuser = server.connect("plain")) {
            assertThatThrownBy(() -> SetupScript.apply(superuser, script))
                    .hasMessageContaining("belongs to plain, who is neither");
        }
    }

    private void setUp(String name) throws IOException, SQLException {
        try (Connection connection = connect(name)) {
            SetupScript.apply(connection, script);
        }
    }

    private List<String> rows(String name, String query) throws SQLException {
        try (Connection connection = connect(name);
                Statement statement = connection.createStatement()) {
            return TestDatabase.rows(statement, query);
        }
    }

    private Connection connect(String name) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(name), name, name);
    }

    private void asSuperuser(String sql) throws SQLException {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
