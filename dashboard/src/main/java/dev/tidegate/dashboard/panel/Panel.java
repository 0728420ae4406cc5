package dev.tidegate.dashboard.panel;

import static dev.tidegate.dashboard.panel.Filter.BEFORE;
import static dev.tidegate.dashboard.panel.Filter.BUCKET;
import static dev.tidegate.dashboard.panel.Filter.CATEGORY;
import static dev.tidegate.dashboard.panel.Filter.CURRENCY;
import static dev.tidegate.dashboard.panel.Filter.FILE;
import static dev.tidegate.dashboard.panel.Filter.LIMIT;
import static dev.tidegate.dashboard.panel.Filter.ORDER;
import static dev.tidegate.dashboard.panel.Filter.PRODUCT;
import static dev.tidegate.dashboard.panel.Filter.REASON;
import static dev.tidegate.dashboard.panel.Filter.STATE;
import static dev.tidegate.dashboard.panel.Filter.STEPS;
import static dev.tidegate.dashboard.panel.Filter.STREAM;
import static dev.tidegate.dashboard.panel.Filter.TYPE;
import static dev.tidegate.dashboard.panel.Filter.USER;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the page asks: each constant is the query of that name and what it can be narrowed by. */
public enum Panel {
    /** Sales now, a day, a week and a period before. */
    SALES(true, CATEGORY, CURRENCY),
    /** The currencies in which something was bought, the one with most orders first. */
    CURRENCIES(false),
    /** The newest hour with events. */
    NEWEST_SALES(false),
    /** Sales by bucket, and the same bucket a week or a period before. */
    TREND(true, CATEGORY, CURRENCY, BUCKET),
    /** Sales by bucket of the categories with the most revenue. */
    TREND_BY_CATEGORY(true, CATEGORY, CURRENCY, BUCKET),
    /** Sales by category. */
    CATEGORIES(true, CURRENCY),
    /** View, click, buy by distinct users. */
    FUNNEL(true, CATEGORY),
    /** Chosen steps by distinct users of a day, week or month. */
    FUNNEL_BY_STEPS(false, STEPS),
    /** The same steps by sessions. */
    SESSION_FUNNEL(true, STEPS),
    /** What was put into carts, and what became of them, by day. */
    CARTS(true, CURRENCY),
    /** What is left in abandoned carts by product. */
    ABANDONED(true, CATEGORY, CURRENCY, LIMIT),
    /** Refunds beside orders by day, category and product. */
    REFUNDS(true, CATEGORY, CURRENCY, LIMIT),
    /** Products by revenue, units or view-to-buy rate. */
    PRODUCTS(true, CATEGORY, CURRENCY, ORDER, LIMIT),
    /** Users of the last 5 minutes, hour, today and 7 days. */
    ACTIVE_USERS(false),
    /** New and returning users by day. */
    NEW_USERS(true),
    /** How many users did how much. */
    ENGAGEMENT(true, CATEGORY),
    /** The users who did most. */
    TOP_USERS(true, CATEGORY, CURRENCY, ORDER, LIMIT),
    /** How many users of each cohort came back, and bought, by week and month. */
    RETENTION(false),
    /** What a user of each cohort has spent so far, by week and month. */
    COHORT_VALUES(false, CURRENCY),
    /** Buyers by month, and how many bought on another day. */
    REPEAT_BUYERS(false),
    /** From one buying day of a user to the next one: how often it was how many days. */
    DAYS_BETWEEN_ORDERS(false, LIMIT),
    /** Guests beside known users by day. */
    GUESTS(true, CURRENCY),
    /** Sessions by bucket of at least an hour. */
    SESSIONS(true, BUCKET),
    /** The products with which most sessions began, and how many ended with them. */
    SESSION_PRODUCTS(true, LIMIT),
    /** The rows behind a bar, newest first. */
    EVENTS(true, CATEGORY, TYPE, PRODUCT, USER, LIMIT),
    /** Batches, files and events a second of the last minute, hour and day. */
    INTAKE(false, STREAM),
    /** Lag from file to row. */
    LAG(false, STREAM),
    /** Events a second of the last hour by minute. */
    INTAKE_TREND(false, STREAM),
    /** Lag of the newest files. */
    LAG_TREND(false, STREAM),
    /** The seven counts of all files, by stream. */
    COUNTS(false, STREAM),
    /** Rejects of the last 24 hours by stream and reason. */
    REJECT_REASONS(false, STREAM),
    /** Rejects with their raw line, newest first. */
    REJECTS(false, STREAM, REASON, FILE, BEFORE, LIMIT),
    /** The ledger of files, newest first. */
    FILES(false, STREAM, STATE, FILE, BEFORE, LIMIT);

    private static final Set<Panel> OF_USERS = EnumSet.of(FUNNEL, ACTIVE_USERS, NEW_USERS, ENGAGEMENT, TOP_USERS);

    private final boolean ranged;
    // A Set.of cannot change, but its type does not say so.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<Filter> filters;

    private final String sql;

    Panel(boolean ranged, Filter... filters) {
        this.ranged = ranged;
        this.filters = Set.of(filters);
        this.sql = Sql.named(label());
    }

    /** By its label. */
    public static Optional<Panel> labelled(String label) {
        return Arrays.stream(values())
                .filter(panel -> panel.label().equals(label))
                .findFirst();
    }

    /** Its name in addresses: the constant's in lower case with hyphens. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it is about a time range. */
    public boolean isRanged() {
        return ranged;
    }

    /** Whether it counts distinct users, which takes seconds where there are very many of them. */
    boolean countsUsers() {
        return OF_USERS.contains(this);
    }

    /** What it can be narrowed by. */
    public Set<Filter> filters() {
        return filters;
    }

    String sql() {
        return sql;
    }
}
