package dev.tidegate.ingest.operate.check;

import dev.tidegate.ingest.stream.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts the records of a file, and keeps the first rejects. */
final class Tally implements JudgedFile.Visitor {

    /** A broken file may have a different event type in each line. */
    private static final int TYPES_AT_MOST = 20;

    private final int limit;
    private final FutureVersions future;
    private final FirstRows firstRows;
    private final List<Reject> rejects = new ArrayList<>();
    private final Map<String, Long> filteredTypes = new TreeMap<>();
    private final Map<String, Long> rejectedReasons = new TreeMap<>();
    private String[] fields;
    private long accepted;
    private long filtered;
    private long rejected;

    /** @param limit of the rejects that are kept */
    Tally(int limit, FutureVersions future, FirstRows firstRows) {
        this.limit = limit;
        this.future = future;
        this.firstRows = firstRows;
    }

    @Override
    public void fields(String[] values) {
        fields = values;
    }

    @Override
    public void accepted(long line, long byteOffset, long byteLength, Row event) {
        accepted++;
        future.look(event, line);
        firstRows.accepted(line, event, fields);
    }

    @Override
    public void filtered(long byteOffset, String eventType) {
        filtered++;
        boolean named = filteredTypes.size() < TYPES_AT_MOST || filteredTypes.containsKey(eventType);
        filteredTypes.merge(named ? eventType : "others", 1L, Long::sum);
    }

    @Override
    public void rejected(Reject reject) {
        rejected++;
        rejectedReasons.merge(reject.reason(), 1L, Long::sum);
        if (rejects.size() < limit) {
            rejects.add(reject);
        }
    }

    FutureVersions future() {
        return future;
    }

    List<StoredRow> firstRows() {
        return firstRows.rows();
    }

    long accepted() {
        return accepted;
    }

    long filtered() {
        return filtered;
    }

    long rejected() {
        return rejected;
    }

    List<Reject> rejects() {
        return rejects;
    }

    Map<String, Long> filteredTypes() {
        return filteredTypes;
    }

    Map<String, Long> rejectedReasons() {
        return rejectedReasons;
    }
}
