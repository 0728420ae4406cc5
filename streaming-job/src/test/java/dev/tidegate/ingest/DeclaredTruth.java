package dev.tidegate.ingest;

import dev.tidegate.ingest.RandomColumn.Kind;
import dev.tidegate.ingest.RandomColumn.Refused;
import dev.tidegate.ingest.csv.Columns;
import dev.tidegate.ingest.csv.CsvRecords;
import dev.tidegate.ingest.csv.Dialect;
import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.UnusableFileException;
import dev.tidegate.ingest.packing.Packing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must come of deliveries to a declared stream: each value, each verdict, each of the seven counts and each row of the
 * table, in plain Java. Only where records begin and end is asked of the reader, which has proofs of its own.
 */
final class DeclaredTruth {

    private final RandomDeclaration declared;
    private final List<String> headers;
    private final Columns names;
    private final Map<List<String>, Row> table = new HashMap<>();
    private final Map<String, Long> sources = new HashMap<>();
    private final List<String> ledger = new ArrayList<>();
    private final List<String> rejects = new ArrayList<>();

    DeclaredTruth(RandomDeclaration declared) {
        this.declared = declared;
        this.headers = declared.headers();
        Columns.Others others =
                switch (declared.others) {
                    case "extra" -> Columns.Others.KEPT;
                    case "ignore" -> Columns.Others.LEFT;
                    default -> Columns.Others.REFUSED;
                };
        Set<String> required = headers.stream().filter(declared::mustHave).collect(Collectors.toSet());
        this.names = new Columns(headers, required, Set.of(), others);
    }

    /**
     * A file that was delivered.
     *
     * @param id in the ledger
     */
    record File(long id, String path, Instant modified, byte[] bytes) {}

    /** @param values of the columns, in the order of the declaration; the other columns of the file behind them */
    private record Row(long source, long line, int place, List<String> values, boolean deleted) {}

    private static final class Counts {
        private final Map<String, Integer> byName = new LinkedHashMap<>();
        private List<Row> accepted = new ArrayList<>();
        private boolean unusable;

        Counts() {
            Stream.of("read", "inserted", "updated", "unchanged", "stale", "duplicate", "filtered", "rejected")
                    .forEach(name -> byName.put(name, 0));
        }

        void add(String name) {
            byName.merge(name, 1, Integer::sum);
        }

        String shown() {
            String shown = byName.entrySet().stream()
                    .filter(count -> !unusable && count.getValue() > 0)
                    .map(count -> " " + count.getKey() + "=" + count.getValue())
                    .collect(Collectors.joining());
            return shown.isEmpty() ? " read=0" : shown;
        }
    }

    /** {@code id path: state counts} of each file, in order. */
    List<String> ledger() {
        return ledger;
    }

    /** {@code file|line|offset|length|column} of each reject, and the reason where the reader gives it. */
    List<String> rejects() {
        return rejects;
    }

    /** {@code values|deleted|file|line} of each row. */
    List<String> table() {
        return table.values().stream()
                .map(row -> shown(withComputed(row), row.deleted, row.source, row.line))
                .toList();
    }

    /** A row, as the test shows those of the table. */
    static String shown(List<String> values, boolean deleted, long source, long line) {
        return values + "|" + deleted + "|" + source + "|" + line;
    }

    private List<String> withComputed(Row row) {
        List<String> all = new ArrayList<>(row.values);
        if (declared.computed != null) {
            int left = declared.columns.indexOf(declared.computed.left());
            int right = declared.columns.indexOf(declared.computed.right());
            String value = declared.computed.of(row.values.get(left), right < 0 ? null : row.values.get(right));
            // Of a tombstone nothing is left but key and version.
            all.add(declared.columns.size(), row.deleted ? null : value);
        }
        return all;
    }

    /** Forgets rows that were taken away: an older version of one is a new row then. Returns how many. */
    long removeTombstones() {
        long before = table.size();
        table.values().removeIf(Row::deleted);
        return before - table.size();
    }

    /** Takes the files of one micro-batch, in order. */
    void load(List<File> files) throws IOException {
        List<Counts> counts = new ArrayList<>();
        for (File file : files) {
            counts.add(read(counts.size(), file));
        }
        Map<List<String>, Row> winners = new LinkedHashMap<>();
        for (Counts file : counts) {
            file.accepted.forEach(row -> winners.merge(key(row), row, this::winner));
        }
        for (int place = 0; place < files.size(); place++) {
            Counts file = counts.get(place);
            for (Row row : file.accepted) {
                file.add(count(row, winners));
            }
            ledger.add("%d %s: %s%s"
                    .formatted(
                            files.get(place).id,
                            files.get(place).path,
                            file.unusable ? "quarantined" : "archived",
                            file.shown()));
        }
    }

    /** Rows of one file and line are of the same bytes: the first delivery has them. */
    private Row winner(Row one, Row other) {
        boolean isOther = declared.hasKey() && isNewer(other, one);
        return isOther ? other : one;
    }

    private String count(Row row, Map<List<String>, Row> winners) {
        Row winner = winners.get(key(row));
        if (winner.place != row.place || winner.line != row.line) {
            return "duplicate";
        }
        Row kept = table.get(key(row));
        if (kept == null) {
            table.put(key(row), row);
            return "inserted";
        }
        if (kept.deleted == row.deleted && sameContent(kept, row)) {
            return "unchanged";
        }
        if (isNewer(row, kept)) {
            table.put(key(row), row);
            return "updated";
        }
        return "stale";
    }

    private boolean sameContent(Row one, Row other) {
        for (int i = 0; i < one.values.size(); i++) {
            boolean isDouble = i < declared.columns.size() && declared.columns.get(i).kind == Kind.DOUBLE;
            String left = one.values.get(i);
            String right = other.values.get(i);
            // Of a double, 0 and -0 are one number.
            boolean asNumbers = isDouble && left != null && right != null;
            boolean same =
                    asNumbers ? Double.parseDouble(left) == Double.parseDouble(right) : Objects.equals(left, right);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private List<String> key(Row row) {
        return declared.hasKey()
                ? declared.key.stream()
                        .map(column -> row.values.get(declared.columns.indexOf(column)))
                        .toList()
                : List.of(Long.toString(row.source), Long.toString(row.line));
    }

    private boolean isNewer(Row row, Row than) {
        if (declared.version != null) {
            int place = declared.columns.indexOf(declared.version);
            int order = declared.version.isNumber()
                    ? new java.math.BigDecimal(row.values.get(place))
                            .compareTo(new java.math.BigDecimal(than.values.get(place)))
                    : row.values.get(place).compareTo(than.values.get(place));
            if (order != 0) {
                return order > 0;
            }
        }
        return row.source == than.source ? row.line > than.line : row.source > than.source;
    }

    private Counts read(int place, File file) throws IOException {
        Counts counts = new Counts();
        List<String> rejected = new ArrayList<>();
        Dialect dialect = declared.isMapped()
                ? new Dialect((byte) declared.delimiter, (byte) '"', StandardCharsets.UTF_8)
                : Dialect.RFC4180;
        ByteArrayInputStream in = new ByteArrayInputStream(file.bytes);
        List<Row> rows = new ArrayList<>();
        try (CsvRecords records = file.path.endsWith(".gz")
                ? CsvRecords.open(Packing.open(in, "a.csv.gz", Long.MAX_VALUE, FileLimits.NONE), dialect, names)
                : CsvRecords.open(in, dialect, names)) {
            while (records.next()) {
                counts.add("read");
                judge(file, place, records, counts, rows, rejected);
            }
        } catch (UnusableFileException e) {
            counts.unusable = true;
            return counts;
        }
        rejects.addAll(rejected);
        boolean sharesSource = !declared.hasKey() && !declared.sameBytesAgain;
        long source = sharesSource ? sources.computeIfAbsent(Invariants.sha256(file.bytes), hash -> file.id) : file.id;
        counts.accepted = rows.stream()
                .map(row -> new Row(source, row.line, row.place, row.values, row.deleted))
                .toList();
        return counts;
    }

    private void judge(File file, int place, CsvRecords record, Counts counts, List<Row> rows, List<String> rejected) {
        String where = "%d|%d|%d|%d|".formatted(file.id, record.line(), record.byteOffset(), record.byteLength());
        if (record.problem() != null) {
            counts.add("rejected");
            rejected.add(where + record.problem().code());
            return;
        }
        boolean deleted = declared.tombstones
                && RandomDeclaration.TOMBSTONE.equals(
                        RandomColumn.stripped(record.value(headers.indexOf(RandomDeclaration.OP))));
        Map<RandomColumn, String> values = new HashMap<>();
        for (boolean filters : new boolean[] {true, false}) {
            for (RandomColumn column : declared.columns) {
                boolean looked = !deleted || declared.key.contains(column) || column == declared.version;
                if (!looked || column.accept.isEmpty() == filters) {
                    continue;
                }
                try {
                    String value = value(column, file, record);
                    values.put(column, value);
                    if (value != null && !column.accepts(value)) {
                        counts.add("filtered");
                        return;
                    }
                } catch (Refused e) {
                    counts.add("rejected");
                    rejected.add(where + (column.isField() ? column.header : column.name));
                    return;
                }
            }
        }
        String extra = deleted || !declared.others.equals("extra") ? null : extra(record.extra());
        if (extra != null && extra.indexOf('\0') >= 0) {
            counts.add("rejected");
            rejected.add(where + extra.substring(1));
            return;
        }
        List<String> row = new ArrayList<>();
        declared.columns.forEach(column -> row.add(values.get(column)));
        row.add(extra);
        rows.add(new Row(0, record.line(), place, row, deleted));
    }

    private String value(RandomColumn column, File file, CsvRecords record) throws Refused {
        if (column.isField()) {
            return column.value(record.value(headers.indexOf(column.header)));
        }
        return switch (column.origin) {
            case RandomColumn.FILE_NAME -> column.meaning(file.path);
            case RandomColumn.FILE_DATE -> column.ofFile(file.modified);
            default -> column.meaning(column.origin);
        };
    }

    /** As JSON in one form; behind a NUL the name of a column that has one. */
    private static String extra(Map<String, String> others) {
        if (others == null) {
            return null;
        }
        com.google.gson.JsonObject object = new com.google.gson.JsonObject();
        for (Map.Entry<String, String> other : others.entrySet()) {
            if (other.getValue().indexOf('\0') >= 0) {
                return '\0' + other.getKey();
            }
            if (!RandomColumn.stripped(other.getValue()).isEmpty()) {
                object.addProperty(other.getKey(), other.getValue());
            }
        }
        try {
            return object.isEmpty() ? null : RandomColumn.json(object.toString());
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }
}
