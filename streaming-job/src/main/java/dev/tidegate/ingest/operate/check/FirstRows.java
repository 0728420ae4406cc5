package dev.tidegate.ingest.operate.check;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Column.Origin;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Type;
import dev.tidegate.ingest.value.ShownValue;
import java.util.ArrayList;
import java.util.List;

/** The first records that are accepted, typed and derived, beside what stands in the file. */
final class FirstRows {

    private final Stream stream;
    private final List<String> headers;
    private final int most;
    private final List<StoredRow> rows = new ArrayList<>();

    /** @param most rows to keep */
    FirstRows(Stream stream, int most) {
        this.stream = stream;
        this.headers = stream.headers();
        this.most = most;
    }

    /** @param texts of its fields, in the order of {@link Stream#headers()} */
    void accepted(long line, Row row, String[] texts) {
        if (rows.size() < most) {
            List<StoredRow.Value> values = new ArrayList<>();
            for (Column column : stream.columns()) {
                String value = ShownValue.of(column.type(), row, stream.place(column.name()));
                String text = column.header() == null ? null : texts[headers.indexOf(column.header())];
                boolean isOfFile = text != null && !text.isBlank();
                String origin = isOfFile || value == null ? null : origin(column);
                values.add(new StoredRow.Value(column.name(), type(column), value, text, origin));
            }
            rows.add(new StoredRow(line, row.deleted(), values));
        }
    }

    /** Without its collation, which is no matter of values. */
    private static String type(Column column) {
        String sql = column.type().sql();
        int collation = sql.indexOf(" COLLATE ");
        return collation < 0 ? sql : sql.substring(0, collation);
    }

    private static String origin(Column column) {
        if (column.origin() instanceof Origin.Computed) {
            return "computed";
        }
        if (column.origin() instanceof Origin.OtherColumns) {
            return "all other columns";
        }
        if (column.origin() instanceof Origin.FileName) {
            return "the name of the file";
        }
        if (column.origin() instanceof Origin.FileDate) {
            return "when the file was changed";
        }
        if (column.origin() instanceof Origin.Constant) {
            return "the same for all rows";
        }
        return column.type() instanceof Type.Uuid ? "made of other columns" : "a constant or default";
    }

    List<StoredRow> rows() {
        return rows;
    }
}
