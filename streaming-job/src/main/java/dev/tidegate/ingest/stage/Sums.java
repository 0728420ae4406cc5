package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Type;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Sums of the events that a task stages, for the aggregates: the tasks have time to add up, the one session that merges has
 * not. {@code aggregate_changed_rows()} in postgres_setup.sql takes the sums where it can prove that they are of exactly the
 * rows inserted, and adds up the rows where it cannot.
 *
 * <p>So a task may give up the sums of an aggregate at any time: when there are too many of them to save work. Some may be
 * staged by then. Only sums of an aggregate that no task has given up are handed over, since only those are of all staged
 * events.
 */
final class Sums {

    private static final int COLUMNS = 21;

    private static final int USER_ID = Events.STREAM.place("user_id");
    private static final int PRODUCT_ID = Events.STREAM.place("product_id");
    private static final int PRODUCT_NAME = Events.STREAM.place("product_name");
    private static final int CATEGORY = Events.STREAM.place("category");
    private static final int EVENT_TYPE = Events.STREAM.place(Events.EVENT_TYPE);
    private static final int QUANTITY = Events.STREAM.place(Events.QUANTITY);
    private static final int CURRENCY = Events.STREAM.place("currency");
    private static final int TOTAL_PRICE = Events.STREAM.place("total_price");
    private static final int TIMESTAMP = Events.STREAM.place("event_timestamp");
    private static final int DAY = Events.STREAM.place("event_date");

    private static final int DECIMALS_OF_QUANTITY =
            ((Type.Decimal) Events.STREAM.column(Events.QUANTITY).type()).scale();
    private static final int DECIMALS_OF_REVENUE =
            ((Type.Arithmetic) Events.STREAM.column("total_price").type()).scale();

    /** The columns of {@code copy_sums.sql} that count the events of a user, in their order. */
    private static final List<String> COUNTED =
            List.of(Events.VIEW, Events.CLICK, Events.BUY, Events.CART, Events.REMOVE, Events.CHECKOUT, Events.REFUND);

    private static final long MICROS_A_MINUTE = 60_000_000;

    /** Bounds the memory of a task, to about ten megabytes for each aggregate. */
    private static final int MOST = 1 << 16;

    /** A sum of fewer events costs the session as much as the events do. */
    private static final int WORTH = 3;

    private static final int NONE = -1;

    /** The golden ratio's bits, as in Fibonacci hashing (Knuth, The Art of Computer Programming, 6.4). */
    private static final long MIX = 0x9E3779B97F4A7C15L;

    /**
     * Texts by number: most files have only a few, and two numbers are compared faster than two texts. The event types come
     * first, in their order.
     */
    private final List<String> texts = new ArrayList<>();

    private final Map<String, Integer> places = new HashMap<>();
    private final int buy;
    private final int refund;

    private final Rows rows;
    private final boolean kept;
    private final Aggregate minutes = new Aggregate("sales_by_minute");
    private final Aggregate products = new Aggregate("product_by_day");
    private final Aggregate users = new Aggregate("user_by_day");

    /** Of a stream without aggregates nothing is added up. */
    Sums(Stream stream, Rows rows) {
        this.kept = areKeptOf(stream);
        this.rows = rows;
        Events.TYPES.forEach(this::place);
        this.buy = place(Events.BUY);
        this.refund = place(Events.REFUND);
    }

    /** Whether there are aggregates of a stream: of all that the job loads, only events have some. */
    static boolean areKeptOf(Stream stream) {
        return Events.is(stream.name());
    }

    /** Where they are staged, in the columns of {@code copy_sums.sql}. */
    interface Rows {

        /** Begins the row of a sum of so many columns. */
        CopyBuffer begin(int columns);

        /** Called behind each row. */
        void done() throws SQLException;
    }

    /**
     * What is added up together.
     *
     * @param time minutes since 1970 for sales, else days
     * @param id product or user; null for guests and for sales
     * @param type place of the text, as of the others; {@link #NONE} for users
     * @param name {@link #NONE} but for products
     */
    private record Key(long time, String id, int type, int category, int currency, int name) {

        /** That of a record puts keys like these, numbers in a row, into few buckets. */
        @Override
        public int hashCode() {
            long hash = (time * MIX + (id == null ? 0 : id.hashCode())) * MIX + type;
            hash = ((hash * MIX + category) * MIX + currency) * MIX + name;
            return (int) ((hash * MIX) >>> 32);
        }
    }

    private static final class Sum {
        private final long[] byType = new long[Events.TYPES.size()];
        private final Exact quantity = new Exact();
        private final Exact revenue = new Exact();
        private final Exact refunded = new Exact();
        private long newest = Long.MIN_VALUE;

        long events() {
            return LongStream.of(byType).sum();
        }

        long events(String type) {
            return byType[Events.TYPES.indexOf(type)];
        }

        void count(int type, long micros) {
            byType[type]++;
            newest = Math.max(newest, micros);
        }
    }

    /** An exact sum: a long for as long as one is enough. */
    private static final class Exact {
        private long small;
        private BigInteger large;

        void add(long units) {
            long sum = small + units;
            if (((small ^ sum) & (units ^ sum)) < 0) {
                addLarge(BigInteger.valueOf(units));
            } else {
                small = sum;
            }
        }

        /** By the halves of 128 bits. */
        void add(long high, long low) {
            if (high == low >> (Long.SIZE - 1)) {
                add(low);
            } else {
                addLarge(BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(new BigInteger(Long.toUnsignedString(low))));
            }
        }

        private void addLarge(BigInteger units) {
            large = large == null ? units : large.add(units);
        }

        void write(CopyBuffer row, int scale) {
            if (large == null) {
                row.numeric(small, scale);
            } else {
                row.numeric(large.add(BigInteger.valueOf(small)), scale);
            }
        }
    }

    private final class Aggregate {
        private final String name;
        private final Map<Key, Sum> sums = new HashMap<>();
        private long events;
        private long staged;
        private boolean givenUp;

        Aggregate(String name) {
            this.name = name;
        }

        void add(Key key, int type, long micros, Row event) throws SQLException {
            if (givenUp) {
                return;
            }
            Sum sum = sums.computeIfAbsent(key, none -> new Sum());
            sum.count(type, micros);
            // Of a sum of all types only what was bought, and what was given back.
            if (key.type != NONE || type == buy) {
                sum.quantity.add(event.number(QUANTITY));
                sum.revenue.add(event.number(TOTAL_PRICE), event.low(TOTAL_PRICE));
            } else if (type == refund) {
                sum.refunded.add(event.number(TOTAL_PRICE), event.low(TOTAL_PRICE));
            }
            events++;
            if (sums.size() >= MOST) {
                stage();
            }
        }

        /** Brings the sums so far to where they are staged, if they are worth it. */
        void stage() throws SQLException {
            staged += sums.size();
            if (events < WORTH * staged) {
                giveUp();
                return;
            }
            for (Map.Entry<Key, Sum> sum : sums.entrySet()) {
                write(rows.begin(COLUMNS), this, sum.getKey(), sum.getValue());
                rows.done();
            }
            sums.clear();
        }

        void giveUp() {
            givenUp = true;
            sums.clear();
        }
    }

    /** Adds an accepted event. */
    void add(Row event) throws SQLException {
        if (!kept) {
            return;
        }
        if (texts.size() > MOST) {
            List.of(minutes, products, users).forEach(Aggregate::giveUp);
            return;
        }
        long micros = event.number(TIMESTAMP);
        long day = event.number(DAY);
        int type = place(event.text(EVENT_TYPE));
        int category = place(event.text(CATEGORY));
        int currency = place(event.text(CURRENCY));
        Key minute = new Key(Math.floorDiv(micros, MICROS_A_MINUTE), null, type, category, currency, NONE);
        minutes.add(minute, type, micros, event);
        // There may be many names.
        if (!products.givenUp) {
            int name = place(event.text(PRODUCT_NAME));
            products.add(new Key(day, event.text(PRODUCT_ID), type, category, currency, name), type, micros, event);
        }
        users.add(new Key(day, event.text(USER_ID), NONE, category, currency, NONE), type, micros, event);
    }

    private int place(String text) {
        if (text == null) {
            return NONE;
        }
        Integer place = places.get(text);
        if (place == null) {
            place = texts.size();
            texts.add(text);
            places.put(text, place);
        }
        return place;
    }

    /** All events are added: returns the aggregates for which all of them are summed and staged. */
    List<String> finish() throws SQLException {
        if (!kept) {
            return List.of();
        }
        List<String> complete = new ArrayList<>();
        for (Aggregate aggregate : List.of(minutes, products, users)) {
            aggregate.stage();
            if (!aggregate.givenUp) {
                complete.add(aggregate.name);
            }
        }
        return complete;
    }

    private void write(CopyBuffer row, Aggregate aggregate, Key key, Sum sum) {
        row.text(aggregate.name);
        if (aggregate == minutes) {
            row.timestamp(key.time * MICROS_A_MINUTE);
            row.nullValue();
        } else {
            row.nullValue();
            row.date(key.time);
        }
        row.text(aggregate == users ? key.id : null);
        row.text(aggregate == products ? key.id : null);
        text(row, key.type);
        text(row, key.category);
        text(row, key.currency);
        text(row, key.name);
        row.int8(sum.events());
        for (String type : COUNTED) {
            if (key.type == NONE) {
                row.int8(sum.events(type));
            } else {
                row.nullValue();
            }
        }
        sum.quantity.write(row, DECIMALS_OF_QUANTITY);
        sum.revenue.write(row, DECIMALS_OF_REVENUE);
        sum.refunded.write(row, DECIMALS_OF_REVENUE);
        row.timestamp(sum.newest);
    }

    private void text(CopyBuffer row, int place) {
        row.text(place == NONE ? null : texts.get(place));
    }
}
