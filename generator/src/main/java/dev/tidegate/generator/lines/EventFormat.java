package dev.tidegate.generator.lines;

import dev.tidegate.generator.shop.Event;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The columns of an events file. The job reads the same; {@code data/sample/events.csv} holds both to it. */
public final class EventFormat {

    /** The first line of each file. */
    public static final String HEADER =
            "event_id,user_id,product_id,product_name,category,event_type,quantity,price,timestamp";

    static final int EVENT_ID = 0;
    static final int PRODUCT_ID = 2;
    static final int PRODUCT_NAME = 3;
    static final int EVENT_TYPE = 5;
    static final int QUANTITY = 6;
    static final int PRICE = 7;
    static final int TIMESTAMP = 8;

    private static final DateTimeFormatter ISO_UTC = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private EventFormat() {}

    /** ISO 8601 in UTC, always with milliseconds. */
    public static String text(Instant timestamp) {
        return ISO_UTC.format(timestamp);
    }

    static String[] fields(Event event) {
        return new String[] {
            event.id().toString(),
            Long.toString(event.userId()),
            Long.toString(event.product().id()),
            event.product().name(),
            event.product().category(),
            event.type().word(),
            Integer.toString(event.quantity()),
            event.price().toPlainString(),
            text(event.timestamp())
        };
    }
}
