package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.database.SqlFailure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * The one Spark job of a micro-batch: judges and stages the records of each partition.
 *
 * <p>What {@code mapPartitions} and {@code collect} would do, by functions that are no closures: to clean those, Spark reads
 * the classes around them in each micro-batch anew, which took a tenth of the time of a small one.
 */
public final class StagingJob {

    private static final ClassTag<StagedPart> PARTS = ClassTag$.MODULE$.apply(StagedPart.class);

    private StagingJob() {}

    /** Tasks that may run at once where a core is left to others: to the merge, or to another stream. */
    public static int tasksWithoutOneCore(RDD<InternalRow> landed) {
        return Math.max(1, landed.sparkContext().defaultParallelism() - 1);
    }

    /**
     * Returns the results of the tasks, in the order of the partitions.
     *
     * @throws SQLException that a task met
     * @throws UncheckedIOException if the thread is interrupted, as Spark does that stops a query
     */
    public static List<StagedPart> run(RDD<InternalRow> landed, StageRecords stage) throws SQLException {
        StagedPart[] parts = new StagedPart[landed.getNumPartitions()];
        try {
            landed.sparkContext().runJob(landed, new Task(stage), new Keep(parts), PARTS);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                // The query is being stopped, and has just begun with a micro-batch. In this form Spark knows that it
                // is no failure.
                throw new UncheckedIOException((InterruptedIOException) new InterruptedIOException().initCause(e));
            }
            // What the database said to a task comes wrapped in an exception that Scala does not declare.
            throw SqlFailure.in(e).orElseThrow(() -> new IllegalStateException("Reading and staging failed", e));
        }
        return Arrays.asList(parts);
    }

    private static final class Task extends AbstractFunction2<TaskContext, Iterator<InternalRow>, StagedPart>
            implements Serializable {

        private static final long serialVersionUID = 1;

        private final StageRecords stage;

        Task(StageRecords stage) {
            this.stage = stage;
        }

        @Override
        public StagedPart apply(TaskContext context, Iterator<InternalRow> records) {
            try {
                return stage.stage(context.taskAttemptId(), new Records(records));
            } catch (IOException | SQLException e) {
                throw sneaky(e);
            }
        }

        /** Scala declares no exceptions; the driver looks for these. */
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <T extends Throwable> RuntimeException sneaky(Exception failure) throws T {
            throw (T) failure;
        }
    }

    /** What Scala itself has for it is deprecated in 2.13, and what is there instead is not in 2.12. */
    private record Records(Iterator<InternalRow> ofTask) implements java.util.Iterator<InternalRow> {

        @Override
        public boolean hasNext() {
            return ofTask.hasNext();
        }

        @Override
        public InternalRow next() {
            return ofTask.next();
        }
    }

    /** In the driver. */
    private static final class Keep extends AbstractFunction2<Object, StagedPart, BoxedUnit> {

        private final StagedPart[] parts;

        Keep(StagedPart[] parts) {
            this.parts = parts;
        }

        @Override
        public BoxedUnit apply(Object partition, StagedPart part) {
            parts[(Integer) partition] = part;
            return BoxedUnit.UNIT;
        }
    }
}
