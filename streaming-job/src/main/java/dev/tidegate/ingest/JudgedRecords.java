package dev.tidegate.ingest;

import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The rows of a micro-batch, judged.
 *
 * <p>An RDD of its own instead of {@code mapPartitions}: that takes a closure, and to clean one Spark reads the classes
 * around it, in each micro-batch anew.
 */
final class JudgedRecords extends RDD<InternalRow> {

    private static final long serialVersionUID = 1;

    private static final ClassTag<InternalRow> ROWS = ClassTag$.MODULE$.apply(InternalRow.class);

    private final JudgeRecords judge;

    JudgedRecords(RDD<InternalRow> landed, JudgeRecords judge) {
        super(landed, ROWS);
        this.judge = judge;
    }

    private RDD<InternalRow> landed() {
        return firstParent(ROWS);
    }

    @Override
    public Partition[] getPartitions() {
        return landed().partitions();
    }

    @Override
    public Iterator<InternalRow> compute(Partition partition, TaskContext context) {
        Iterator<InternalRow> records = landed().iterator(partition, context);
        return JavaConverters.asScalaIterator(judge.call(JavaConverters.asJavaIterator(records)));
    }
}
