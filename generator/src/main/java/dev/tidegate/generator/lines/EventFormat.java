package dev.tidegate.generator.lines;

import dev.tidegate.generator.shop.Event;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/** The columns of an events file. The job reads the same; {@code data/sample/events.csv} holds both to it. */
public final class EventFormat {

    /** The first line of each file. */
    public static final String HEADER =
            "event_id,user_id,product_id,product_name,category,event_type,quantity,price,timestamp";

    private static final String CURRENCY = ",currency";
    private static final int COLUMNS = HEADER.split(",").length;

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

    /** The first line of files whose events say their currency, or do not. */
    public static String header(boolean withCurrency) {
        return withCurrency ? HEADER + CURRENCY : HEADER;
    }

    /** The header above a line of so many fields. */
    static String headerOf(String[] fields) {
        return header(fields.length > COLUMNS);
    }

    /** One more than usual where the event says its currency. */
    static String[] fields(Event event) {
        String[] fields = plainFields(event);
        if (event.currency() != null) {
            fields = Arrays.copyOf(fields, fields.length + 1);
            fields[fields.length - 1] = event.currency();
        }
        return fields;
    }

    private static String[] plainFields(Event event) {
        return new String[] {
            event.id().toString(),
            event.userId() == Event.GUEST ? "" : Long.toString(event.userId()),
            event.product().id(),
            event.product().name(),
            event.product().category(),
            event.type().word(),
            Integer.toString(event.quantity()),
            event.price().toPlainString(),
            text(event.timestamp())
        };
    }
}
