package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.source.LandingSchema;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/** Runs in the tasks: judges the records of a partition, and sends what they become to where it is staged. */
public final class StageRecords implements FlatMapFunction<Iterator<InternalRow>, StagedPart> {

    private static final long serialVersionUID = 1;

    private final Judging judging;
    private final List<LandedFile> files;
    private final Set<Integer> leftOut;
    private final long most;
    private final StagingTarget target;

    /**
     * @param leftOut file numbers whose records are not staged
     * @param most records of a file, or of a range of it, that are staged
     */
    public StageRecords(
            Judging judging, List<LandedFile> files, Set<Integer> leftOut, long most, StagingTarget target) {
        this.judging = judging;
        this.files = files.stream().map(file -> file.framed(null)).toList();
        this.leftOut = Set.copyOf(leftOut);
        this.most = most;
        this.target = target;
    }

    @Override
    public Iterator<StagedPart> call(Iterator<InternalRow> records) throws IOException, SQLException {
        return List.of(stage(TaskContext.get().taskAttemptId(), records)).iterator();
    }

    StagedPart stage(long attempt, Iterator<InternalRow> records) throws IOException, SQLException {
        try (StagingTarget.Sink sink = target.open(attempt);
                RecordStager stager = new RecordStager(judging, files, sink)) {
            long staged = 0;
            while (records.hasNext()) {
                InternalRow landed = records.next();
                if (RecordStager.isEnd(landed)) {
                    stager.end(landed);
                    staged = 0;
                } else if (staged < most && !isLeftOut(landed)) {
                    stager.record(landed);
                    staged++;
                }
            }
            return sink.finish(stager.tallies());
        }
    }

    private boolean isLeftOut(InternalRow landed) {
        return !leftOut.isEmpty() && leftOut.contains(landed.getInt(LandingSchema.FILE_NO));
    }
}
