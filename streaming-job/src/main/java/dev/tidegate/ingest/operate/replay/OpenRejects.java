package dev.tidegate.ingest.operate.replay;

import dev.tidegate.ingest.operate.ledger.LedgerRow;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The open dead letters of one file.
 *
 * @param places byte offsets at which their records begin, in the order of the file
 */
public record OpenRejects(LedgerRow delivery, SortedSet<Long> places) {

    /** Of a row of the ledger that has the {@code places}, too. */
    public static OpenRejects of(ResultSet row) throws SQLException {
        Array places = row.getArray("places");
        return new OpenRejects(LedgerRow.of(row), new TreeSet<>(Arrays.asList((Long[]) places.getArray())));
    }
}
