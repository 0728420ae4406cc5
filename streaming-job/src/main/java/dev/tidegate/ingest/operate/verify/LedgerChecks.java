package dev.tidegate.ingest.operate.verify;

import dev.tidegate.ingest.operate.ledger.Query;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the ledger agrees with itself, its totals, the micro-batches and the dead letters, slice by slice. */
final class LedgerChecks {

    private static final List<String> TOTALS = List.of(
            "files", "records_read", "inserted", "updated", "unchanged", "stale", "duplicate", "filtered", "rejected");

    private final Connection connection;
    private final String stream;
    private final Findings findings;
    private final int filesOfSlice;
    private final List<Slice> slices = new ArrayList<>();

    LedgerChecks(Connection connection, String stream, Findings findings, int filesOfSlice) {
        this.connection = connection;
        this.stream = stream;
        this.findings = findings;
        this.filesOfSlice = filesOfSlice;
    }

    /**
     * Some files and all micro-batches that they belong to.
     *
     * @param fromFile exclusive, as fromBatch
     * @param untilFile inclusive, as untilBatch; in the last slice there is no limit, for what is loaded meanwhile
     */
    record Slice(long fromFile, long untilFile, long fromBatch, long untilBatch) {}

    /** Where the ledger ended when they began, and what the totals were at that moment. */
    private record Begin(long lastFile, boolean hasTotals, Map<String, Long> totals) {}

    /** Runs them; returns the newest file id of when they began. */
    long run() throws SQLException, IOException {
        Begin begin = begin();
        divide(begin.lastFile);
        Map<String, Long> sums = new LinkedHashMap<>();
        for (Slice slice : slices) {
            check("counts", Query.of(LedgerChecks.class, "counts", stream, slice.fromFile, slice.untilFile));
            check(
                    "batches",
                    Query.of(
                            LedgerChecks.class,
                            "batches",
                            stream,
                            slice.fromFile,
                            slice.untilFile,
                            slice.fromBatch,
                            slice.untilBatch));
            check("rejects", Query.of(LedgerChecks.class, "rejects", stream, slice.fromFile, slice.untilFile));
            sum(slice, begin.lastFile).forEach((total, part) -> sums.merge(total, part, Long::sum));
        }
        compare(begin, sums);
        return begin.lastFile;
    }

    /** What the ledger was divided into. */
    List<Slice> slices() {
        return slices;
    }

    private Begin begin() throws SQLException {
        Begin begin = Query.of(LedgerChecks.class, "begin", stream)
                .first(connection, row -> {
                    Map<String, Long> totals = new LinkedHashMap<>();
                    for (String total : TOTALS) {
                        totals.put(total, row.getLong(total));
                    }
                    if (row.getBoolean("has_totals")) {
                        behind("files", "file", row.getLong("counter_of_files"), row.getLong("last_file_id"));
                        long newestBatch = Math.max(row.getLong("newest_batch"), row.getLong("newest_batch_row"));
                        behind("micro-batches", "micro-batch", row.getLong("counter_of_batches"), newestBatch);
                    }
                    return new Begin(row.getLong("last_file_id"), row.getBoolean("has_totals"), totals);
                })
                .orElseThrow();
        connection.commit();
        return begin;
    }

    private void behind(String counted, String one, long counter, long newest) {
        if (counter < newest) {
            findings.gap(
                    "totals",
                    "counter of " + counted,
                    "pipeline says %d, the ledger has %s %d".formatted(counter, one, newest));
        }
    }

    private void divide(long lastFile) throws SQLException {
        long fromFile = Long.MIN_VALUE;
        long fromBatch = Long.MIN_VALUE;
        Optional<long[]> until = end(fromFile, lastFile);
        while (until.isPresent()) {
            slices.add(new Slice(fromFile, until.get()[0], fromBatch, until.get()[1]));
            fromFile = until.get()[0];
            fromBatch = until.get()[1];
            until = end(fromFile, lastFile);
        }
        slices.add(new Slice(fromFile, Long.MAX_VALUE, fromBatch, Long.MAX_VALUE));
    }

    private Optional<long[]> end(long fromFile, long lastFile) throws SQLException {
        Optional<long[]> end = Query.of(
                        LedgerChecks.class, "slice", stream, fromFile, lastFile, filesOfSlice - 1, lastFile)
                .first(connection, row -> new long[] {row.getLong("until_file"), row.getLong("until_batch")});
        connection.commit();
        return end;
    }

    private void check(String check, Query query) throws SQLException, IOException {
        query.each(connection, row -> findings.gap(check, row.getString("subject"), row.getString("detail")));
        connection.commit();
    }

    private Map<String, Long> sum(Slice slice, long lastFile) throws SQLException {
        Map<String, Long> sums = Query.of(
                        LedgerChecks.class, "sums", stream, slice.fromFile, Math.min(slice.untilFile, lastFile))
                .first(connection, row -> {
                    Map<String, Long> parts = new LinkedHashMap<>();
                    for (String total : TOTALS) {
                        parts.put(total, row.getLong(total));
                    }
                    return parts;
                })
                .orElseThrow();
        connection.commit();
        return sums;
    }

    private void compare(Begin begin, Map<String, Long> sums) {
        if (!begin.hasTotals) {
            return;
        }
        for (String total : TOTALS) {
            if (!begin.totals.get(total).equals(sums.get(total))) {
                findings.gap(
                        "totals",
                        "total of " + total,
                        "pipeline says %d, the ledger %d".formatted(begin.totals.get(total), sums.get(total)));
            }
        }
    }
}
