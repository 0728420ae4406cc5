package dev.tidegate.ingest.operate.retention;

import dev.tidegate.ingest.archive.ArchivedFiles;
import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.database.ServerIdentity;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.operate.console.FailedException;
import dev.tidegate.ingest.operate.ledger.DeclaredTable;
import dev.tidegate.ingest.operate.ledger.Query;
import dev.tidegate.ingest.operate.ledger.Stores;
import dev.tidegate.ingest.operate.ledger.TablePages;
import dev.tidegate.ingest.stream.Stream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes old tombstones out of the table of a stream, some pages at a time. Each time it holds the fence as a merge does: a job that runs
 * waits for a moment, and no merge or replay comes between a tombstone that is gone and the mark that says so.
 */
final class ExpiredTombstones {

    /** 32 MiB, up to some 200,000 tombstones: about a second. */
    private static final long PAGES = 4096;

    private final Connection connection;
    private final Stream stream;
    private final Stores stores;
    private final Instant before;
    private boolean proven;

    /**
     * @param connection not in auto-commit
     * @throws FailedException if the table is not what is declared, or if rows of a stream would go with its own
     */
    ExpiredTombstones(Connection connection, Stream declared, Stores stores, Instant before) throws SQLException {
        this.connection = connection;
        this.stream = DeclaredTable.of(connection, declared);
        this.stores = stores;
        this.before = before;
        refuseFollowers();
    }

    /** Rows that a foreign key takes away with others are in no ledger: nothing would say that they were there. */
    private void refuseFollowers() throws SQLException {
        Optional<String> follows = Query.of(
                        getClass(), "find_followers", stream.table().quoted())
                .first(connection, row -> "foreign key %s of %s, the table of the stream %s"
                        .formatted(row.getString("name"), row.getString("target_table"), row.getString("stream")));
        connection.commit();
        if (follows.isPresent()) {
            throw new FailedException(
                    "Cannot remove tombstones of the stream %s: by %s rows would be taken away or changed with them, and nothing would say so. Expected it to be without ON DELETE CASCADE, SET NULL or SET DEFAULT"
                            .formatted(stream.name(), follows.get()));
        }
    }

    /** How many there are. */
    long count() throws SQLException {
        long tombstones = 0;
        for (TablePages.Slice slice : TablePages.slices(connection, stream, PAGES)) {
            tombstones += countOf(slice);
        }
        return tombstones;
    }

    /** Returns how many went. Where this is cut off it can be done again. */
    long remove() throws SQLException, IOException {
        long tombstones = 0;
        try (Statement statement = connection.createStatement()) {
            // The job may be merging a large file, and holds the fence as long.
            statement.execute("SET lock_timeout = '60s'");
        }
        for (TablePages.Slice slice : TablePages.slices(connection, stream, PAGES)) {
            // Without the fence: most pages have none.
            if (countOf(slice) > 0) {
                proveNothingLost();
                tombstones += removeOf(slice).orElse(0L);
                connection.commit();
            }
        }
        return tombstones;
    }

    private long countOf(TablePages.Slice slice) throws SQLException {
        long tombstones = Query.of(stream, getClass(), "count_expired_tombstones", slice.from(), slice.until(), before)
                .first(connection, row -> row.getLong("tombstones"))
                .orElseThrow();
        connection.commit();
        return tombstones;
    }

    private Optional<Long> removeOf(TablePages.Slice slice) throws SQLException {
        Query.of(getClass(), "hold_fence", stream.name()).list(connection, row -> row.getString("stream"));
        return Query.of(
                        stream,
                        getClass(),
                        "remove_tombstones",
                        stream.name(),
                        stream.version(),
                        stream.versionType(),
                        slice.from(),
                        slice.until(),
                        before)
                .first(connection, row -> row.getLong("tombstones"));
    }

    /** Files that the database lost would be put back later, and bring back what is forgotten now. */
    private void proveNothingLost() throws SQLException, IOException {
        if (proven) {
            return;
        }
        Folder[] folders = {stores.archive(), stores.quarantine()};
        try {
            ArchivedFiles.proveFoldersOf(ServerIdentity.of(connection, stream.name()), stream.name(), folders);
            ArchivedFiles.proveNothingLost(connection, stream.name(), stores.input(), folders);
        } catch (RefusedException e) {
            throw new FailedException(e.getMessage());
        }
        connection.commit();
        proven = true;
    }
}
