package dev.tidegate.ingest.table;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The table that a stream of the database has.
 *
 * @param table schema and name
 * @param kin whether it shares rows with the table that is looked at: one is a partition of the other
 */
record ClaimedTable(String stream, String table, boolean kin) {

    static ClaimedTable read(ResultSet row) throws SQLException {
        return new ClaimedTable(row.getString("stream"), row.getString("target_table"), row.getBoolean("is_kin"));
    }
}
