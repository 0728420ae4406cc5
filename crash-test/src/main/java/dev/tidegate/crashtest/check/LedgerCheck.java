package dev.tidegate.crashtest.check;

import dev.tidegate.crashtest.check.Expectation.LoadedFile;
import dev.tidegate.crashtest.workload.Deliveries;
import dev.tidegate.crashtest.workload.Delivery;
import dev.tidegate.crashtest.workload.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ledger of a stream against its deliveries: every version that stood still is in it, none more often than it was
 * delivered.
 */
final class LedgerCheck {

    private final Deliveries deliveries;
    private final List<LedgerRow> ledger;
    private final Findings findings;
    private final Map<String, Version> versions = new HashMap<>();
    private final Map<Long, Version> loaded = new HashMap<>();

    LedgerCheck(Deliveries deliveries, List<LedgerRow> ledger, Findings findings) {
        this.deliveries = deliveries;
        this.ledger = ledger;
        this.findings = findings;
        deliveries.all().forEach(delivery -> versions.put(delivery.version().sha256(), delivery.version()));
    }

    /** Returns what has to be in the table if the ledger is right about what was loaded in which order. */
    Expectation run() {
        checkNumbers();
        Expectation expectation = new Expectation();
        TreeMap<Long, List<LoadedFile>> batches = new TreeMap<>();
        for (LedgerRow row : ledger) {
            Version version = known(row);
            if (version != null) {
                loaded.put(row.fileId(), version);
                batches.computeIfAbsent(row.batchId(), id -> new ArrayList<>())
                        .add(new LoadedFile(row.fileId(), row.deliveredName(), version));
            }
        }
        batches.values().forEach(expectation::load);
        for (LedgerRow row : ledger) {
            Counts expected = expectation.counts(row.fileId());
            if (!row.counts().equals(expected)) {
                findings.wrong("%s says %s, expected %s".formatted(row, row.counts(), expected));
            }
        }
        return expectation;
    }

    /** What the rows of the ledger are about, by file id, as far as it was delivered. */
    Map<Long, Version> loaded() {
        return loaded;
    }

    /** The version that a row of the ledger is about; null where there is none, which is a finding. */
    private Version known(LedgerRow row) {
        Version version = row.sha256() == null ? null : versions.get(row.sha256());
        if (version == null) {
            findings.wrong("%s has the hash %s, which nothing delivered has".formatted(row, row.sha256()));
        } else if (version.quarantined() != row.quarantined() || version.size() != row.size()) {
            findings.wrong("%s of %d bytes: expected %d bytes, quarantined=%s"
                    .formatted(row, row.size(), version.size(), version.quarantined()));
        } else if (!deliveries.wasDelivered(row.deliveredName(), row.sha256())) {
            findings.wrong("%s has bytes that were not delivered under that name".formatted(row));
        }
        return version;
    }

    private void checkNumbers() {
        Map<String, Long> rows = new HashMap<>();
        ledger.forEach(row -> rows.merge(String.valueOf(row.sha256()), 1L, Long::sum));
        Map<String, List<Delivery>> delivered = new HashMap<>();
        for (Delivery delivery : deliveries.all()) {
            delivered
                    .computeIfAbsent(delivery.version().sha256(), hash -> new ArrayList<>())
                    .add(delivery);
        }
        delivered.forEach((hash, list) -> checkNumber(list, rows.getOrDefault(hash, 0L)));
    }

    private void checkNumber(List<Delivery> delivered, long rows) {
        // One that lands again with the same name, size and time before its move is marked counts as the same.
        boolean must = delivered.stream().anyMatch(deliveries::stoodStill);
        long least = must
                ? delivered.stream()
                        .filter(deliveries::stoodStill)
                        .map(delivery -> delivery.name() + "/" + delivery.modifiedMillis())
                        .distinct()
                        .count()
                : 0;
        if (rows < least) {
            findings.lost("%s: %d rows in the ledger, expected %d or more".formatted(delivered.get(0), rows, least));
        } else if (rows > delivered.size()) {
            findings.doubled("%s: %d rows in the ledger, delivered %d times"
                    .formatted(delivered.get(0), rows, delivered.size()));
        }
    }
}
