package dev.tidegate.ingest.load;

import dev.tidegate.ingest.database.Patience;
import dev.tidegate.ingest.database.SqlFailure;
import dev.tidegate.ingest.merge.Deciding;
import dev.tidegate.ingest.source.FileState;
import dev.tidegate.ingest.stage.Batch;
import dev.tidegate.ingest.stage.FileTally;
import dev.tidegate.ingest.stage.Staged;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Finds the files of a micro-batch that the database does not take: for a value, or because they alone ask for more room
 * than it has. Each is tried alone, in a transaction that is undone.
 */
final class RefusedFiles {

    /** Where the database has no room for so many, it has none for any file. */
    private static final long A_FEW_RECORDS = 10;

    private final Staging staging;
    private final Merging merging;
    private final Retry retry;

    RefusedFiles(Staging staging, Merging merging, Retry retry) {
        this.staging = staging;
        this.merging = merging;
        this.retry = retry;
    }

    /**
     * The files that are to be left out, by file number, and why.
     *
     * @param why what the database said to all of them
     */
    Map<Integer, FileTally> find(String what, Batch batch, RDD<InternalRow> landed, SQLException why) {
        Map<Integer, FileTally> refused = new TreeMap<>();
        for (int fileNo = 1; fileNo <= batch.files().size(); fileNo++) {
            int only = fileNo;
            // What a try leaves in the tables until they are vacuumed may take the room of the next: each has its own
            // patience, so that no file is tried once more because of another.
            retry.untilDone(what, () -> tryAlone(batch, landed, only)).ifPresent(tally -> refused.put(only, tally));
        }
        return refused.isEmpty() && SqlFailure.isOfRoom(why) ? allButTheFirst(batch) : refused;
    }

    /** @throws SQLException if it is not the file's fault: where there is no room for a few records, there is none for any file */
    private Optional<FileTally> tryAlone(Batch batch, RDD<InternalRow> landed, int fileNo)
            throws SQLException, IOException {
        Optional<SQLException> failure = rehearse(batch, landed, fileNo, A_FEW_RECORDS);
        if (failure.filter(SqlFailure::isOfRoom).isPresent()) {
            throw failure.get();
        }
        if (failure.isEmpty()) {
            failure = rehearse(batch, landed, fileNo, Long.MAX_VALUE);
        }
        return failure.isEmpty() ? Optional.empty() : Optional.of(refused(fileNo, failure.get()));
    }

    private static FileTally refused(int fileNo, SQLException why) throws SQLException {
        if (SqlFailure.isOfRoom(why)) {
            String message = "the database has room for its first records, but not for all: %s (SQLSTATE %s)"
                    .formatted(Patience.firstLine(why), why.getSQLState());
            return FileTally.leftOut(fileNo, FileState.UNREADABLE, Deciding.NO_ROOM, message);
        }
        if (SqlFailure.isOfValues(why)) {
            return FileTally.leftOut(fileNo, FileState.UNUSABLE, "refused_by_database", Patience.firstLine(why));
        }
        throw why;
    }

    /** There is room for each, but not for all of them at once. */
    private static Map<Integer, FileTally> allButTheFirst(Batch batch) {
        return IntStream.rangeClosed(2, batch.files().size())
                .mapToObj(fileNo -> FileTally.leftOut(
                        fileNo,
                        FileState.CHANGED,
                        Deciding.NO_ROOM,
                        "the database has no room for all files of the micro-batch at once"))
                .collect(Collectors.toMap(FileTally::fileNo, Function.identity()));
    }

    /** What the database says to a file alone, or to its first records; empty if it takes them. Nothing of it stays. */
    private Optional<SQLException> rehearse(Batch batch, RDD<InternalRow> landed, int only, long most)
            throws SQLException, IOException {
        Set<Integer> others = IntStream.rangeClosed(1, batch.files().size())
                .filter(other -> other != only)
                .boxed()
                .collect(Collectors.toUnmodifiableSet());
        try {
            Staged staged = staging.stage(batch, landed, others, most);
            merging.rehearse(batch, most == Long.MAX_VALUE ? staged : staged.asFarAsStaged());
            return Optional.empty();
        } catch (SQLException | RuntimeException e) {
            SQLException failure = SqlFailure.in(e).orElse(null);
            if (failure == null) {
                throw e;
            }
            return Optional.of(failure);
        }
    }
}
