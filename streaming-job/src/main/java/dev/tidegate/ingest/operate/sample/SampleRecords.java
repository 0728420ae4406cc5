package dev.tidegate.ingest.operate.sample;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Stream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Records of a stream, made up. Keys come again, so that rows are updated, and where the stream knows tombstones some rows are
 * taken away.
 */
final class SampleRecords {

    private static final double KNOWN_KEY = 0.2;
    private static final double TOMBSTONE = 0.04;
    private static final double ABSENT = 0.1;

    /** Keys that may come again. */
    private static final int MOST_KEYS = 10_000;

    private final Stream stream;
    private final SampleTexts texts;
    private final RandomGenerator random;
    private final List<Map<String, String>> keys = new ArrayList<>();
    private long number;

    SampleRecords(Stream stream, SampleTexts texts, RandomGenerator random) {
        this.stream = stream;
        this.texts = texts;
        this.random = random;
    }

    /** The header of its files. */
    List<String> header() {
        return stream.headers();
    }

    /**
     * The next record, in the order of the header.
     *
     * @throws IllegalArgumentException if no value of a column can be made up
     */
    List<String> next(Instant now) {
        number++;
        Map<String, String> values = new HashMap<>();
        for (Column column : stream.columns()) {
            if (column.header() != null) {
                values.putIfAbsent(column.header(), value(column, now));
            }
        }
        values.putAll(key(values));
        if (stream.deleted() != null && random.nextDouble() < TOMBSTONE) {
            values.put(
                    stream.deleted().header(),
                    stream.deleted().values().stream().sorted().findFirst().orElseThrow());
        }
        return header().stream().map(header -> values.getOrDefault(header, "")).toList();
    }

    private String value(Column column, Instant now) {
        if (column.name().equals(stream.version())) {
            return texts.version(column, now, number);
        }
        boolean mayBeAbsent = !column.required() || column.otherwise() != null;
        boolean isOfKey = stream.keyColumns().contains(column.name());
        return mayBeAbsent && !isOfKey && random.nextDouble() < ABSENT ? "" : texts.any(column, now);
    }

    /** One that came before, or this one, which may come again. */
    private Map<String, String> key(Map<String, String> values) {
        if (!keys.isEmpty() && random.nextDouble() < KNOWN_KEY) {
            return keys.get(random.nextInt(keys.size()));
        }
        Map<String, String> key = new HashMap<>();
        for (String name : stream.keyColumns()) {
            String header = stream.column(name).header();
            if (header != null && !name.equals(stream.version())) {
                key.put(header, values.get(header));
            }
        }
        if (keys.size() < MOST_KEYS) {
            keys.add(key);
        }
        return key;
    }
}
