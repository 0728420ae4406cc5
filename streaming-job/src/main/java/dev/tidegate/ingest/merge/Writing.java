package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.database.SqlFailure;
import dev.tidegate.ingest.merge.FileOutcome.Kind;
import dev.tidegate.ingest.stage.FileTally;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the files of a micro-batch behind the fence; where the table may refuse rows, as often as it takes. */
final class Writing {

    private final Connection connection;
    private final Statements statements;
    private final Fence fence;
    private final Function<Decision, StagedFile> staged;
    private final Merge merge;

    /** @param staged what the statements are told of a file that enters the ledger */
    Writing(Connection connection, Statements statements, Fence fence, Function<Decision, StagedFile> staged) {
        this.connection = connection;
        this.statements = statements;
        this.fence = fence;
        this.staged = staged;
        this.merge = new Merge(connection, statements, fence);
    }

    /**
     * What is written, and not yet committed.
     *
     * @param decisions what the files turned out to be
     */
    record Written(List<Decision> decisions, Counts counts) {}

    /** What becomes of files of which the table refuses some rows. */
    interface Refusals {

        /** How many rows of a file the table may refuse; the search ends where it refuses more. */
        long most(FileTally tally);

        /**
         * What the files are to be, of which these rows are refused, too.
         *
         * @param connection of the transaction, for what is to be kept of the rows
         * @param refused no longer staged
         */
        List<Decision> after(Connection connection, List<Decision> decisions, List<RefusedRow> refused)
                throws SQLException;
    }

    /** The transaction that it is part of. */
    Merge merge() {
        return merge;
    }

    /** The files for which there will be a row in the ledger. */
    static List<Decision> entering(List<Decision> decisions) {
        return decisions.stream().filter(Decision::entersLedger).toList();
    }

    /** Which records of files that are to be written may be older than tombstones that are gone. */
    Optional<RemovedTombstones.Older> olderThan(RemovedTombstones removed, List<Decision> decided) throws SQLException {
        merge.stageFiles(staged(decided));
        Optional<RemovedTombstones.Older> older = removed.olderAmongStaged();
        merge.unstageFiles();
        return older;
    }

    /**
     * Rows that the table refuses are taken out and the others tried again, until it takes all that are left.
     *
     * @return what the files turned out to be; where none enters the ledger any more, nothing is written
     */
    Written write(List<Decision> decided, Refusals refusals, Merge.Expectation expected) throws SQLException {
        if (!statements.stream().tableMayRefuse()) {
            return new Written(decided, merge.write(staged(decided), expected));
        }
        Merge.checkDeferred(connection);
        List<Decision> decisions = decided;
        List<StagedFile> files = staged(decisions);
        do {
            Savepoint before = connection.setSavepoint();
            try {
                return new Written(decisions, merge.write(files, expected));
            } catch (SQLException e) {
                if (!SqlFailure.isOfValues(e)) {
                    throw e;
                }
                connection.rollback(before);
                merge.createStagedRefused();
                List<RefusedRow> refused = refusedRows(decisions, files, refusals, e);
                decisions = refusals.after(connection, decisions, refused);
                files = staged(decisions);
            }
        } while (!files.isEmpty());
        return new Written(decisions, Counts.NONE);
    }

    /** @throws SQLException why it failed, if no row is found that is to blame */
    private List<RefusedRow> refusedRows(
            List<Decision> decisions, List<StagedFile> files, Refusals refusals, SQLException why) throws SQLException {
        Map<Integer, Long> most = entering(decisions).stream()
                .collect(Collectors.toMap(
                        decision -> decision.tally().fileNo(), decision -> refusals.most(decision.tally())));
        RefusedRows search = new RefusedRows(connection, statements, fence.loadedAt(), most::get);
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
        return entering(decisions).stream().map(staged).toList();
    }

    /** A file that is delivered. */
    static StagedFile delivery(Decision decision, Fence fence) {
        FileTally tally = decision.tally();
        Counts found = decision.kind() == Kind.LOADED ? Counts.found(tally) : Counts.NONE;
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
                decision.file().etag(),
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
