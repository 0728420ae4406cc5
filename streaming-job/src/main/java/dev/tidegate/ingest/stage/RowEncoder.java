package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Type;
import java.util.UUID;

/**
 * Writes the rows of a stream as COPY takes them, in the order of {@code copy_events.sql}, and dead letters, in that of
 * {@code copy_rejects.sql}. Made once for all rows of a task.
 */
final class RowEncoder {

    /** Columns of a dead letter. */
    static final int REJECT_COLUMNS = 8;

    private final Writer[] writers;
    private final int key;
    private final Row blank;
    private int otherColumnsBytes;

    RowEncoder(Stream stream) {
        writers = stream.staged().stream()
                .map(column -> writer(column, stream.place(column.name())))
                .toArray(Writer[]::new);
        key = stream.place(stream.keyColumns().get(0));
        blank = Row.blank(stream);
    }

    /** Writes the value of one column. */
    private interface Writer {
        void write(CopyBuffer out, Row row);
    }

    private Writer writer(Column column, int place) {
        Writer writer = writer(column.type(), place);
        return column.required()
                ? writer
                : (out, row) -> {
                    if (row.has(place)) {
                        writer.write(out, row);
                    } else {
                        out.nullValue();
                    }
                };
    }

    private Writer writer(Type type, int place) {
        if (type instanceof Type.Uuid) {
            return (out, row) -> out.uuid(row.number(place), row.low(place));
        }
        if (type instanceof Type.Whole) {
            return type.width() == Type.Width.FOUR_BYTES
                    ? (out, row) -> out.int4((int) row.number(place))
                    : (out, row) -> out.int8(row.number(place));
        }
        if (type instanceof Type.Timestamp) {
            return (out, row) -> out.timestamp(row.number(place));
        }
        if (type instanceof Type.Day) {
            return (out, row) -> out.date(row.number(place));
        }
        if (type instanceof Type.Decimal) {
            return (out, row) -> out.numeric(row.number(place));
        }
        if (type instanceof Type.Arithmetic) {
            return (out, row) -> out.numeric(row.low(place));
        }
        if (type instanceof Type.Json) {
            return (out, row) -> otherColumnsBytes = out.jsonb(row.text(place));
        }
        return (out, row) -> out.text(row.text(place));
    }

    /** Columns of a row, those of its lineage among them. */
    int columns() {
        return 2 + writers.length;
    }

    /** Writes all columns of a row that is begun. */
    void row(CopyBuffer out, int fileNo, long line, Row row) {
        otherColumnsBytes = 0;
        out.int4(fileNo);
        out.int8(line);
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
        row(out, -fileNo, line, blank);
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
