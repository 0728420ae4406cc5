package dev.tidegate.ingest.stream;

import java.util.List;
import java.util.Set;

/** The stream that is built in: what the users of a shop view, click and buy. */
public final class Events {

    private static final int LONGEST_TEXT = 500;

    public static final Stream STREAM = new Stream(
            "events",
            "raw_events",
            List.of(
                    Column.required("event_id", "event_id", new Type.Uuid()),
                    Column.required("user_id", "user_id", new Type.Whole(1, Long.MAX_VALUE)),
                    Column.required("product_id", "product_id", new Type.Whole(1, Long.MAX_VALUE)),
                    Column.optional("product_name", new Type.Text(LONGEST_TEXT, null)),
                    Column.optional("category", new Type.Text(LONGEST_TEXT, "\"C\"")),
                    Column.required("event_type", "event_type", new Type.Word(Set.of("view", "click", "buy"))),
                    Column.withDefault("quantity", new Type.Whole(1, 1_000_000), "1"),
                    Column.required("price", "price", new Type.Hundredths(12)),
                    Column.required("event_timestamp", "timestamp", new Type.Timestamp()),
                    Column.computed("event_date", new Type.Day("event_timestamp")),
                    Column.computed("total_price", new Type.Product("price", "quantity", 18)),
                    Column.others("extra")),
            "event_id",
            "event_timestamp");

    private Events() {}
}
