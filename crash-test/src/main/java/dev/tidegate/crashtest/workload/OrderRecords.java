package dev.tidegate.crashtest.workload;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Records of the stream that {@code streams/orders.yaml} declares. */
public final class OrderRecords implements Records {

    private static final List<String> ALL =
            List.of("order", "line", "sku", "quantity", "price", "currency", "status", "updated_at", "op");
    private static final List<String> OPTIONAL = List.of("line", "quantity", "currency", "status");

    private final Versions<OrderLine> versions;

    public OrderRecords(Times times) {
        this.versions = new Versions<>(times, new OrderMaker());
    }

    @Override
    public Columns columns(Random random) {
        return Columns.any(ALL, OPTIONAL, random);
    }

    /** Without it nobody can tell which records take their row away. */
    @Override
    public String required() {
        return "op";
    }

    @Override
    public void accepted(CsvText text, boolean fresh) {
        OrderLine line = next(text, fresh);
        OrderLine kept = line.in(text.columns());
        text.accept(kept, kept.deleted() ? takingAway(line, text.random()) : values(kept, text.random()));
    }

    /** Of a record that takes its row away only key, version and {@code op} matter. */
    private static Map<String, String> takingAway(OrderLine line, Random random) {
        Map<String, String> values = values(line, random);
        values.put("op", "d");
        if (random.nextBoolean()) {
            values.put("status", "draft");
            values.put("price", "dear");
            values.put("sku", "");
        }
        return values;
    }

    @Override
    public void filtered(CsvText text, boolean fresh) {
        OrderLine line = next(text, fresh);
        if (text.columns().has("status")) {
            Map<String, String> values = values(line, text.random());
            values.put("status", "draft");
            values.put("price", "dear");
            text.filter(values);
        } else {
            // A file that does not say the status has nothing to be filtered.
            text.reject("missing_value", "sku", " ", values(line, text.random()));
        }
    }

    @Override
    public void rejected(CsvText text, boolean fresh) {
        Map<String, String> values = values(next(text, fresh), text.random());
        switch (text.random().nextInt(8)) {
            case 0 -> text.reject("missing_value", "order", " ", values);
            case 1 -> text.reject("too_many_decimals", "price", "1.00005", values);
            case 2 -> text.reject("bad_decimal", "price", "1e3", values);
            case 3 -> text.reject("bad_timestamp", "updated_at", "2026-03-01 24:00:00", values);
            case 4 -> {
                // Whether a record takes its row away or not, its key must be right.
                values.put("op", text.random().nextBoolean() ? "d" : "");
                text.reject("too_long_text", "order", "o".repeat(65), values);
            }
            case 5 -> {
                values.put("sku", "LAMP-A");
                text.rejectWithMoreFields(values);
            }
            case 6 -> text.rejectRepeatedHeader();
            default -> text.rejectBadBytes("sku", values);
        }
    }

    private OrderLine next(CsvText text, boolean fresh) {
        OrderLine line = fresh ? versions.fresh(text.random()) : versions.any(text.random());
        return text.padding().isEmpty() ? line : line.noted(text.padding());
    }

    private static Map<String, String> values(OrderLine line, Random random) {
        Map<String, String> values = new HashMap<>();
        values.put("order", random.nextInt(8) == 0 ? " " + line.order() + " " : line.order());
        values.put("line", number(line.line(), random));
        values.put("sku", line.sku());
        values.put("quantity", quantity(line.quantity(), random));
        values.put("price", Written.decimal(line.price(), random));
        values.put("currency", line.currency().equals("EUR") && random.nextBoolean() ? "" : line.currency());
        values.put("status", Written.text(line.status()));
        values.put("updated_at", Written.time(line.time(), random));
        values.put("op", random.nextInt(3) == 0 ? "u" : "");
        values.put(Columns.EXTRA, Written.text(line.note()));
        return values;
    }

    private static String number(long line, Random random) {
        if (line == 1 && random.nextBoolean()) {
            return "";
        }
        return random.nextInt(6) == 0 ? "+0" + line : Long.toString(line);
    }

    private static String quantity(BigDecimal quantity, Random random) {
        boolean mayBeLeftOut = quantity.compareTo(BigDecimal.ONE) == 0;
        return mayBeLeftOut && random.nextBoolean() ? "" : Written.decimal(quantity, random);
    }
}
