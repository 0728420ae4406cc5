package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.database.SqlFailure;
import dev.tidegate.ingest.stage.Staged;
import dev.tidegate.ingest.stage.StagedPart;
import dev.tidegate.ingest.stream.Key;
import dev.tidegate.ingest.stream.Stream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Timestamp;
import java.util.OptionalLong;

/**
 * Large micro-batches whose events are all new: they are inserted without looking any up.
 *
 * <p>Where one is in the table after all, what was inserted is undone and those that are known are looked for
 * ({@link ConflictingEvents}). That leaves dead rows behind and costs as much as was done by then, so it is not tried for a
 * while where events come again.
 */
public final class NewEvents {

    /** So many large micro-batches have to be without what was seen before the next one is expected to be. */
    private static final int FOR_A_WHILE = 8;

    private final Stream stream;
    private final Lately knownEvents = new Lately();
    private final Lately duplicates = new Lately();
    private volatile boolean met;
    private volatile boolean mostAreKnown;

    public NewEvents(Stream stream) {
        this.stream = stream;
    }

    /** What is expected of the events of a large micro-batch. A wrong guess costs time, never an event. */
    enum Expected {
        /** Nothing: each is to be judged. */
        ANY,
        /** Some may be in the table, most are not. */
        SOME_KNOWN,
        /** The same, and no two of them have the same id, and they lie in the order of their ids. */
        SOME_KNOWN_AND_DISTINCT,
        /** The same, and it was looked up before which are in the table. */
        SOME_KNOWN_AND_LOOKED_UP,
        /** None is in the table. */
        NEW,
        /** None is in the table, no two of them have the same id, and they lie in the order of their ids. */
        NEW_AND_DISTINCT;

        /** What is left to be expected where it was wrong. */
        private Expected less() {
            return this == SOME_KNOWN ? ANY : SOME_KNOWN;
        }
    }

    /**
     * What is expected of the next one: by what was seen, or since the table is empty.
     *
     * @param runs as {@link Staged#runs} says
     * @param lookedUp as {@link Staged#isLookedUp} says
     */
    Expected of(Connection connection, int runs, boolean lookedUp) throws SQLException {
        if (areExpected() || areCertain(connection, stream)) {
            return areDistinct(runs) ? Expected.NEW_AND_DISTINCT : Expected.NEW;
        }
        if (!areDistinct(runs)) {
            return Expected.SOME_KNOWN;
        }
        return lookedUp ? Expected.SOME_KNOWN_AND_LOOKED_UP : Expected.SOME_KNOWN_AND_DISTINCT;
    }

    /** Whether what was seen speaks for it. */
    boolean areExpected() {
        return !knownEvents.seen();
    }

    /**
     * Whether it is worth while to look the next ones up before they are merged: of rows that are told by file and line, which
     * file it is is known only then. Where most are known it is not: to look up each of them beside the merge and to go there once
     * more in it takes longer than to do both at once. Asked by any thread.
     *
     * @param runs as {@link Staged#runs} says
     */
    public boolean areWorthALookUp(int runs) {
        return (met || !areExpected()) && !mostAreKnown && stream.key() instanceof Key.Columns && areDistinct(runs);
    }

    /** Takes note that one was met that is known or comes twice, while they are being inserted. */
    void met() {
        met = true;
    }

    /** Takes note of what a large micro-batch turned out to be. */
    void saw(Counts counts) {
        long known = counts.updated() + counts.unchanged() + counts.stale();
        met = false;
        mostAreKnown = known > counts.inserted();
        knownEvents.note(known > 0);
        duplicates.note(counts.duplicate() > 0);
    }

    /** Within a run no two events have the same key; nobody has compared two runs. A file has each of its lines once. */
    private boolean areDistinct(int runs) {
        if (stream.key() instanceof Key.FileAndLine) {
            return true;
        }
        return runs != StagedPart.NO_ORDER && (runs <= 1 || !duplicates.seen());
    }

    /**
     * Whether no event can be there. Then looking up would be worse than useless: the planner, who knows that nothing is
     * there, lets each look-up read the table from end to end, and it is being filled.
     */
    static boolean areCertain(Connection connection, Stream stream) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Sql.IS_EMPTY)) {
            statement.setString(1, stream.table().quoted());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /**
     * Inserts the staged events that are new, each in its newest version. What is expected is tried first; where it is wrong, as
     * if nothing had been, what expects less.
     *
     * @param accepted how many events are staged
     * @param met called where it is wrong
     */
    static Inserted insert(
            Connection connection,
            Statements statements,
            Timestamp loadedAt,
            Expected expected,
            long accepted,
            Runnable met)
            throws SQLException {
        ConflictingEvents conflicting = new ConflictingEvents(connection, statements, loadedAt);
        for (Expected tried = expected; tried != Expected.ANY; tried = tried.less()) {
            OptionalLong inserted =
                    switch (tried) {
                        case NEW -> insertAll(connection, statements.insertEvents(), loadedAt);
                        case NEW_AND_DISTINCT -> insertAll(connection, statements.insertDistinctEvents(), loadedAt);
                        default -> conflicting.insertOthers(tried, accepted);
                    };
            if (inserted.isPresent()) {
                return new Inserted(tried, inserted.getAsLong());
            }
            met.run();
        }
        return new Inserted(Expected.ANY, 0);
    }

    /**
     * @param as what the staged events turned out to be
     * @param events how many were inserted: all but those that conflict; of {@link Expected#ANY} none
     */
    record Inserted(Expected as, long events) {}

    /** Returns how many; empty, and as if nothing had been, where one is in the table or comes twice. */
    static OptionalLong insertAll(Connection connection, String insert, Timestamp loadedAt) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setTimestamp(1, loadedAt);
            return OptionalLong.of(statement.executeLargeUpdate());
        } catch (SQLException e) {
            if (!SqlFailure.isDuplicateKey(e)) {
                throw e;
            }
            connection.rollback(before);
            return OptionalLong.empty();
        }
    }

    /**
     * @param inserted what the database says of the rows
     * @param counted what is said of the files
     * @throws SQLException that of a check violation: to be staged anew, as where the ledger's counts do not add up
     */
    static void proveCounted(long inserted, long counted) throws SQLException {
        if (inserted != counted) {
            throw new SQLException("%d events were inserted: expected %d".formatted(inserted, counted), "23514");
        }
    }

    /** Whether something was seen in one of the last large micro-batches. */
    private static final class Lately {
        private volatile int left;

        void note(boolean seen) {
            left = seen ? FOR_A_WHILE : Math.max(0, left - 1);
        }

        boolean seen() {
            return left > 0;
        }
    }
}
