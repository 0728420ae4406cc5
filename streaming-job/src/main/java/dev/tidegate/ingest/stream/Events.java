package dev.tidegate.ingest.stream;

import java.util.List;

/** The stream that is built in: what the users of a shop view, click and buy. Declared in {@code streams/events.yaml}. */
public final class Events {

    public static final Stream STREAM = DeclaredStream.shipped("events");

    public static final String EVENT_TYPE = "event_type";
    public static final String QUANTITY = "quantity";

    public static final String VIEW = "view";
    public static final String CLICK = "click";
    public static final String CART = "cart";
    public static final String REMOVE = "remove";
    public static final String CHECKOUT = "checkout";
    public static final String BUY = "buy";
    public static final String REFUND = "refund";

    /** The event types that there may be, in the order of a sale. Which of them become rows is for the job to say. */
    public static final List<String> TYPES = List.of(VIEW, CLICK, CART, REMOVE, CHECKOUT, BUY, REFUND);

    private Events() {}

    /** Whether a stream of this name is the built-in one. */
    public static boolean is(String stream) {
        return STREAM.name().equals(stream);
    }
}
