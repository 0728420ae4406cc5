package dev.tidegate.ingest.operate.rejects;

import dev.tidegate.ingest.operate.console.Times;
import dev.tidegate.ingest.operate.ledger.Query;
import dev.tidegate.ingest.operate.replay.OpenRejects;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which dead letters are meant. */
final class RejectFilter {

    @Option(names = "--reason", paramLabel = "R", description = "only those of this reason, such as bad_uuid")
    private String reason;

    @Option(names = "--file", paramLabel = "ID", description = "only those of this file or its replays")
    private Long fileId;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Times.Since.class,
            description = "only those since: 2026-11-01, '2026-11-01 12:00' (UTC), or 2h for the last two hours")
    private Instant since;

    boolean namesSome() {
        return reason != null || fileId != null || since != null;
    }

    List<DeadLetter> find(Connection connection, String stream, Settled settled, int limit) throws SQLException {
        return DeadLetter.find(connection, stream, reason, fileId, since, settled == Settled.TOO, limit);
    }

    /** Whether those that an operator has settled are meant, too. */
    enum Settled {
        TOO,
        NOT
    }

    Map<String, Long> count(Connection connection, String stream, Settled settled) throws SQLException {
        Map<String, Long> counts = new LinkedHashMap<>();
        Query.of(RejectFilter.class, "count_rejects", stream, reason, fileId, since, settled == Settled.TOO)
                .list(connection, row -> counts.put(row.getString("reason"), row.getLong("rejects")));
        return counts;
    }

    /** Settles all that are meant; says how many. */
    long discard(Connection connection, String stream) throws SQLException {
        return Query.of(RejectFilter.class, "discard_rejects", stream, reason, fileId, since)
                .update(connection);
    }

    /** The files that open dead letters are from, oldest first. */
    List<OpenRejects> byDelivery(Connection connection, String stream) throws SQLException {
        return Query.of(RejectFilter.class, "deliveries_with_rejects", stream, reason, fileId, since)
                .list(connection, OpenRejects::of);
    }
}
