package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Type;
import java.math.BigDecimal;
import java.util.Map;
import java.util.UUID;

/**
 * The values of an accepted record by their names, to be kept and compared.
 *
 * @param userId null for a guest
 * @param quantity with all decimals of the table
 * @param price with all decimals of the table
 * @param timestampMicros microseconds since 1970-01-01T00:00:00Z
 */
public record Event(
        UUID eventId,
        String userId,
        String productId,
        String productName,
        String category,
        String eventType,
        String quantity,
        String price,
        String currency,
        long timestampMicros,
        String extra) {

    private static final Stream STREAM = Events.STREAM;

    /** What the rules say of a record, whose row is its own. */
    public static Verdict judged(StreamRules rules, String[] values, Map<String, String> extra) {
        return rules.judge(values, extra, new DeliveredFile("day.csv", 0), new Row(STREAM));
    }

    /** The event that the rules have accepted. */
    public static Event of(Verdict verdict) {
        Row row = ((Verdict.Accepted) verdict).row();
        return new Event(
                row.uuid(STREAM.place("event_id")),
                row.text(STREAM.place("user_id")),
                row.text(STREAM.place("product_id")),
                row.text(STREAM.place("product_name")),
                row.text(STREAM.place("category")),
                row.text(STREAM.place("event_type")),
                decimal(row, "quantity"),
                decimal(row, "price"),
                row.text(STREAM.place("currency")),
                row.number(STREAM.place("event_timestamp")),
                row.text(STREAM.place("extra")));
    }

    private static String decimal(Row row, String column) {
        Type.Decimal type = (Type.Decimal) STREAM.column(column).type();
        return BigDecimal.valueOf(row.number(STREAM.place(column)), type.scale())
                .toPlainString();
    }
}
