package dev.tidegate.crashtest.workload;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Records of the built-in stream. */
public final class EventRecords implements Records {

    private static final List<String> ALL = List.of(
            "event_id",
            "user_id",
            "product_id",
            "product_name",
            "category",
            "event_type",
            "quantity",
            "price",
            "timestamp");
    private static final List<String> OPTIONAL = List.of("product_name", "category", "quantity");

    private final Versions<Event> versions;

    public EventRecords(Times times) {
        this.versions = new Versions<>(times, new EventMaker());
    }

    @Override
    public Columns columns(Random random) {
        return Columns.any(ALL, OPTIONAL, random);
    }

    @Override
    public String required() {
        return "price";
    }

    @Override
    public void accepted(CsvText text, boolean fresh) {
        Event event = next(text, fresh);
        text.accept(event, values(event, text.random()));
    }

    /** An event of another type. */
    @Override
    public void filtered(CsvText text, boolean fresh) {
        Map<String, String> values = values(next(text, fresh), text.random());
        values.put("event_type", "Wishlist ");
        values.put("price", "dear");
        text.filter(values);
    }

    @Override
    public void rejected(CsvText text, boolean fresh) {
        Map<String, String> values = values(next(text, fresh), text.random());
        switch (text.random().nextInt(7)) {
            case 0 -> text.reject("bad_uuid", "event_id", "1-1-1-1-1", values);
            case 1 -> text.reject("too_many_decimals", "price", "1.00005", values);
            case 2 -> text.reject("bad_timestamp", "timestamp", "2026-03-01 24:00:00", values);
            case 3 -> text.reject("missing_value", "event_type", " ", values);
            case 4 -> {
                values.put("product_name", "Kettle");
                text.rejectWithMoreFields(values);
            }
            case 5 -> text.rejectRepeatedHeader();
            default -> text.rejectBadBytes("user_id", values);
        }
    }

    private Event next(CsvText text, boolean fresh) {
        Event event = fresh ? versions.fresh(text.random()) : versions.any(text.random());
        return (text.padding().isEmpty() ? event : event.noted(text.padding())).in(text.columns());
    }

    private static Map<String, String> values(Event event, Random random) {
        Map<String, String> values = new HashMap<>();
        values.put("event_id", event.id().toString());
        values.put("user_id", Long.toString(event.user()));
        values.put("product_id", Long.toString(event.product()));
        values.put("product_name", Written.text(event.productName()));
        values.put("category", Written.text(event.category()));
        values.put("event_type", random.nextInt(5) == 0 ? event.type().toUpperCase(Locale.ROOT) : event.type());
        values.put("quantity", event.quantity() == 1 && random.nextBoolean() ? "" : "" + event.quantity());
        values.put("price", Written.decimal(event.price(), random));
        values.put("timestamp", Written.time(event.time(), random));
        values.put(Columns.EXTRA, Written.text(event.note()));
        return values;
    }
}
