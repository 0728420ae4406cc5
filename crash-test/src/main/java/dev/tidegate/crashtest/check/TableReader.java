package dev.tidegate.crashtest.check;

import dev.tidegate.crashtest.workload.Row;
import java.sql.ResultSet;
import java.sql.SQLException;

/** How the rows of one stream's table are read back. */
interface TableReader<R extends Row> {

    /** Its name. */
    String table();

    /** All rows, with {@code source_file_id}, {@code source_line}, and {@code more_extras}: how many besides the note. */
    String query();

    /** The row at which the result stands. */
    R row(ResultSet found) throws SQLException;

    /** Whether what the job works out from other values of the row is right. */
    boolean isWorkedOut(ResultSet found, R row) throws SQLException;
}
