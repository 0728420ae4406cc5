package dev.tidegate.ingest.operate.doctor;

import dev.tidegate.ingest.operate.ledger.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Ways into what is Tidegate's in the database, and what others have put on its tables: a line each. */
final class RightsExam {

    private static final String ACCESS = "access";

    private final Connection connection;
    private final Examination examination;

    RightsExam(Connection connection, Examination examination) {
        this.connection = connection;
        this.examination = examination;
    }

    private record Open(boolean isWrong, String says, String command) {}

    void run() throws SQLException {
        List<Open> open = Query.of(RightsExam.class, "open_rights")
                .list(
                        connection,
                        row -> new Open(row.getBoolean("is_wrong"), row.getString("says"), row.getString("command")));
        for (Open each : open) {
            if (each.isWrong) {
                examination.wrong(ACCESS, each.says, each.command);
            } else {
                examination.warn(ACCESS, each.says, each.command);
            }
        }
        if (open.isEmpty()) {
            examination.ok(ACCESS, "no right is open to everybody, and no trigger or rule is of others");
        }
    }
}
