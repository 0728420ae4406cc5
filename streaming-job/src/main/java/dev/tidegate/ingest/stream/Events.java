package dev.tidegate.ingest.stream;

import java.util.List;
import java.util.Set;

/** The stream that is built in: what the users of a shop view, click and buy. */
public final class Events {

    private static final int LONGEST_TEXT = 500;

    public static final Stream STREAM = new Stream(
            "events",
            new Table("public", "raw_events"),
            List.of(
                    Column.required("event_id", "event_id", new Type.Uuid()),
                    Column.required("user_id", "user_id", new Type.Whole(1, Long.MAX_VALUE, 8, true)),
                    Column.required("product_id", "product_id", new Type.Whole(1, Long.MAX_VALUE, 8, true)),
                    Column.optional("product_name", asDelivered(null)),
                    Column.optional("category", asDelivered("\"C\"")),
                    Column.required("event_type", "event_type", new Type.Word())
                            .accepting(Set.of("view", "click", "buy")),
                    Column.withDefault("quantity", new Type.Whole(1, 1_000_000, 4, true), "1"),
                    Column.required("price", "price", new Type.Decimal(12, 2, 0, Long.MAX_VALUE, true)),
                    Column.required("event_timestamp", "timestamp", new Type.Timestamp(List.of(), null)),
                    Column.computed("event_date", new Type.Day("event_timestamp")),
                    Column.computed(
                            "total_price", new Type.Arithmetic("price", Type.Operator.TIMES, "quantity", 18, 2)),
                    Column.others("extra")),
            new Key.Columns(List.of("event_id")),
            "event_timestamp",
            null,
            OtherColumns.KEEP,
            Set.of());

    private Events() {}

    private static Type asDelivered(String collation) {
        return new Type.Text(LONGEST_TEXT, null, Set.of(), false, collation);
    }
}
