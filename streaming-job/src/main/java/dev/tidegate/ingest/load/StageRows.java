package dev.tidegate.ingest.load;

import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.source.FileLimits;
import dev.tidegate.ingest.source.FileState;
import dev.tidegate.ingest.source.LandedFile;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/** Runs in the tasks: encodes the judged rows of a partition and sends them to where they are staged. */
final class StageRows implements FlatMapFunction<Iterator<InternalRow>, StagedPart> {

    private static final long serialVersionUID = 1;

    private final Folder folder;
    private final List<LandedFile> files;
    private final Set<Integer> leftOut;
    private final StagingTarget target;
    private final FileLimits limits;
    private final long most;

    /** @param leftOut file numbers whose records are not staged */
    StageRows(Folder folder, List<LandedFile> files, Set<Integer> leftOut, StagingTarget target, FileLimits limits) {
        this(folder, files, leftOut, target, limits, Long.MAX_VALUE);
    }

    /** @param most records of a file or a range of it that are staged; the others are left out */
    StageRows(
            Folder folder,
            List<LandedFile> files,
            Set<Integer> leftOut,
            StagingTarget target,
            FileLimits limits,
            long most) {
        this.folder = folder;
        this.files = files.stream()
                .map(file -> new LandedFile(file.name(), file.size(), file.modifiedMillis(), null))
                .toList();
        this.leftOut = Set.copyOf(leftOut);
        this.target = target;
        this.limits = limits;
        this.most = most;
    }

    @Override
    public Iterator<StagedPart> call(Iterator<InternalRow> rows) throws IOException, SQLException {
        return List.of(stage(TaskContext.get().taskAttemptId(), rows)).iterator();
    }

    StagedPart stage(long attempt, Iterator<InternalRow> rows) throws IOException, SQLException {
        try (StagingTarget.Sink sink = target.open(attempt);
                RowStager stager = new RowStager(folder, files, limits, sink)) {
            long staged = 0;
            while (rows.hasNext()) {
                InternalRow row = rows.next();
                if (isEnd(row)) {
                    stager.stage(row);
                    staged = 0;
                } else if (staged < most && !leftOut.contains(row.getInt(JudgedRow.FILE_NO))) {
                    stager.stage(row);
                    staged++;
                }
            }
            return sink.finish(stager.tallies());
        }
    }

    private static boolean isEnd(InternalRow row) {
        return row.getInt(JudgedRow.KIND) == JudgedRow.END_OF_FILE;
    }

    /** The state that the row of the end of a file tells. */
    static FileState state(InternalRow row) {
        return FileState.valueOf(row.getString(JudgedRow.FILE_STATE));
    }
}
