package dev.tidegate.ingest.load;

import dev.tidegate.ingest.database.Patience;
import dev.tidegate.ingest.database.SqlFailure;
import dev.tidegate.ingest.merge.Deciding;
import dev.tidegate.ingest.source.FileState;
import dev.tidegate.ingest.stage.Batch;
import dev.tidegate.ingest.stage.FileTally;
import dev.tidegate.ingest.stage.Staged;
import dev.tidegate.ingest.stage.StagedInResults;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
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
 * or time than there is. They are tried in transactions that are undone.
 */
final class RefusedFiles {

    /** Where the database has no room for so many, it has none for any file. */
    private static final long A_FEW_RECORDS = 10;

    /** What may be a file's fault or not has to come so often before it is taken to be. */
    private static final int TRIES_IN_DOUBT = 3;

    private final Staging staging;
    private final Merging merging;
    private final Retry retry;

    RefusedFiles(Staging staging, Merging merging, Retry retry) {
        this.staging = staging;
        this.merging = merging;
        this.retry = retry;
    }

    /**
     * The files that are to be left out, by file number, and why; empty where none is to blame.
     *
     * @param leftOut file numbers of those that are left out already
     * @param why what the database said to all the others
     */
    Map<Integer, FileTally> find(
            String what, Batch batch, Set<Integer> leftOut, RDD<InternalRow> landed, SQLException why) {
        Search search = new Search(what, batch, landed);
        List<Integer> files = IntStream.rangeClosed(1, batch.files().size())
                .filter(fileNo -> !leftOut.contains(fileNo))
                .boxed()
                .toList();
        return SqlFailure.isOfRoom(why) ? search.withoutRoom(files) : search.refused(files);
    }

    /** A search in one micro-batch. Each step has its own patience, so that none is repeated because of another. */
    private final class Search {

        private final String what;
        private final Batch batch;
        private final RDD<InternalRow> landed;

        Search(String what, Batch batch, RDD<InternalRow> landed) {
            this.what = what;
            this.batch = batch;
            this.landed = landed;
        }

        /** Those that the database does not take, for another reason than room. */
        Map<Integer, FileTally> refused(List<Integer> files) {
            retry.untilDone("Trying a micro-batch without a file", () -> {
                merging.rehearse(Batch.empty(), StagedInResults.empty());
                return null;
            });
            return refusedOf(files);
        }

        /** Halves what is refused, until single files are left. Where each half passes by itself, the second one waits. */
        private Map<Integer, FileTally> refusedOf(List<Integer> files) {
            if (files.size() <= 1) {
                return files.isEmpty() ? Map.of() : refusedAlone(files.get(0));
            }
            Optional<SQLException> failure = retry.untilDone(what, () -> refusal(files));
            if (failure.isEmpty()) {
                return Map.of();
            }
            List<Integer> second = files.subList(files.size() / 2, files.size());
            Map<Integer, FileTally> refused = new TreeMap<>(refusedOf(files.subList(0, files.size() / 2)));
            refused.putAll(refusedOf(second));
            return refused.isEmpty() ? later(second, Patience.firstLine(failure.get())) : refused;
        }

        private Map<Integer, FileTally> refusedAlone(int fileNo) {
            Optional<SQLException> failure = retry.untilDone(what, () -> refusal(List.of(fileNo)));
            if (failure.isEmpty()) {
                return Map.of();
            }
            return SqlFailure.isOfRoom(failure.get())
                    ? withoutRoom(List.of(fileNo))
                    : Map.of(fileNo, tally(fileNo, failure.get()));
        }

        /**
         * Why these files cannot be loaded together; empty if they can.
         *
         * @throws SQLException if it is not their fault
         */
        private Optional<SQLException> refusal(List<Integer> files) throws SQLException, IOException {
            Optional<SQLException> failure = rehearse(files, Long.MAX_VALUE).failure();
            for (int tries = 1; tries < TRIES_IN_DOUBT && isInDoubt(failure); tries++) {
                failure = rehearse(files, Long.MAX_VALUE).failure();
            }
            if (failure.isPresent() && !isOfFiles(failure.get())) {
                throw failure.get();
            }
            return failure;
        }

        /** Those that alone ask for more room than the database has. */
        Map<Integer, FileTally> withoutRoom(List<Integer> files) {
            Map<Integer, FileTally> refused = new TreeMap<>();
            for (int fileNo : files) {
                // What a try leaves in the tables until they are vacuumed may take the room of the next.
                retry.untilDone(what, () -> tryAlone(fileNo)).ifPresent(tally -> refused.put(fileNo, tally));
            }
            return refused.isEmpty() && files.size() > 1
                    ? later(files.subList(1, files.size()), "the database has no room for all of them")
                    : refused;
        }

        /** @throws SQLException if it is not the file's fault: where a few records find no room, no file finds any */
        private Optional<FileTally> tryAlone(int fileNo) throws SQLException, IOException {
            Rehearsal few = rehearse(List.of(fileNo), A_FEW_RECORDS);
            Optional<SQLException> failure = few.failure();
            if (failure.filter(SqlFailure::isOfRoom).isPresent()) {
                throw failure.get();
            }
            if (failure.isEmpty() && !few.ofAllRecords()) {
                failure = rehearse(List.of(fileNo), Long.MAX_VALUE).failure();
            }
            if (failure.isPresent() && !isOfFiles(failure.get())) {
                throw failure.get();
            }
            return failure.map(why -> tally(fileNo, why));
        }

        /** Tries these files, or their first records. Nothing of it stays. */
        private Rehearsal rehearse(List<Integer> files, long most) throws IOException {
            Set<Integer> others = IntStream.rangeClosed(1, batch.files().size())
                    .filter(other -> !files.contains(other))
                    .boxed()
                    .collect(Collectors.toUnmodifiableSet());
            try {
                Staged staged = staging.stage(batch, landed, others, most);
                merging.rehearse(batch, most == Long.MAX_VALUE ? staged : staged.asFarAsStaged());
                boolean ofAllRecords = staged.tallies().stream()
                        .filter(tally -> files.contains(tally.fileNo()))
                        .allMatch(FileTally::isStagedWhole);
                return new Rehearsal(Optional.empty(), ofAllRecords);
            } catch (SQLException | RuntimeException e) {
                return new Rehearsal(Optional.of(SqlFailure.in(e).orElseThrow(() -> unexpected(e))), false);
            }
        }
    }

    /**
     * What the database says to some files.
     *
     * @param failure empty where it takes them
     * @param ofAllRecords whether it takes all that is in them
     */
    private record Rehearsal(Optional<SQLException> failure, boolean ofAllRecords) {}

    private static boolean isInDoubt(Optional<SQLException> failure) {
        return failure.map(SqlFailure::of).filter(SqlFailure.RESTAGE::equals).isPresent();
    }

    private static boolean isOfFiles(SQLException failure) {
        return SqlFailure.isOfValues(failure) || SqlFailure.isOfRoom(failure) || SqlFailure.isOfTime(failure);
    }

    private static RuntimeException unexpected(Exception e) {
        return e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }

    /** What becomes of a file that alone is refused. */
    private static FileTally tally(int fileNo, SQLException why) {
        if (SqlFailure.isOfRoom(why)) {
            return FileTally.leftOut(
                    fileNo,
                    FileState.UNREADABLE,
                    Deciding.NO_ROOM,
                    "the database has room for its first records, but not for all: " + SqlFailure.explain(why));
        }
        if (SqlFailure.isOfTime(why)) {
            return FileTally.leftOut(
                    fileNo,
                    FileState.UNREADABLE,
                    Deciding.NO_TIME,
                    "it takes longer than a statement may: " + SqlFailure.explain(why));
        }
        return FileTally.leftOut(fileNo, FileState.UNUSABLE, "refused_by_database", Patience.firstLine(why));
    }

    /** The database takes each, but not all of them at once. */
    private static Map<Integer, FileTally> later(List<Integer> files, String why) {
        return files.stream()
                .map(fileNo -> FileTally.leftOut(
                        fileNo,
                        FileState.CHANGED,
                        "not_together",
                        "the database does not take it together with the others: " + why))
                .collect(Collectors.toMap(FileTally::fileNo, Function.identity()));
    }
}
