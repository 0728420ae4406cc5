package dev.tidegate.crashtest.workload;

import dev.tidegate.crashtest.workload.Outcome.Accepted;
import dev.tidegate.crashtest.workload.Outcome.Filtered;
import dev.tidegate.crashtest.workload.Outcome.Rejected;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** The text of one file, written record by record, and what has to become of each. */
final class CsvText {

    private static final byte[] NOT_UTF8 = {'a', (byte) 0xc3, (byte) 0x28, 'b'};

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Columns columns;
    private final byte[] lineEnd;
    private final Random random;
    private final String padding;
    private long line = 1;

    /** @param padding the note of each record, so that few records fill a big file; empty for notes of all kinds */
    CsvText(Columns columns, Random random, String padding) {
        this.columns = columns;
        this.random = random;
        this.padding = padding;
        this.lineEnd = (random.nextInt(4) == 0 ? "\r\n" : "\n").getBytes(StandardCharsets.US_ASCII);
        end(header());
    }

    /** The random numbers of the file. */
    Random random() {
        return random;
    }

    Columns columns() {
        return columns;
    }

    String padding() {
        return padding;
    }

    /**
     * Writes a record that is loaded.
     *
     * @param values of its fields, by the names of the columns; those of columns that the file does not have are left out
     */
    void accept(Row row, Map<String, String> values) {
        outcomes.add(new Accepted(line, row));
        end(record(values));
    }

    void filter(Map<String, String> values) {
        outcomes.add(new Filtered(line));
        end(record(values));
    }

    /** Writes a record with a value that is wrong. */
    void reject(String reason, String column, String value, Map<String, String> values) {
        values.put(column, value);
        reject(reason, record(values));
    }

    /** @param values none with a line break: a quoted one counts as one only in a record that is otherwise whole */
    void rejectWithMoreFields(Map<String, String> values) {
        reject("field_count", (text(values) + ",one,more").getBytes(StandardCharsets.UTF_8));
    }

    void rejectRepeatedHeader() {
        reject("repeated_header", header());
    }

    /** @param column any one; no other value may have an @ */
    void rejectBadBytes(String column, Map<String, String> values) {
        values.put(column, "@");
        ByteArrayOutputStream bad = new ByteArrayOutputStream();
        for (byte each : record(values)) {
            if (each == '@') {
                bad.writeBytes(NOT_UTF8);
            } else {
                bad.write(each);
            }
        }
        reject("bad_encoding", bad.toByteArray());
    }

    private void reject(String reason, byte[] raw) {
        outcomes.add(new Rejected(line, bytes.size(), reason, raw));
        end(raw);
    }

    private byte[] header() {
        return String.join(",", columns.names()).getBytes(StandardCharsets.UTF_8);
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

    /** All of it; some files end without a line end. */
    byte[] bytes() {
        byte[] all = bytes.toByteArray();
        boolean cut = random.nextInt(5) == 0 && !outcomes.isEmpty();
        return cut ? Arrays.copyOf(all, all.length - lineEnd.length) : all;
    }

    List<Outcome> outcomes() {
        return outcomes;
    }
}
