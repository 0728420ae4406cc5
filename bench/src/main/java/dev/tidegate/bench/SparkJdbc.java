package dev.tidegate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * The common way: Spark's own CSV source, {@code foreachBatch}, Spark's JDBC writer into a staging table, then one upsert.
 *
 * <p>As fast as its documentation lets it be: a typed schema, all cores, {@code reWriteBatchedInserts}, batches of 10000 rows,
 * a staging table that is truncated and not made anew. Without a ledger, counts, dead letters, aggregates or an archive.
 */
final class SparkJdbc implements Way {

    private static final String SCHEMA =
            "event_id STRING, user_id STRING, product_id STRING, product_name STRING, category STRING,"
                    + " event_type STRING, quantity DECIMAL(12, 3), price DECIMAL(14, 4), timestamp TIMESTAMP";

    private final SparkSession spark;
    private final BenchDatabase database;
    private final Path folder;
    private final int filesPerTrigger;
    private Path input;
    private Path checkpoint;
    private int loads;

    /** @param folder of its own, for input and checkpoints */
    SparkJdbc(SparkSession spark, BenchDatabase database, Path folder, int filesPerTrigger) {
        this.spark = spark;
        this.database = database;
        this.folder = folder;
        this.filesPerTrigger = filesPerTrigger;
    }

    @Override
    public String title() {
        return "Spark JDBC + upsert";
    }

    @Override
    public String schema() {
        return "spark_jdbc";
    }

    /** Where files land. */
    Path input() {
        return input;
    }

    @Override
    public void prepare(List<Path> files) throws IOException {
        loads++;
        input = Files.createDirectories(folder.resolve("input-" + loads));
        checkpoint = folder.resolve("checkpoint-" + loads);
        for (Path file : files) {
            Files.createLink(input.resolve(file.getFileName()), file);
        }
    }

    @Override
    public Instant load() throws Exception {
        start(Trigger.AvailableNow()).awaitTermination();
        return Instant.now();
    }

    StreamingQuery start(Trigger trigger) throws Exception {
        return spark.readStream()
                .schema(SCHEMA)
                .option("header", true)
                .option("maxFilesPerTrigger", filesPerTrigger)
                .csv(input.toString())
                .writeStream()
                .foreachBatch(this::loadBatch)
                .option("checkpointLocation", checkpoint.toString())
                .trigger(trigger)
                .start();
    }

    private void loadBatch(Dataset<Row> batch, Long batchId) {
        try {
            batch.write()
                    .format("jdbc")
                    .mode(SaveMode.Overwrite)
                    .option("truncate", true)
                    .option("url", database.jdbcUrl() + "?reWriteBatchedInserts=true&stringtype=unspecified")
                    .option("driver", "org.postgresql.Driver")
                    .option("user", database.user())
                    .option("password", database.password())
                    .option("dbtable", "spark_jdbc.staging")
                    .option("batchsize", 10_000)
                    .save();
            try (Connection connection = database.connect()) {
                connection.setSchema(schema());
                BareCopy.upsert(connection, BenchDatabase.sql("upsert.sql"), batchId.intValue());
            }
        } catch (Exception e) {
            throw new IllegalStateException("Micro-batch %d of Spark's JDBC writer failed".formatted(batchId), e);
        }
    }
}
