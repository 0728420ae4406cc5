package dev.tidegate.ingest.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Makes Java load what Spark needs for a micro-batch, for an archive of its classes: {@code scripts/lib/class-archive.sh}
 * runs it. It reads a file of its own and needs no database.
 */
public final class ClassTraining {

    private ClassTraining() {}

    /** Called by spark-submit. */
    public static void main(String[] args) throws IOException, TimeoutException, StreamingQueryException {
        Path folder = Files.createTempDirectory("tidegate-classes-");
        try (SparkSession spark = TunedSpark.session()) {
            Path input = Files.createDirectory(folder.resolve("input"));
            Files.write(input.resolve("a.csv"), List.of("a,b", "1,2", "3,4"));
            VoidFunction2<Dataset<Row>, Long> count =
                    (rows, batch) -> rows.queryExecution().toRdd().count();
            spark.readStream()
                    .format("landing")
                    .schema(new StructType()
                            .add("a", DataTypes.StringType, false)
                            .add("b", DataTypes.StringType, true))
                    .option("settleMillis", "0")
                    .load(input.toString())
                    .writeStream()
                    .foreachBatch(count)
                    .option("checkpointLocation", folder.resolve("checkpoint").toString())
                    .trigger(Trigger.AvailableNow())
                    .start()
                    .awaitTermination();
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
