package dev.tidegate.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** DDL with names and passwords in it. It takes no parameters, so the server's own {@code format()} quotes them. */
final class Ddl {
    private Ddl() {}

    /**
     * Runs one statement.
     *
     * @param statement with {@code %I} where a name belongs and {@code %L} where a text does
     */
    static void execute(Connection connection, String statement, String... values) throws SQLException {
        try (Statement ddl = connection.createStatement()) {
            ddl.execute(formatted(connection, statement, values));
        }
    }

    /** Makes a login role that is a member of the group role, or gives one that exists this password. */
    static void loginRole(Connection connection, String name, String password, String group) throws SQLException {
        if (!exists(connection, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = ?)", name)) {
            execute(connection, "CREATE ROLE %I", name);
        }
        execute(connection, "ALTER ROLE %I LOGIN PASSWORD %L", name, password);
        execute(connection, "GRANT %I TO %I", group, name);
    }

    /** Whether the query, which takes the one name, says true. */
    static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }

    private static String formatted(Connection connection, String statement, String... values) throws SQLException {
        try (PreparedStatement format = connection.prepareStatement("SELECT format(?, VARIADIC ?)")) {
            format.setString(1, statement);
            format.setArray(2, connection.createArrayOf("text", values));
            try (ResultSet result = format.executeQuery()) {
                result.next();
                return result.getString(1);
            }
        }
    }
}
