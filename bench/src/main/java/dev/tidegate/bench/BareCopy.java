package dev.tidegate.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * What people do by hand: COPY into a typed temp table, {@code INSERT .. SELECT .. ON CONFLICT}, COMMIT, on one connection.
 *
 * <p>The leanest form of it: one bad value fails it, an id twice in one transaction fails it, nothing is counted, remembered,
 * summed or moved.
 */
final class BareCopy implements Way {

    private static final String COPY = "COPY staging FROM STDIN (FORMAT csv, HEADER)";

    private final BenchDatabase database;
    private final int filesAtOnce;
    private List<Path> files = List.of();

    /** @param filesAtOnce files in a transaction */
    BareCopy(BenchDatabase database, int filesAtOnce) {
        this.database = database;
        this.filesAtOnce = filesAtOnce;
    }

    @Override
    public String title() {
        return "COPY + upsert";
    }

    @Override
    public String schema() {
        return "bare";
    }

    @Override
    public void prepare(List<Path> ready) {
        files = List.copyOf(ready);
    }

    @Override
    public Instant load() throws Exception {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setSchema(schema());
            statement.execute(BenchDatabase.sql("bare_stage.sql"));
            connection.setAutoCommit(false);
            for (int from = 0; from < files.size(); from += filesAtOnce) {
                load(connection, from, files.subList(from, Math.min(from + filesAtOnce, files.size())));
            }
        }
        return Instant.now();
    }

    private static void load(Connection connection, int number, List<Path> group) throws Exception {
        CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
        for (Path file : group) {
            stage(copy, file);
        }
        upsert(connection, BenchDatabase.sql("upsert.sql"), number);
        connection.commit();
    }

    /** Into a table as bare_stage.sql makes it. */
    static void stage(CopyManager copy, Path file) throws IOException, SQLException {
        try (InputStream in = Files.newInputStream(file)) {
            copy.copyIn(COPY, in, 1 << 16);
        }
    }

    /** From there into the table; both are looked up in the schema of the connection. */
    static void upsert(Connection connection, String sql, int number) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(sql)) {
            upsert.setInt(1, number);
            upsert.executeUpdate();
        }
    }
}
