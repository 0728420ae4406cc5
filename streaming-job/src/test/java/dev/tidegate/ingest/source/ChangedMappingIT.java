package dev.tidegate.ingest.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.csv.Columns;
import dev.tidegate.ingest.csv.Dialect;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A micro-batch is planned with one mapping, and replayed with another after a restart. */
class ChangedMappingIT {

    private static final LandingSchema SCHEMA = new LandingSchema(
            LandingSchema.asking(new Columns(List.of("id", "text"), Set.of("id"))), true, Columns.Others.KEPT);
    private static final Columns COLUMNS = SCHEMA.columns();

    @TempDir
    private Path folder;

    @BeforeEach
    void startSpark() {
        SparkSession.builder().appName("tidegate").getOrCreate();
    }

    private LandingStream stream(char quote) {
        FileFormat format = new FileFormat(
                List.of(new NamePattern("*.txt")), new Dialect((byte) ',', (byte) quote, UTF_8), COLUMNS);
        Map<String, String> options = Map.of(
                "path",
                folder.toString(),
                "settleMillis",
                "0",
                "splitBytes",
                "20",
                "formats",
                new FileFormats(List.of(format), COLUMNS).toOption());
        return LandingStream.open(SCHEMA, LandingOptions.from(new CaseInsensitiveStringMap(options)));
    }

    /** The line on which each record of the last offset begins. */
    private static List<Long> lines(LandingStream stream, String offset) throws Exception {
        InputPartition[] parts = stream.planInputPartitions(stream.initialOffset(), stream.deserializeOffset(offset));
        PartitionReaderFactory factory = stream.createReaderFactory();
        List<Long> lines = new ArrayList<>();
        for (InputPartition part : parts) {
            try (PartitionReader<InternalRow> reader = factory.createReader(part)) {
                while (reader.next()) {
                    if (reader.get().isNullAt(LandingSchema.FILE_STATE)) {
                        lines.add(reader.get().getLong(LandingSchema.LINE));
                    }
                }
            }
        }
        return lines;
    }

    /** By its name it would be cut in pieces that nobody can unpack. */
    @Test
    void whatIsPackedUnderAnotherNameIsReadWhole() throws Exception {
        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(folder.resolve("a.txt")))) {
            packed.write("id,text\n1,some text that is longer than the split size\n2,x\n".getBytes(UTF_8));
        }
        LandingStream stream = stream('"');
        String offset = stream.latestOffset(stream.initialOffset(), ReadLimit.maxFiles(3))
                .json();
        assertThat(offset).contains("a.txt").doesNotContain("splits");
        assertThat(lines(stream, offset)).containsExactly(2L, 3L);
    }

    @Test
    void splitPointsOfAnotherDialectAreNotUsed() throws Exception {
        // By apostrophes each line is a record; by double quotes lines 3 to 5 are one.
        Files.writeString(
                folder.resolve("a.txt"),
                "id,text\n1,xxxxxxxxxxxxxxx\n2,\"xxxxxxxxxxxxxx\n3,xxxxxxxxxxxxxxx\n4,x\"\n5,x\n");
        LandingStream planned = stream('\'');
        String offset = planned.latestOffset(planned.initialOffset(), ReadLimit.maxFiles(3))
                .json();
        assertThat(offset)
                .contains("\"dialect\":{\"form\":\"CSV\",\"delimiter\":\",\",\"quote\":39,")
                .contains("[62,5]");
        assertThat(lines(planned, offset)).containsExactly(2L, 3L, 4L, 5L, 6L);

        assertThat(lines(stream('"'), offset)).containsExactly(2L, 3L, 6L);
    }
}
