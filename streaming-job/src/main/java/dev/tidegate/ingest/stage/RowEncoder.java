package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Type;
import java.util.UUID;

/**
 * Writes the rows of a stream as COPY takes them, in the order of {@code copy_events.sql}, and dead letters, in that of
 * {@code copy_rejects.sql}. Made once for all rows of a task.
 *
 * <p>Where records of the stream can take their rows away, a truth value stands behind file and line: whether one does. Where
 * the table may refuse rows, the place and length of the record follow.
 */
final class RowEncoder {

    /** Columns of a dead letter. */
    static final int REJECT_COLUMNS = 8;

    private final Writer[] writers;
    private final boolean tellsTombstones;
    private final boolean tellsBytes;
    private final int key;
    private final Row blank;
    private int otherColumnsBytes;

    RowEncoder(Stream stream) {
        tellsTombstones = stream.deleted() != null;
        tellsBytes = stream.tableMayRefuse();
        writers = stream.staged().stream()
                .map(column -> writer(column, stream.place(column.name())))
                .toArray(Writer[]::new);
        key = stream.uuidKey();
        blank = Row.blank(stream);
    }

    /** Writes the value of one column. */
    private interface Writer {
        void write(CopyBuffer out, Row row);
    }

    private Writer writer(Column column, int place) {
        Writer writer = column.origin() instanceof Column.Origin.OtherColumns
                ? (out, row) -> otherColumnsBytes = out.jsonb(row.text(place))
                : writer(column.type(), place);
        return column.required() && !tellsTombstones
                ? writer
                : (out, row) -> {
                    if (row.has(place)) {
                        writer.write(out, row);
                    } else {
                        out.nullValue();
                    }
                };
    }

    private static Writer writer(Type type, int place) {
        if (type instanceof Type.Uuid) {
            return (out, row) -> out.uuid(row.number(place), row.low(place));
        }
        if (type instanceof Type.Whole whole) {
            return switch (whole.bytes()) {
                case 2 -> (out, row) -> out.int2((int) row.number(place));
                case 4 -> (out, row) -> out.int4((int) row.number(place));
                default -> (out, row) -> out.int8(row.number(place));
            };
        }
        if (type instanceof Type.Decimal decimal) {
            int scale = decimal.scale();
            return (out, row) -> out.numeric(row.number(place), scale);
        }
        if (type instanceof Type.Arithmetic arithmetic) {
            int scale = arithmetic.scale();
            return (out, row) -> out.numeric(row.number(place), row.low(place), scale);
        }
        if (type instanceof Type.Real) {
            // The bits of a double are sent as those of a number.
            return (out, row) -> out.int8(row.number(place));
        }
        if (type instanceof Type.Truth) {
            return (out, row) -> out.bool(row.number(place) != 0);
        }
        if (type instanceof Type.Timestamp) {
            return (out, row) -> out.timestamp(row.number(place));
        }
        if (type instanceof Type.Date || type instanceof Type.Day) {
            return (out, row) -> out.date(row.number(place));
        }
        if (type instanceof Type.Time) {
            // Both count microseconds since midnight.
            return (out, row) -> out.int8(row.number(place));
        }
        if (type instanceof Type.Json) {
            return (out, row) -> out.jsonb(row.text(place));
        }
        return (out, row) -> out.text(row.text(place));
    }

    /** Columns of a row, those of its lineage among them. */
    int columns() {
        return 2 + (tellsTombstones ? 1 : 0) + (tellsBytes ? 2 : 0) + writers.length;
    }

    /** Writes all columns of a row that is begun. */
    void row(CopyBuffer out, int fileNo, long line, long byteOffset, long byteLength, Row row) {
        otherColumnsBytes = 0;
        out.int4(fileNo);
        out.int8(line);
        if (tellsTombstones) {
            out.bool(row.deleted());
        }
        if (tellsBytes) {
            out.int8(byteOffset);
            out.int8(byteLength);
        }
        for (Writer writer : writers) {
            writer.write(out, row);
        }
    }

    /** Bytes that the columns which the stream does not name take in the row that was written last. */
    int otherColumnsBytes() {
        return otherColumnsBytes;
    }

    /** Writes a record that is no row, which is counted where derived ids repeat: under the negative number of its file. */
    void other(CopyBuffer out, int fileNo, long line, UUID id) {
        blank.uuid(key, id);
        row(out, -fileNo, line, 0, 0, blank);
    }

    /**
     * Writes all columns of a dead letter that is begun.
     *
     * @param column null where the record as a whole is refused
     * @param raw its first bytes
     */
    static void reject(
            CopyBuffer out,
            int fileNo,
            long line,
            long byteOffset,
            long byteLength,
            String reason,
            String column,
            String message,
            byte[] raw) {
        out.int4(fileNo);
        out.int8(line);
        out.int8(byteOffset);
        out.int8(byteLength);
        out.text(reason);
        out.text(column);
        out.text(message);
        out.bytes(raw);
    }
}
