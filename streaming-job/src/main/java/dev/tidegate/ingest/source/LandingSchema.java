package dev.tidegate.ingest.source;

import dev.tidegate.ingest.csv.Columns;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of the rows that the source hands out.
 *
 * <p>A row is either a record, with {@code problem} set where its framing failed (then it has no fields), or, with
 * {@code file_state} set, the end of a file or of a range of it.
 */
public final class LandingSchema implements Serializable {

    private static final long serialVersionUID = 1;

    /** Place of the file in the micro-batch, from 1. */
    public static final int FILE_NO = 0;
    /** Physical line, from 1, on which the record begins. */
    public static final int LINE = 1;
    /** Where the record's first byte stands in the file; of a packed file, in the unpacked bytes. */
    public static final int BYTE_OFFSET = 2;
    /** Bytes of the record without its line end. */
    public static final int BYTE_LENGTH = 3;
    /** Code of what is wrong with the framing of the record; null where it is well framed. */
    public static final int PROBLEM = 4;
    /** What is wrong, for people; null where nothing is. */
    public static final int MESSAGE = 5;
    /** {@link FileState} at the end of a file; null in a record. */
    public static final int FILE_STATE = 6;
    /** SHA-256 of the file, at its end; null in a record and in a file of several ranges. */
    public static final int SHA256 = 7;
    /** Records read, at the end of a file or range. */
    public static final int RECORDS = 8;
    /**
     * The first of the columns of the file. Behind them stand the other columns, as a map by header name or null, and last,
     * where the source was given formats, the number of the file's format.
     */
    public static final int FIRST_COLUMN = 9;

    /** How the columns of the file are called: a header may name one {@code line}, too. */
    private static final String FIELD = "field_";

    private static final List<StructField> LINEAGE = List.of(
            DataTypes.createStructField("file_no", DataTypes.IntegerType, false),
            DataTypes.createStructField("line", DataTypes.LongType, false),
            DataTypes.createStructField("byte_offset", DataTypes.LongType, false),
            DataTypes.createStructField("byte_length", DataTypes.LongType, false),
            DataTypes.createStructField("problem", DataTypes.StringType, true),
            DataTypes.createStructField("message", DataTypes.StringType, true),
            DataTypes.createStructField("file_state", DataTypes.StringType, true),
            DataTypes.createStructField("sha256", DataTypes.BinaryType, true),
            DataTypes.createStructField("records", DataTypes.LongType, false));

    private final Columns columns;
    private final boolean withFormat;

    LandingSchema(StructType schema, boolean withFormat, Columns.Others others) {
        this.withFormat = withFormat;
        List<StructField> fields = List.of(schema.fields());
        for (StructField field : fields) {
            if (!field.dataType().equals(DataTypes.StringType)) {
                throw new IllegalArgumentException("Column %s of the source landing is of type %s: expected string"
                        .formatted(field.name(), field.dataType().simpleString()));
            }
        }
        this.columns = new Columns(
                fields.stream().map(StructField::name).toList(),
                fields.stream()
                        .filter(field -> !field.nullable())
                        .map(StructField::name)
                        .collect(Collectors.toUnmodifiableSet()),
                Set.of(),
                others);
    }

    /** The schema by which to ask the source for columns; what becomes of others is an option. */
    public static StructType asking(Columns columns) {
        return DataTypes.createStructType(columns.names().stream()
                .map(name -> DataTypes.createStructField(
                        name, DataTypes.StringType, !columns.required().contains(name)))
                .toList());
    }

    Columns columns() {
        return columns;
    }

    StructType rowSchema() {
        Stream<StructField> fields = columns.names().stream()
                .map(column -> DataTypes.createStructField(FIELD + column, DataTypes.StringType, true));
        StructField extra = DataTypes.createStructField(
                "extra", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false), true);
        Stream<StructField> format = withFormat
                ? Stream.of(DataTypes.createStructField("format", DataTypes.IntegerType, false))
                : Stream.empty();
        return DataTypes.createStructType(Stream.of(LINEAGE.stream(), fields, Stream.of(extra), format)
                .flatMap(s -> s)
                .toList());
    }
}
