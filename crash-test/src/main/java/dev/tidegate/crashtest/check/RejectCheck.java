package dev.tidegate.crashtest.check;

import dev.tidegate.crashtest.workload.Outcome.Rejected;
import dev.tidegate.crashtest.workload.Version;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The dead letters of a stream against the truth: each once, with its bytes and its reason. */
final class RejectCheck {

    private static final String REJECTS = Sql.read("rejects.sql");

    private final String stream;
    private final Findings findings;
    private final Map<Place, Rejected> left = new HashMap<>();

    RejectCheck(String stream, Findings findings) {
        this.stream = stream;
        this.findings = findings;
    }

    private record Place(long fileId, long offset) {}

    /** Expects the rejects of a file that was loaded. */
    void expect(long fileId, Version version) {
        version.rejected().forEach(reject -> left.put(new Place(fileId, reject.offset()), reject));
    }

    /** Returns how many were compared. */
    long run(Connection connection) throws SQLException {
        long rows = 0;
        try (PreparedStatement statement = connection.prepareStatement(REJECTS)) {
            statement.setString(1, stream);
            try (ResultSet row = statement.executeQuery()) {
                for (; row.next(); rows++) {
                    Place place = new Place(row.getLong("file_id"), row.getLong("byte_offset"));
                    compare(row, place, left.remove(place));
                }
            }
        }
        left.forEach((place, reject) -> findings.lost("%s, %s is not in rejected_events".formatted(place, reject)));
        return rows;
    }

    private void compare(ResultSet row, Place place, Rejected expected) throws SQLException {
        if (expected == null) {
            findings.doubled(
                    "rejected_events has %s, which is not (or not once) in what was delivered".formatted(place));
        } else if (row.getLong("line") != expected.line()
                || row.getLong("byte_length") != expected.raw().length
                || !row.getString("reason").equals(expected.reason())
                || !Arrays.equals(row.getBytes("raw"), expected.raw())) {
            findings.wrong("rejected_events has %s as line %d, %s, %d bytes, expected line %d, %s, %d bytes"
                    .formatted(
                            place,
                            row.getLong("line"),
                            row.getString("reason"),
                            row.getBytes("raw").length,
                            expected.line(),
                            expected.reason(),
                            expected.raw().length));
        }
    }
}
