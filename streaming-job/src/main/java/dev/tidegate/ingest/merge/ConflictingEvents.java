package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.merge.NewEvents.Expected;
import dev.tidegate.ingest.stream.Events;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.OptionalLong;

/**
 * Large micro-batches of which some events are known, or come several times: these are set apart, judged, and merged by
 * themselves, and all others are inserted as in a micro-batch that is all new. So a known event costs what it takes to
 * judge it, and not that all are judged.
 */
final class ConflictingEvents {

    private static final String ANALYZE = "ANALYZE conflicting_events (_tg_file_no, _tg_line)";

    private static final String NO_SUMS = "SET LOCAL tidegate.summed = off";

    private final Connection connection;
    private final Statements statements;
    private final Timestamp loadedAt;

    ConflictingEvents(Connection connection, Statements statements, Timestamp loadedAt) {
        this.connection = connection;
        this.statements = statements;
        this.loadedAt = loadedAt;
    }

    /**
     * Sets the events apart that conflict, and inserts all others.
     *
     * @param expected of the staged events: that some are known
     * @param accepted how many events are staged
     * @return how many were inserted; empty, and as if nothing had been, where some of these conflict after all: with each other,
     *     or with what somebody else has written meanwhile
     * @throws SQLException that of a check violation, where other events were inserted than are staged
     */
    OptionalLong insertOthers(Expected expected, long accepted) throws SQLException {
        execute(statements.createConflictingEvents());
        Savepoint before = connection.setSavepoint();
        long conflicting = count(
                switch (expected) {
                    case SOME_KNOWN_AND_LOOKED_UP -> statements.judgeKnownEvents();
                    case SOME_KNOWN_AND_DISTINCT -> statements.findKnownEvents();
                    default -> statements.findConflictingEvents();
                });
        execute(ANALYZE);
        long others = accepted - conflicting;
        subtractSums(conflicting <= others);
        // Where rows were found before, that there are no others is proven by inserting them.
        boolean none = others == 0 && expected != Expected.SOME_KNOWN_AND_LOOKED_UP;
        OptionalLong inserted = none ? OptionalLong.of(0) : insert(expected != Expected.SOME_KNOWN);
        if (inserted.isPresent()) {
            NewEvents.proveCounted(inserted.getAsLong(), others);
        } else {
            connection.rollback(before);
        }
        return inserted;
    }

    /** @param distinct whether the rows lie in the order of their keys, and no key comes twice */
    private OptionalLong insert(boolean distinct) throws SQLException {
        String others = distinct ? statements.insertOthers() : statements.insertOthersInOrder();
        return NewEvents.insertAll(connection, others, loadedAt);
    }

    /** @param worthIt whether it takes less time than to add up what is inserted */
    private void subtractSums(boolean worthIt) throws SQLException {
        if (Events.is(statements.stream().name())) {
            execute(worthIt ? Sql.SUBTRACT_SUMS : NO_SUMS);
        }
    }

    private long count(String find) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeLargeUpdate(find);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
