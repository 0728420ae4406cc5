package dev.tidegate.ingest.operate.ledger;

import dev.tidegate.ingest.operate.console.FailedException;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.table.EventMonths;
import dev.tidegate.ingest.table.TargetTable;
import java.sql.Connection;
import java.sql.SQLException;

/** The table of a stream, for commands that write there. */
public final class DeclaredTable {

    private DeclaredTable() {}

    /**
     * The stream with what only its table says.
     *
     * @throws FailedException if the table is not what is declared: then a job does not load it either
     */
    public static Stream of(Connection connection, Stream declared) throws SQLException {
        if (Events.is(declared.name())) {
            return EventMonths.examine(connection, declared);
        }
        TargetTable table = TargetTable.examine(connection, declared);
        if (!table.differences().isEmpty()) {
            throw new FailedException("the table of the stream %s is not as declared: %s%s"
                    .formatted(
                            declared.name(),
                            table.differences().get(0),
                            table.differences().size() == 1 ? "" : ". 'tidegate ddl' prints what makes it fit"));
        }
        return table.stream();
    }
}
