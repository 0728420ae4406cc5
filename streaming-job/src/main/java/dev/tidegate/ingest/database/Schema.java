package dev.tidegate.ingest.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Looks whether a database is set up for this job, before anything is touched. */
public final class Schema {

    /** The version that postgres_setup.sql writes into {@code pipeline.schema_version}. */
    public static final int VERSION = 6;

    /** As {@code server_version_num} says it. */
    public static final int OLDEST_SERVER = 160_000;

    /** How {@code pipeline_status.note} begins where a job left it that does not go on. */
    public static final String LAST_WORDS = "ended: ";

    private Schema() {}

    /**
     * To be asked once more when the lease is held.
     *
     * @throws RefusedException if the database is not one this job can write to: says what to do
     */
    static void check(Connection connection, Database database) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(Sql.CHECK_SCHEMA)) {
            found.next();
            refuseIf(
                    found.getInt("server_version") < OLDEST_SERVER,
                    "%s is PostgreSQL %d: expected 16 or newer"
                            .formatted(database, found.getInt("server_version") / 10_000));
            refuseIf(
                    !found.getBoolean("has_schema"),
                    "%s has no Tidegate schema: run psql -f postgres_setup.sql on it".formatted(database));
            // 57P03 as of a server that starts up: a standby may be promoted, so waiting can help.
            if (found.getBoolean("is_standby")) {
                throw new SQLException("the server is a standby and takes no writes", "57P03");
            }
            refuseIf(
                    found.getString("missing_rights") != null,
                    "the role lacks %s in %s: GRANT tidegate_ingest TO it"
                            .formatted(found.getString("missing_rights"), database));
            refuseIf(
                    !found.getBoolean("may_stage"),
                    "the role lacks CREATE on schema tidegate_staging in %s: GRANT tidegate_ingest TO it"
                            .formatted(database));
            refuseIf(
                    !found.getBoolean("may_make_temp_tables"),
                    "the role may make no temp tables in %s: GRANT tidegate_ingest TO it".formatted(database));
        }
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT max(schema_version) FROM pipeline")) {
            found.next();
            refuseIf(
                    found.getInt(1) != VERSION,
                    "%s has schema version %d, this job needs %d: run the postgres_setup.sql of this version on it"
                            .formatted(database, found.getInt(1), VERSION));
        }
        refuseRules(connection, database);
        refuseUnfinishedPlans(connection, database);
    }

    /** A rule makes other statements of those of the merge, or has them refused as soon as an event comes again. */
    private static void refuseRules(Connection connection, Database database) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(Sql.FIND_RULES)) {
            found.next();
            refuseIf(
                    found.getString("rules") != null,
                    "%s has a rule for INSERT or UPDATE where the job writes, %s, and PostgreSQL merges into no table that has one: make a trigger of it, then %s"
                            .formatted(database, found.getString("rules"), found.getString("removal")));
        }
    }

    private static void refuseUnfinishedPlans(Connection connection, Database database) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(Sql.FIND_UNFINISHED_PLANS)) {
            found.next();
            refuseIf(
                    found.getString("plans") != null,
                    "%s holds a merge in slices that version 1.0.0 has begun and not finished, %s: start version 1.0.0 once, with --once, which finishes it, then this one"
                            .formatted(database, found.getString("plans")));
        }
    }

    private static void refuseIf(boolean refused, String why) {
        if (refused) {
            throw new RefusedException("Cannot start: " + why);
        }
    }
}
