package dev.tidegate.dashboard.web;

import dev.tidegate.dashboard.panel.Bucket;
import dev.tidegate.dashboard.panel.Filter;
import dev.tidegate.dashboard.panel.Panel;
import dev.tidegate.dashboard.panel.Question;
import dev.tidegate.dashboard.panel.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes a question of the parameters of an address. What it does not understand it refuses, and never ignores. */
final class Questions {
    private static final String USUAL_RANGE = "24h";
    private static final Duration LONGEST = Duration.ofDays(800);
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2101-01-01T00:00:00Z");
    private static final long MOST_ROWS = 10_000;
    private static final int LONGEST_TEXT = 500;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final Pattern CURRENCY = Pattern.compile("([A-Z]{3})?");
    private static final Pattern STREAM = Pattern.compile("[a-z][a-z0-9_]{0,31}");
    private static final Map<Panel, Set<String>> ORDERS = Map.of(
            Panel.PRODUCTS,
            Set.of("revenue", "units", "view_to_buy"),
            Panel.TOP_USERS,
            Set.of("events", "orders", "revenue"));
    private static final Set<String> TYPES = Set.of("view", "click", "cart", "remove", "checkout", "buy", "refund");
    private static final Set<String> STATES = Set.of("loaded", "archived", "quarantined", "missing");

    private Questions() {}

    /** @throws BadRequest where a parameter is unknown, given twice, or has a wrong value */
    static Question of(Panel panel, Map<String, List<String>> parameters) {
        Set<String> known =
                panel.filters().stream().map(Filter::parameter).collect(Collectors.toCollection(TreeSet::new));
        if (panel.isRanged()) {
            known.addAll(Set.of("range", "from", "to"));
        }
        parameters.forEach((name, values) -> {
            if (!known.contains(name)) {
                throw new BadRequest("Unknown parameter " + name + "; " + panel.label() + " takes "
                        + (known.isEmpty() ? "none" : String.join(", ", known)));
            }
            if (values.size() > 1) {
                throw new BadRequest("The parameter " + name + " is given " + values.size() + " times");
            }
        });
        Map<Filter, Object> filters = new EnumMap<>(Filter.class);
        for (Filter filter : panel.filters()) {
            String value = one(parameters, filter.parameter());
            if (value != null) {
                filters.put(filter, value(panel, filter, value));
            }
        }
        return bounded(new Question(panel, panel.isRanged() ? range(parameters) : Question.NO_RANGE, filters));
    }

    private static Object value(Panel panel, Filter filter, String value) {
        return switch (filter) {
            case CATEGORY, REASON, PRODUCT, USER -> text(filter, value);
            case CURRENCY -> currency(value);
            case BUCKET ->
                Bucket.labelled(value).orElseThrow(() -> wrong(filter.parameter(), value, "1m, 5m, 15m, 1h, 1d or 7d"));
            case ORDER -> word(filter, value, ORDERS.get(panel));
            case TYPE -> word(filter, value, TYPES);
            case STEPS -> steps(value);
            case STREAM -> stream(value);
            case STATE -> word(filter, value, STATES);
            case FILE -> number(filter, value);
            case BEFORE -> before(panel, value);
            case LIMIT -> limit(value);
        };
    }

    private static TimeRange range(Map<String, List<String>> parameters) {
        String name = one(parameters, "range");
        String from = one(parameters, "from");
        String to = one(parameters, "to");
        if (from == null && to == null) {
            String wanted = name == null ? USUAL_RANGE : name;
            Duration span = TimeRange.NAMED.get(wanted);
            if (span == null) {
                throw wrong("range", wanted, "15m, 1h, 6h, 24h, 7d, 30d or 90d");
            }
            return new TimeRange.Last(span);
        }
        if (name != null || from == null || to == null) {
            throw new BadRequest("Expected either range, or from and to together");
        }
        Instant begin = moment("from", from);
        Instant end = moment("to", to);
        if (!begin.isBefore(end) || Duration.between(begin, end).compareTo(LONGEST) > 0) {
            throw new BadRequest("from (" + from + ") must lie before to (" + to + "), by at most 800 days");
        }
        return new TimeRange.Between(begin, end);
    }

    private static Question bounded(Question question) {
        Object bucket = question.filters().get(Filter.BUCKET);
        if (bucket != null && !question.readableBuckets().contains(bucket)) {
            throw new BadRequest("That many bars cannot be told apart: take a longer bucket or a shorter time");
        }
        return question;
    }

    private static Instant moment(String name, String value) {
        try {
            Instant moment = Instant.parse(value);
            if (moment.isBefore(EARLIEST) || moment.isAfter(LATEST)) {
                throw wrong(name, value, "a moment of the years 1970 to 2100");
            }
            return moment;
        } catch (DateTimeParseException e) {
            throw wrong(name, value, "a moment in UTC like 2026-11-01T00:00:00Z");
        }
    }

    private static String text(Filter filter, String value) {
        if (value.codePointCount(0, value.length()) > LONGEST_TEXT || value.indexOf('\0') >= 0) {
            throw wrong(filter.parameter(), "..", "at most " + LONGEST_TEXT + " characters, none of them NUL");
        }
        return value;
    }

    private static String word(Filter filter, String value, Set<String> words) {
        if (!words.contains(value)) {
            throw wrong(filter.parameter(), value, String.join(", ", new TreeSet<>(words)));
        }
        return value;
    }

    private static String steps(String value) {
        List<String> named = List.of(value.split(",", -1));
        List<String> types = named.stream()
                .map(step -> step.endsWith("?") ? step.substring(0, step.length() - 1) : step)
                .toList();
        boolean isEachOnce = Set.copyOf(types).size() == types.size();
        if (!TYPES.containsAll(types) || !isEachOnce || named.get(0).endsWith("?")) {
            throw wrong(
                    Filter.STEPS.parameter(),
                    value,
                    "types of events, each once, with commas between, and a ? behind those that are optional, not the"
                            + " first: view,cart?,checkout?,buy");
        }
        return value;
    }

    private static String currency(String value) {
        if (!CURRENCY.matcher(value).matches()) {
            throw wrong(Filter.CURRENCY.parameter(), value, "three capital letters, or nothing for events without one");
        }
        return value;
    }

    private static String stream(String value) {
        if (!STREAM.matcher(value).matches()) {
            throw wrong(
                    Filter.STREAM.parameter(),
                    value,
                    "a name of a stream: a small letter, and up to 31 small letters, digits and _");
        }
        return value;
    }

    private static Long number(Filter filter, String value) {
        if (!NUMBER.matcher(value).matches()) {
            throw wrong(filter.parameter(), value, "a number of at most 18 digits");
        }
        return Long.valueOf(value);
    }

    private static String before(Panel panel, String value) {
        boolean ofRejects = panel == Panel.REJECTS;
        Pattern expected = ofRejects ? Pattern.compile("[0-9]{1,18}\\.[0-9]{1,18}") : NUMBER;
        if (!expected.matcher(value).matches()) {
            throw wrong("before", value, ofRejects ? "file_id.byte_offset" : "a file_id");
        }
        return value;
    }

    private static Long limit(String value) {
        long rows = number(Filter.LIMIT, value);
        if (rows < 1 || rows > MOST_ROWS) {
            throw wrong("limit", value, "1 to " + MOST_ROWS);
        }
        return rows;
    }

    private static String one(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.get(name);
        return values == null ? null : values.get(0);
    }

    private static BadRequest wrong(String name, String value, String expected) {
        return new BadRequest("Wrong value for " + name + ": " + value + "; expected " + expected);
    }
}
