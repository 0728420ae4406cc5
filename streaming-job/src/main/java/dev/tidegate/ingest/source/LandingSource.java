package dev.tidegate.ingest.source;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The streaming source {@code landing}: {@code spark.readStream().format("landing").schema(..).load("data/input")}.
 *
 * <p>The schema names the columns of the files, all text; those that are not nullable must be in each file. The rows have
 * them and the columns of {@link LandingSchema}. Options: see {@code LandingOptions}, named as those of Spark's file source.
 */
public final class LandingSource implements DataSourceRegister, TableProvider {

    /** Called by Spark. */
    public LandingSource() {}

    @Override
    public String shortName() {
        return "landing";
    }

    @Override
    public boolean supportsExternalMetadata() {
        return true;
    }

    /** The value of option {@code files}, by which {@code spark.read()} reads just these files as the stream would. */
    public static String files(List<LandedFile> files) {
        return LandingOffset.NOTHING_YET.next(files).json();
    }

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        throw new IllegalArgumentException(
                "The source landing needs a schema: name the columns of the files by .schema(..)");
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        return new LandingTable(new LandingSchema(
                schema,
                properties.containsKey(LandingOptions.FORMATS),
                LandingOptions.others(properties.get(LandingOptions.OTHER_COLUMNS))));
    }

    private record LandingTable(LandingSchema landing) implements Table, SupportsRead {

        @Override
        public String name() {
            return "landing";
        }

        @Override
        @SuppressWarnings("deprecation") // columns(), its successor, is derived from it
        public StructType schema() {
            return landing.rowSchema();
        }

        @Override
        public Set<TableCapability> capabilities() {
            return Set.of(TableCapability.MICRO_BATCH_READ, TableCapability.BATCH_READ);
        }

        @Override
        public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
            LandingScan scan = new LandingScan(landing, LandingOptions.from(options));
            return () -> scan;
        }
    }

    private record LandingScan(LandingSchema columns, LandingOptions options) implements Scan {

        @Override
        public StructType readSchema() {
            return columns.rowSchema();
        }

        @Override
        public String description() {
            return "landing " + options.path();
        }

        @Override
        public MicroBatchStream toMicroBatchStream(String checkpointLocation) {
            return LandingStream.open(columns, options);
        }

        @Override
        public Batch toBatch() {
            return LandingBatch.open(columns, options);
        }
    }
}
