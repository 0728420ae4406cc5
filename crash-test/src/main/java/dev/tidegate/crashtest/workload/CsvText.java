package dev.tidegate.crashtest.workload;

import dev.tidegate.crashtest.workload.Outcome.Accepted;
import dev.tidegate.crashtest.workload.Outcome.Filtered;
import dev.tidegate.crashtest.workload.Outcome.Rejected;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** The text of one file, written record by record, and what has to become of each. */
final class CsvText {

    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSXXX", Locale.ROOT);
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);
    private static final byte[] NOT_UTF8 = {'a', (byte) 0xc3, (byte) 0x28, 'b'};

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Columns columns;
    private final byte[] lineEnd;
    private final Random random;
    private final String padding;
    private long line = 1;

    /** @param padding put behind each product name, so that few records fill a big file */
    CsvText(Columns columns, Random random, String padding) {
        this.columns = columns;
        this.random = random;
        this.padding = padding;
        this.lineEnd = (random.nextInt(4) == 0 ? "\r\n" : "\n").getBytes(StandardCharsets.US_ASCII);
        end(header());
    }

    private byte[] header() {
        return String.join(",", columns.names()).getBytes(StandardCharsets.UTF_8);
    }

    void accepted(Event event) {
        Event written = padded(event).in(columns);
        outcomes.add(new Accepted(line, written));
        end(record(values(written)));
    }

    private Event padded(Event event) {
        return padding.isEmpty()
                ? event
                : new Event(
                        event.id(),
                        event.user(),
                        event.product(),
                        padding,
                        event.category(),
                        event.type(),
                        event.quantity(),
                        event.price(),
                        event.time(),
                        event.note());
    }

    /** An event of another type; its other values do not matter. */
    void filtered(Event event) {
        Map<String, String> values = values(event.in(columns));
        values.put("event_type", "Wishlist ");
        values.put("price", "dear");
        outcomes.add(new Filtered(line));
        end(record(values));
    }

    void rejected(Event event) {
        Map<String, String> values = values(event.in(columns));
        switch (random.nextInt(7)) {
            case 0 -> reject("bad_uuid", "event_id", "1-1-1-1-1", values);
            case 1 -> reject("too_many_decimals", "price", "1.005", values);
            case 2 -> reject("bad_timestamp", "timestamp", "2026-03-01 24:00:00", values);
            case 3 -> reject("missing_value", "event_type", " ", values);
            case 4 -> reject("field_count", withMoreFields(values));
            case 5 -> reject("repeated_header", header());
            default -> reject("bad_encoding", withBadBytes(values));
        }
    }

    private void reject(String reason, String column, String value, Map<String, String> values) {
        values.put(column, value);
        reject(reason, record(values));
    }

    private void reject(String reason, byte[] raw) {
        outcomes.add(new Rejected(line, bytes.size(), reason, raw));
        end(raw);
    }

    /** On one line: a quoted line break counts as one only in a record that is otherwise whole. */
    private byte[] withMoreFields(Map<String, String> values) {
        values.put("product_name", "Kettle");
        return (text(values) + ",one,more").getBytes(StandardCharsets.UTF_8);
    }

    private byte[] withBadBytes(Map<String, String> values) {
        values.put("user_id", "@");
        byte[] good = record(values);
        ByteArrayOutputStream bad = new ByteArrayOutputStream();
        for (byte each : good) {
            if (each == '@') {
                bad.writeBytes(NOT_UTF8);
            } else {
                bad.write(each);
            }
        }
        return bad.toByteArray();
    }

    private void end(byte[] record) {
        bytes.writeBytes(record);
        bytes.writeBytes(lineEnd);
        for (byte each : record) {
            line += each == '\n' ? 1 : 0;
        }
        line++;
    }

    private byte[] record(Map<String, String> values) {
        return text(values).getBytes(StandardCharsets.UTF_8);
    }

    private String text(Map<String, String> values) {
        return columns.names().stream()
                .map(name -> quoted(values.getOrDefault(name, "")))
                .collect(Collectors.joining(","));
    }

    private String quoted(String value) {
        boolean must = value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return must || random.nextInt(20) == 0 ? '"' + value.replace("\"", "\"\"") + '"' : value;
    }

    private Map<String, String> values(Event event) {
        Map<String, String> values = new HashMap<>();
        values.put("event_id", event.id().toString());
        values.put("user_id", Long.toString(event.user()));
        values.put("product_id", Long.toString(event.product()));
        values.put("product_name", orEmpty(event.productName()));
        values.put("category", orEmpty(event.category()));
        values.put("event_type", random.nextInt(5) == 0 ? event.type().toUpperCase(Locale.ROOT) : event.type());
        values.put("quantity", event.quantity() == 1 && random.nextBoolean() ? "" : "" + event.quantity());
        values.put("price", price(event.price()));
        values.put("timestamp", time(event));
        values.put(Columns.EXTRA, orEmpty(event.note()));
        return values;
    }

    private static String orEmpty(String value) {
        return value == null ? "" : value;
    }

    private String price(BigDecimal price) {
        return random.nextBoolean() ? price.toPlainString() : plain(price.stripTrailingZeros());
    }

    private static String plain(BigDecimal price) {
        return price.signum() == 0 ? "0" : price.toPlainString();
    }

    private String time(Event event) {
        return switch (random.nextInt(3)) {
            case 0 -> ISO.format(event.time().atOffset(ZoneOffset.UTC));
            case 1 -> ISO.format(event.time().atOffset(ZoneOffset.ofHoursMinutes(5, 30)));
            default -> LOCAL.format(event.time().atOffset(ZoneOffset.UTC));
        };
    }

    /** All of it; some files end without a line end. */
    byte[] bytes() {
        byte[] all = bytes.toByteArray();
        boolean cut = random.nextInt(5) == 0 && !outcomes.isEmpty();
        return cut ? java.util.Arrays.copyOf(all, all.length - lineEnd.length) : all;
    }

    List<Outcome> outcomes() {
        return outcomes;
    }
}
