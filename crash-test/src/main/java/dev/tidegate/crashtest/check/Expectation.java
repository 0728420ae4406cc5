package dev.tidegate.crashtest.check;

import dev.tidegate.crashtest.workload.Outcome;
import dev.tidegate.crashtest.workload.Outcome.Accepted;
import dev.tidegate.crashtest.workload.Outcome.Filtered;
import dev.tidegate.crashtest.workload.Outcome.Rejected;
import dev.tidegate.crashtest.workload.Version;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the table and the counts of a stream have to be, given which file was in which micro-batch: the nine lines of the
 * file format, worked out record by record.
 */
final class Expectation {

    private final Map<Object, TableRow> table = new HashMap<>();
    private final Map<Long, Counts> counts = new HashMap<>();

    /**
     * A file of a micro-batch.
     *
     * @param name under which it was delivered
     */
    record LoadedFile(long fileId, String name, Version version) {}

    /** Loads the next micro-batch. */
    void load(List<LoadedFile> batch) {
        Map<Object, TableRow> winners = new LinkedHashMap<>();
        for (LoadedFile file : batch) {
            for (Outcome outcome : file.version().outcomes()) {
                if (outcome instanceof Accepted accepted) {
                    TableRow row =
                            new TableRow(accepted.row().deliveredAs(file.name()), file.fileId(), accepted.line());
                    winners.merge(row.row().key(), row, (one, other) -> other.isLaterThan(one) ? other : one);
                }
            }
        }
        Map<Long, long[]> verdicts = new HashMap<>();
        winners.values().forEach(row -> verdicts.computeIfAbsent(row.fileId(), id -> new long[4])[judge(row)]++);
        batch.forEach(file -> counts.put(file.fileId(), counts(file, verdicts.get(file.fileId()))));
    }

    /** Writes the row if it has to be; returns 0 for inserted, 1 for updated, 2 for unchanged, 3 for stale. */
    private int judge(TableRow row) {
        TableRow kept = table.get(row.row().key());
        if (kept != null && kept.row().equals(row.row())) {
            return 2;
        }
        if (kept != null && !row.isLaterThan(kept)) {
            return 3;
        }
        table.put(row.row().key(), row);
        return kept == null ? 0 : 1;
    }

    private static Counts counts(LoadedFile file, long[] verdicts) {
        long[] judged = verdicts == null ? new long[4] : verdicts;
        long read = file.version().outcomes().size();
        long filtered = number(file, Filtered.class);
        long rejected = number(file, Rejected.class);
        long duplicate = read - filtered - rejected - judged[0] - judged[1] - judged[2] - judged[3];
        return new Counts(read, judged[0], judged[1], judged[2], judged[3], duplicate, filtered, rejected);
    }

    private static long number(LoadedFile file, Class<? extends Outcome> kind) {
        return file.version().outcomes().stream().filter(kind::isInstance).count();
    }

    /** What has to be in the table, by the key. */
    Map<Object, TableRow> table() {
        return table;
    }

    /** What the ledger has to say of a file. */
    Counts counts(long fileId) {
        return counts.getOrDefault(fileId, Counts.NONE);
    }
}
