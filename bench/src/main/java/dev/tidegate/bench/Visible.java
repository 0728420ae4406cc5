package dev.tidegate.bench;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Looks, from a session of its own, when the last event of each file can be seen. */
final class Visible {

    private static final Duration LOOK_EVERY = Duration.ofMillis(2);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Map<UUID, Long> landed = new ConcurrentHashMap<>();
    private final Map<UUID, Double> millis = new HashMap<>();
    private final Connection connection;
    private final String query;

    /** @param connection whose search path leads to the table of the events */
    Visible(Connection connection) {
        this(connection, "raw_events", "event_id");
    }

    /**
     * Looks into another table.
     *
     * @param id name of its column of UUIDs
     */
    Visible(Connection connection, String table, String id) {
        this.connection = connection;
        this.query = "SELECT %s FROM %s WHERE %1$s = ANY (?)".formatted(id, table);
    }

    /** A file becomes visible in the folder now. */
    void landed(UUID lastEvent) {
        landed.put(lastEvent, System.nanoTime());
    }

    /** Looks until all files that landed, this number, can be seen. */
    List<Double> await(int files) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (PreparedStatement look = connection.prepareStatement(query)) {
            while (millis.size() < files) {
                if (look(look) > 0) {
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                }
                if (System.nanoTime() > deadline) {
                    throw new CheckFailedException("Of %d files %d can be seen, and none more for %d s"
                            .formatted(files, millis.size(), PATIENCE.toSeconds()));
                }
                Thread.sleep(LOOK_EVERY.toMillis());
            }
        }
        return new ArrayList<>(millis.values());
    }

    private int look(PreparedStatement look) throws SQLException {
        if (landed.isEmpty()) {
            return 0;
        }
        Array asked = connection.createArrayOf("uuid", landed.keySet().toArray());
        look.setArray(1, asked);
        int found = 0;
        try (ResultSet row = look.executeQuery()) {
            long now = System.nanoTime();
            while (row.next()) {
                UUID event = row.getObject(1, UUID.class);
                millis.put(event, (now - landed.remove(event)) / 1e6);
                found++;
            }
        }
        asked.free();
        return found;
    }
}
