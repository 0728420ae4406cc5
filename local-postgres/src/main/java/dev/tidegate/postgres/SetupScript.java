package dev.tidegate.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;

/** Runs {@code postgres_setup.sql}, and other scripts for psql, through JDBC as psql would. */
public final class SetupScript {
    private static final String NAME = "postgres_setup.sql";
    /** What psql runs only where one has given it a variable: here it is given none. */
    private static final Pattern IF_GIVEN = Pattern.compile("(?ms)^\\\\if :\\{\\?\\w+}$(.*?)^\\\\endif$");

    private static final Pattern PSQL_COMMAND = Pattern.compile("(?m)^\\\\.*$");
    /** Commands that change nothing about what the server is told; JDBC stops at the first error anyway. */
    private static final Pattern HARMLESS_COMMAND = Pattern.compile("\\\\(set (ON_ERROR_STOP|QUIET)|echo|pset)\\b.*");

    private SetupScript() {}

    /**
     * The script of this project: in the working directory or the nearest folder above that holds it, so that it is
     * found from every module's tests and from the top.
     *
     * @throws IOException where no folder holds it
     */
    public static Path find() throws IOException {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve(NAME))) {
                return folder.resolve(NAME);
            }
        }
        throw new IOException(
                "Cannot find " + NAME + " in " + start + " or a folder above it: run from inside the project");
    }

    /**
     * Sends the whole script, without psql's own commands. Where a statement fails, none of the later ones is run and
     * the transaction the script may have begun is rolled back.
     *
     * @param connection in autocommit mode, to the database that is to be set up
     * @throws IOException where the script cannot be read, or has a psql command that JDBC cannot stand in for
     * @throws SQLException where the server refuses a statement
     */
    public static void apply(Connection connection, Path script) throws IOException, SQLException {
        apply(connection, script.toString(), Files.readString(script));
    }

    /**
     * The same with {@code -v partitioned=month -v since=..}: the events of a database that may be set up already are parted by
     * month.
     *
     * @param since a day of the first month
     */
    public static void partByMonth(Connection connection, Path script, String since) throws IOException, SQLException {
        try (Statement statement = connection.createStatement()) {
            Ddl.execute(connection, "SET tidegate.partitioned = %L", "month");
            Ddl.execute(connection, "SET tidegate.since = %L", since);
            apply(connection, script);
            statement.execute("RESET tidegate.partitioned; RESET tidegate.since");
        }
    }

    /**
     * The same with the text of a script.
     *
     * @param name for messages
     */
    public static void apply(Connection connection, String name, String text) throws IOException, SQLException {
        String sql = withoutPsqlCommands(name, text);
        try (Statement statement = connection.createStatement()) {
            // The text is for the server alone: a brace in a function body is no JDBC escape.
            statement.setEscapeProcessing(false);
            try {
                statement.execute(sql);
            } catch (SQLException e) {
                rollBack(statement, e);
                throw e;
            }
        }
    }

    /** What {@link #apply(Connection, String, String)} sends. */
    static String withoutPsqlCommands(String script, String given) throws IOException {
        // Line breaks stay, so that line numbers in errors are those of the file.
        String text = IF_GIVEN.matcher(given).replaceAll(block -> block.group(1).replaceAll("[^\n]", ""));
        String unknown = PSQL_COMMAND
                .matcher(text)
                .results()
                .map(match -> match.group())
                .filter(command -> !HARMLESS_COMMAND.matcher(command).matches())
                .findFirst()
                .orElse(null);
        if (unknown != null) {
            throw new IOException("Cannot run " + script + " without psql: " + unknown + " has no counterpart in JDBC");
        }
        // An empty line stays behind, so that line numbers in errors are those of the file.
        return PSQL_COMMAND.matcher(text).replaceAll("");
    }

    private static void rollBack(Statement statement, SQLException cause) {
        try {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
