package dev.tidegate.ingest.operate.doctor;

import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.database.Pooler;
import dev.tidegate.ingest.database.Schema;
import dev.tidegate.ingest.operate.ledger.DatabaseTrouble;
import dev.tidegate.ingest.operate.ledger.Query;
import dev.tidegate.ingest.options.NamedStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The database: reachable, of the right version and set up, with the rights, and its clock. */
final class DatabaseExam {

    private static final String DATABASE = "database";
    private static final String SCHEMA = "schema";
    private static final int TRIGGERS = 4;
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(1);

    private final Database database;
    private final List<NamedStream> streams;
    private final Examination examination;

    /** @param streams whose tables are looked at, where it is known what they declare */
    DatabaseExam(Database database, List<NamedStream> streams, Examination examination) {
        this.database = database;
        this.streams = streams;
        this.examination = examination;
    }

    void run() {
        try (Connection connection = database.connectAsAnybody("doctor")) {
            if (Pooler.sharesSessions(database, connection)) {
                examination.wrong(DATABASE, database.toString(), Pooler.SHARED);
                return;
            }
            boolean hasSchema = Query.of(DatabaseExam.class, "examine")
                    .first(connection, this::examine)
                    .orElseThrow();
            if (hasSchema) {
                schemaVersion(connection);
                new RightsExam(connection, examination).run();
                for (NamedStream stream : streams) {
                    new TableExam(connection, stream, examination).run();
                }
            }
            new SettingsExam(connection, examination).run();
            clock(connection);
        } catch (SQLException e) {
            examination.wrong(
                    DATABASE, "%s: %s".formatted(database, DatabaseTrouble.explain(e)), "See docs/commands.md");
        }
    }

    private boolean examine(ResultSet row) throws SQLException {
        server(row);
        if (!row.getBoolean("has_schema")) {
            examination.wrong(SCHEMA, "the database is not set up", "Run psql -f postgres_setup.sql on it");
            return false;
        }
        rights(row);
        if (row.getInt("triggers") < TRIGGERS) {
            examination.wrong(
                    "aggregates",
                    "%d of the %d triggers of raw_events are there and enabled"
                            .formatted(row.getInt("triggers"), TRIGGERS),
                    "Run postgres_setup.sql, ALTER TABLE raw_events ENABLE TRIGGER ALL, then SELECT recount_aggregates()");
        }
        return true;
    }

    private void server(ResultSet row) throws SQLException {
        String says = "PostgreSQL %s, %s".formatted(row.getString("version"), database);
        if (row.getInt("version_number") < Schema.OLDEST_SERVER) {
            examination.wrong(DATABASE, says, "Tidegate needs PostgreSQL 16 or newer");
        } else if (row.getBoolean("is_standby")) {
            examination.wrong(
                    DATABASE, says + ": it is a standby and takes no writes", "Let --jdbc-url name the primary");
        } else if (!row.getString("encoding").equals("UTF8")) {
            examination.wrong(
                    DATABASE,
                    says + ": its encoding is " + row.getString("encoding"),
                    "Make a database with ENCODING 'UTF8': names of products would be refused");
        } else {
            examination.ok(DATABASE, says);
        }
    }

    private void rights(ResultSet row) throws SQLException {
        String role = row.getString("role");
        String missing = row.getString("missing_rights");
        if (missing == null && !row.getBoolean("may_recount")) {
            missing = "EXECUTE on aggregate_differences()";
        }
        if (missing == null && !row.getBoolean("may_make_temp_tables")) {
            missing = "TEMPORARY on the database";
        }
        if (missing == null) {
            examination.ok("rights", role + " has those of an operator");
        } else {
            examination.wrong(
                    "rights",
                    "%s lacks %s".formatted(role, missing),
                    "GRANT tidegate_operator TO %s, or take another role with --user".formatted(role));
        }
    }

    private void schemaVersion(Connection connection) throws SQLException {
        int version = Query.of(DatabaseExam.class, "schema_version")
                .first(connection, row -> row.getInt("version"))
                .orElseThrow();
        if (version == Schema.VERSION) {
            examination.ok(SCHEMA, "version " + version);
        } else {
            examination.wrong(
                    SCHEMA,
                    "version %d, this program needs %d".formatted(version, Schema.VERSION),
                    "Run the postgres_setup.sql of this version on the database");
        }
    }

    private void clock(Connection connection) throws SQLException {
        // The first one prepares the statement.
        Query.of(DatabaseExam.class, "clock").first(connection, row -> Query.time(row, "now"));
        Instant before = Instant.now();
        Instant there = Query.of(DatabaseExam.class, "clock")
                .first(connection, row -> Query.time(row, "now"))
                .orElseThrow();
        Duration answer = Duration.between(before, Instant.now());
        Duration ahead = Duration.between(before.plus(answer.dividedBy(2)), there);
        if (ahead.abs().compareTo(CLOCK_TOLERANCE.plus(answer)) > 0) {
            examination.warn(
                    "clock",
                    "that of the database is %d ms %s"
                            .formatted(ahead.abs().toMillis(), ahead.isNegative() ? "behind" : "ahead"),
                    "Set both by NTP: lags are told by file times and the clock of the database");
        } else {
            examination.ok(
                    "clock",
                    "the database differs by %d ms, and answers in %d ms"
                            .formatted(ahead.toMillis(), answer.toMillis()));
        }
    }
}
