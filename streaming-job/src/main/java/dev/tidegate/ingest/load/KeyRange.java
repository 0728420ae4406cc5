package dev.tidegate.ingest.load;

import java.util.UUID;

/**
 * A range of keys, as the server orders them.
 *
 * @param from the first; null for no end
 * @param below from here on they are no longer of it; null for no end
 */
record KeyRange(UUID from, UUID below) {

    static final KeyRange ALL = new KeyRange(null, null);

    /** To be added to a WHERE that has a condition already. */
    String condition(String column) {
        return (from == null ? "" : " AND %s >= '%s'".formatted(column, from))
                + (below == null ? "" : " AND %s < '%s'".formatted(column, below));
    }
}
