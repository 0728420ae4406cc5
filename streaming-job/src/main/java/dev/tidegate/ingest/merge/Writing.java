package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.database.SqlFailure;
import dev.tidegate.ingest.merge.FileOutcome.Kind;
import dev.tidegate.ingest.stage.FileTally;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;

/** Writes the files of a micro-batch behind the fence; where the table may refuse rows, as often as it takes. */
final class Writing {

    private final Connection connection;
    private final Statements statements;
    private final Fence fence;
    private final Merge merge;

    Writing(Connection connection, Statements statements, Fence fence) {
        this.connection = connection;
        this.statements = statements;
        this.fence = fence;
        this.merge = new Merge(connection, statements, fence);
    }

    /**
     * What is written, and not yet committed.
     *
     * @param decisions what the files turned out to be
     */
    record Written(List<Decision> decisions, Counts counts) {}

    /** Asked before each try. */
    interface Expectation {
        NewEvents.Expected get() throws SQLException;
    }

    /** The transaction that it is part of. */
    Merge merge() {
        return merge;
    }

    /** The files for which there will be a row in the ledger. */
    static List<Decision> entering(List<Decision> decisions) {
        return decisions.stream().filter(Decision::entersLedger).toList();
    }

    /**
     * Rows that the table refuses are taken out and the others tried again, until it takes all that are left.
     *
     * @return what the files turned out to be; where none enters the ledger any more, nothing is written
     */
    Written write(List<Decision> decided, Refusals refusals, Expectation expected) throws SQLException {
        if (!statements.stream().tableMayRefuse()) {
            return new Written(decided, merge.write(staged(decided), expected.get()));
        }
        Merge.checkDeferred(connection);
        List<Decision> decisions = decided;
        List<StagedFile> files = staged(decisions);
        do {
            Savepoint before = connection.setSavepoint();
            try {
                return new Written(decisions, merge.write(files, refusals.deadLetters(), expected.get()));
            } catch (SQLException e) {
                if (!SqlFailure.isOfValues(e)) {
                    throw e;
                }
                connection.rollback(before);
                decisions = refusals.after(decisions, refusedRows(files, e));
                files = staged(decisions);
            }
        } while (!files.isEmpty());
        return new Written(decisions, Counts.NONE);
    }

    /** @throws SQLException why it failed, if no row is found that is to blame */
    private List<RefusedRow> refusedRows(List<StagedFile> files, SQLException why) throws SQLException {
        RefusedRows search = new RefusedRows(connection, statements, fence.loadedAt());
        merge.stageFiles(files);
        List<RefusedRow> refused = search.find();
        merge.unstageFiles();
        if (refused.isEmpty()) {
            throw why;
        }
        search.takeOut(refused);
        return refused;
    }

    private List<StagedFile> staged(List<Decision> decisions) {
        return entering(decisions).stream()
                .map(decision -> staged(decision, fence))
                .toList();
    }

    private static StagedFile staged(Decision decision, Fence fence) {
        FileTally tally = decision.tally();
        Counts found = decision.kind() == Kind.LOADED
                ? new Counts(tally.read(), 0, 0, 0, 0, 0, tally.filtered(), tally.rejected())
                : Counts.NONE;
        long fileId = fence.fileId(tally.fileNo());
        return new StagedFile(
                tally.fileNo(),
                fileId,
                fileId,
                null,
                decision.state(),
                decision.file().name(),
                decision.file().size(),
                decision.file().modifiedMillis(),
                Deciding.sha256(decision.file(), tally),
                found,
                decision.message(),
                archivePath(decision, fence));
    }

    /** Null where it goes nowhere. */
    static String archivePath(Decision decision, Fence fence) {
        return decision.kind() == Kind.MISSING
                ? null
                : ArchivePath.of(
                        fence.fileId(decision.tally().fileNo()),
                        0,
                        decision.file().name(),
                        fence.loadedAt().toInstant());
    }
}
