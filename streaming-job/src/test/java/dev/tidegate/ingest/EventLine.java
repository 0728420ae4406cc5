package dev.tidegate.ingest;

import java.util.UUID;

/** A record of a file as its producer writes it; every part may be given some other text. */
record EventLine(
        String id,
        String user,
        String product,
        String name,
        String category,
        String type,
        String quantity,
        String price,
        String time) {

    static final String HEADER =
            "event_id,user_id,product_id,product_name,category,event_type,quantity,price,timestamp";

    /** Event number {@code n}: a view that breaks no rule. */
    static EventLine event(int n) {
        return new EventLine(uuid(n), "7", "21", "Lamp", "Home", "view", "1", "9.99", "2026-03-01T10:00:00Z");
    }

    static String uuid(int n) {
        return new UUID(0, n).toString();
    }

    EventLine id(String other) {
        return new EventLine(other, user, product, name, category, type, quantity, price, time);
    }

    EventLine user(String other) {
        return new EventLine(id, other, product, name, category, type, quantity, price, time);
    }

    EventLine product(String other) {
        return new EventLine(id, user, other, name, category, type, quantity, price, time);
    }

    EventLine name(String other) {
        return new EventLine(id, user, product, other, category, type, quantity, price, time);
    }

    EventLine category(String other) {
        return new EventLine(id, user, product, name, other, type, quantity, price, time);
    }

    EventLine type(String other) {
        return new EventLine(id, user, product, name, category, other, quantity, price, time);
    }

    EventLine quantity(String other) {
        return new EventLine(id, user, product, name, category, type, other, price, time);
    }

    EventLine price(String other) {
        return new EventLine(id, user, product, name, category, type, quantity, other, time);
    }

    /** At a time of 1 March 2026, UTC. */
    EventLine at(String timeOfDay) {
        return time("2026-03-01T" + timeOfDay + "Z");
    }

    EventLine time(String other) {
        return new EventLine(id, user, product, name, category, type, quantity, price, other);
    }

    /** The line of the file, without its end. */
    @Override
    public String toString() {
        return String.join(",", id, user, product, name, category, type, quantity, price, time);
    }
}
