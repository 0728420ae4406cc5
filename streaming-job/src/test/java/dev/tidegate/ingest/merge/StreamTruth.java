package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.stream.Key;
import dev.tidegate.ingest.stream.Stream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a table must hold after the micro-batches of a history, and what is counted of each file: said once more, in Java. */
final class StreamTruth {

    private final Stream stream;
    private final boolean hasKey;
    private final Map<String, Row> table = new HashMap<>();
    private final Map<Long, Long> sources = new HashMap<>();

    StreamTruth(Stream stream) {
        this.stream = stream;
        this.hasKey = stream.key() instanceof Key.Columns;
    }

    /** A record of a file, or a row of the table. */
    record Row(int key, int version, int content, boolean deleted, long source, long line, int fileNo) {

        Row from(long newSource, int newFileNo) {
            return new Row(key, version, content, deleted, newSource, line, newFileNo);
        }
    }

    /** A file with its records. */
    record File(long id, long source, long bytes, List<Row> rows) {}

    List<Row> rows() {
        return List.copyOf(table.values());
    }

    List<Counts> merge(List<File> files) {
        List<Row> delivered = new ArrayList<>();
        for (int place = 0; place < files.size(); place++) {
            File file = files.get(place);
            long source = mayShareSource() ? sources.computeIfAbsent(file.bytes(), bytes -> file.id()) : file.source();
            int fileNo = place;
            file.rows().forEach(row -> delivered.add(row.from(source, fileNo)));
        }
        Map<String, Row> winners = new HashMap<>();
        delivered.forEach(row -> winners.merge(key(row), row, (one, other) -> isNewer(other, one) ? other : one));
        long[][] counts = new long[files.size()][5];
        delivered.forEach(row -> counts[row.fileNo][4]++);
        winners.values().forEach(row -> counts[row.fileNo][4]--);
        winners.values().forEach(row -> counts[row.fileNo][verdict(row, table.get(key(row)))]++);
        winners.values().stream()
                .filter(row -> verdict(row, table.get(key(row))) < 2)
                .forEach(row -> table.put(key(row), row));
        List<Counts> all = new ArrayList<>();
        for (int place = 0; place < files.size(); place++) {
            long[] of = counts[place];
            all.add(new Counts(files.get(place).rows().size(), of[0], of[1], of[2], of[3], of[4], 0, 0));
        }
        return all;
    }

    private boolean mayShareSource() {
        return stream.key() instanceof Key.FileAndLine lines && !lines.sameBytesAgain();
    }

    private int verdict(Row row, Row kept) {
        if (kept == null) {
            return 0;
        }
        if (isSame(row, kept)) {
            return 2;
        }
        return isNewer(row, kept) ? 1 : 3;
    }

    private boolean isSame(Row row, Row kept) {
        boolean sameContent = row.deleted == kept.deleted
                && (row.deleted
                        || row.content == kept.content
                        || stream.columns().size() == 1);
        return sameContent && (stream.version() == null || row.version == kept.version);
    }

    private boolean isNewer(Row row, Row than) {
        if (stream.version() != null && row.version != than.version) {
            return row.version > than.version;
        }
        return row.source == than.source ? row.line > than.line : row.source > than.source;
    }

    private String key(Row row) {
        return hasKey ? "" + row.key : row.source + ":" + row.line;
    }
}
