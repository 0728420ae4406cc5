package dev.tidegate.ingest;

import dev.tidegate.ingest.csv.Columns;
import dev.tidegate.ingest.csv.CsvRecords;
import dev.tidegate.ingest.csv.Dialect;
import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.UnusableFileException;
import dev.tidegate.ingest.packing.Packing;
import dev.tidegate.ingest.rules.Event;
import dev.tidegate.ingest.rules.StreamRules;
import dev.tidegate.ingest.rules.Verdict;
import dev.tidegate.ingest.stream.Events;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What must come of deliveries, kept in plain Java without Spark and database: records and verdicts by the reader and the
 * rules, which have proofs of their own, and the seven counts by the table of the design.
 */
final class DeliveryTruth {

    private static final Columns COLUMNS = new Columns(Events.STREAM.headers(), Events.STREAM.requiredHeaders());
    private static final Comparator<Version> VERSION_ORDER = Comparator.comparingLong(
                    (Version version) -> version.event.timestampMicros())
            .thenComparingInt(Version::file)
            .thenComparingLong(Version::line);

    private final StreamRules rules = new StreamRules(Events.STREAM, ZoneOffset.UTC);
    private final Map<UUID, Version> table = new TreeMap<>();
    private final Map<String, Event> products = new TreeMap<>();
    private final List<String> ledger = new ArrayList<>();
    private final List<String> rejects = new ArrayList<>();

    private record Version(int file, long line, Event event) {}

    private static final class Counts {
        private final List<Version> accepted = new ArrayList<>();
        private final Map<String, Integer> byName = new LinkedHashMap<>();
        private boolean unusable;

        Counts() {
            for (String name :
                    List.of("read", "inserted", "updated", "unchanged", "stale", "duplicate", "filtered", "rejected")) {
                byName.put(name, 0);
            }
        }

        void add(String name) {
            byName.merge(name, 1, Integer::sum);
        }

        String shown() {
            StringBuilder shown = new StringBuilder();
            byName.forEach((name, count) -> {
                if (!unusable && count > 0) {
                    shown.append(' ').append(name).append('=').append(count);
                }
            });
            return shown.isEmpty() ? " read=0" : shown.toString();
        }
    }

    /** {@code name: state counts} of each file, in order. */
    List<String> ledger() {
        return ledger;
    }

    /** {@code file|line|offset|length|reason|column} of each reject, in order. */
    List<String> rejects() {
        return rejects;
    }

    /** {@code id|line|type|quantity|price|name} of each event, in order of their ids. */
    List<String> table() {
        return table.values().stream()
                .map(kept -> String.join(
                        "|",
                        kept.event.eventId().toString(),
                        Long.toString(kept.line),
                        kept.event.eventType(),
                        kept.event.quantity(),
                        kept.event.price(),
                        String.valueOf(kept.event.productName())))
                .sorted()
                .toList();
    }

    /** {@code product|name|category} of each product by the newest event that was ever written of it, in order of their ids. */
    List<String> products() {
        return products.values().stream()
                .map(newest -> newest.productId() + "|" + newest.productName() + "|" + newest.category())
                .toList();
    }

    private void write(UUID id, Version version) {
        table.put(id, version);
        products.merge(
                version.event.productId(),
                version.event,
                (kept, event) -> event.timestampMicros() >= kept.timestampMicros() ? event : kept);
    }

    /** Takes the files of one micro-batch, in order. */
    void load(List<MutatedFile.Delivery> files) throws IOException {
        List<Counts> counts = new ArrayList<>();
        Map<UUID, Version> winners = new LinkedHashMap<>();
        int base = ledger.size();
        for (MutatedFile.Delivery file : files) {
            counts.add(read(base + counts.size() + 1, file));
        }
        for (Counts file : counts) {
            for (Version version : file.accepted) {
                winners.merge(version.event.eventId(), version, DeliveryTruth::newer);
            }
        }
        for (int i = 0; i < files.size(); i++) {
            Counts file = counts.get(i);
            file.accepted.forEach(version -> file.add(count(version, winners)));
            ledger.add(files.get(i).name() + ": " + (file.unusable ? "quarantined" : "archived") + file.shown());
        }
    }

    private static Version newer(Version one, Version other) {
        return VERSION_ORDER.compare(one, other) > 0 ? one : other;
    }

    private Counts read(int number, MutatedFile.Delivery file) throws IOException {
        Counts counts = new Counts();
        List<String> rejected = new ArrayList<>();
        ByteArrayInputStream in = new ByteArrayInputStream(file.bytes());
        try (CsvRecords records = file.name().endsWith(".gz")
                ? CsvRecords.open(
                        Packing.open(in, "a.csv.gz", Long.MAX_VALUE, FileLimits.NONE), Dialect.RFC4180, COLUMNS)
                : CsvRecords.open(in, Dialect.RFC4180, COLUMNS)) {
            while (records.next()) {
                counts.add("read");
                judge(number, records, counts, rejected);
            }
            rejects.addAll(rejected);
        } catch (UnusableFileException e) {
            counts.unusable = true;
            counts.accepted.clear();
        }
        return counts;
    }

    private void judge(int file, CsvRecords record, Counts counts, List<String> rejected) {
        String place = String.join(
                "|",
                Integer.toString(file),
                Long.toString(record.line()),
                Long.toString(record.byteOffset()),
                Long.toString(record.byteLength()));
        if (record.problem() != null) {
            counts.add("rejected");
            rejected.add(place + "|" + record.problem().code() + "|null");
            return;
        }
        String[] values = new String[Events.STREAM.headers().size()];
        for (int column = 0; column < values.length; column++) {
            values[column] = record.value(column);
        }
        Verdict verdict = Event.judged(rules, values, record.extra());
        if (verdict instanceof Verdict.Accepted accepted) {
            counts.accepted.add(new Version(file, record.line(), Event.of(accepted)));
        } else if (verdict instanceof Verdict.Rejected broken) {
            counts.add("rejected");
            rejected.add(place + "|" + broken.reason() + "|" + broken.column());
        } else {
            counts.add("filtered");
        }
    }

    /** Lines 5 to 9 of the table. */
    private String count(Version version, Map<UUID, Version> winners) {
        UUID id = version.event.eventId();
        if (!version.equals(winners.get(id))) {
            return "duplicate";
        }
        Version kept = table.get(id);
        if (kept == null) {
            write(id, version);
            return "inserted";
        }
        if (kept.event.equals(version.event)) {
            return "unchanged";
        }
        if (VERSION_ORDER.compare(version, kept) > 0) {
            write(id, version);
            return "updated";
        }
        return "stale";
    }
}
