package dev.tidegate.ingest.operate.verify;

import dev.tidegate.ingest.operate.ledger.Query;
import dev.tidegate.ingest.operate.ledger.TablePages;
import dev.tidegate.ingest.operate.verify.TableChecks.Slices;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Key;
import dev.tidegate.ingest.stream.Stream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether each row is from a file of the ledger that wrote so many, and whether there are as many as were inserted.
 *
 * <p>The pages of the table are gone through while rows move in it: a newer version of a row may lie in pages that were looked
 * at before. It is of a later file then, so none is counted twice for one file; a file may only come out with too few.
 */
final class RowChecks {

    /** Rows of a declared table that were there before the stream. */
    private static final long ADOPTED = 0;

    private final Connection connection;
    private final Stream stream;
    private final Findings findings;
    private final Slices slices;

    RowChecks(Connection connection, Stream stream, Findings findings, Slices slices) {
        this.connection = connection;
        this.stream = stream;
        this.findings = findings;
        this.slices = slices;
    }

    /** Rows by file: 4 bytes for each id up to the newest, more for ids that the ledger does not have. */
    private static final class Tally {

        /** Ids have gaps, and there may be a few far ahead of the others. */
        private static final long COUNTED_BY_PLACE = 1 << 28;

        private final int[] ofLedger;
        private final Map<Long, Long> others = new HashMap<>();

        Tally(long lastFile) {
            ofLedger = new int[(int) Math.min(lastFile + 1, COUNTED_BY_PLACE)];
        }

        void add(long file, long rows) {
            if (file >= 0 && file < ofLedger.length) {
                ofLedger[(int) file] += (int) rows;
            } else if (rows > 0 || others.containsKey(file)) {
                others.merge(file, rows, Long::sum);
            }
        }

        List<Long> above0() {
            List<Long> files = new ArrayList<>();
            for (int file = 0; file < ofLedger.length; file++) {
                if (ofLedger[file] > 0) {
                    files.add((long) file);
                }
            }
            others.forEach((file, rows) -> {
                if (rows > 0) {
                    files.add(file);
                }
            });
            return files;
        }
    }

    /**
     * Asks the ledger behind the rows: it knows each file whose rows could be seen.
     *
     * @param lastFile newest file of the ledger, or an older one
     */
    void run(long lastFile, List<LedgerChecks.Slice> ledger) throws SQLException, IOException {
        Tally tally = new Tally(lastFile);
        eachPart("rows", tally::add);
        for (LedgerChecks.Slice slice : ledger) {
            each(
                    Query.of(RowChecks.class, written("written"), stream.name(), slice.fromFile(), slice.untilFile()),
                    (file, rows) -> tally.add(file, -rows));
        }
        List<Long> suspects = tally.above0();
        if (!suspects.isEmpty()) {
            lookAgain(suspects.toArray(Long[]::new));
        }
        countAll();
    }

    /** A replay may have come between the two looks that the first pass has of a file. */
    private void lookAgain(Long[] suspects) throws SQLException, IOException {
        Map<Long, Long> kept = new HashMap<>();
        Map<Long, Long> written = new HashMap<>();
        eachPart("rows_again", (file, rows) -> kept.merge(file, rows, Long::sum), (Object) suspects);
        each(Query.of(RowChecks.class, written("written_again"), stream.name(), suspects), written::put);
        for (Long file : suspects) {
            long rows = kept.getOrDefault(file, 0L);
            if (!written.containsKey(file) && rows > 0) {
                gapOf(file, "%d rows are from it, and the ledger does not have it".formatted(rows));
            } else if (rows > written.getOrDefault(file, 0L)) {
                gapOf(file, "%d rows are from it, and it wrote %d".formatted(rows, written.get(file)));
            }
        }
    }

    private void gapOf(long file, String detail) {
        findings.gap("rows", "file " + file, detail);
    }

    /**
     * Of events by what totals and aggregates say, which other checks have proven part by part; only where they do not agree are the rows
     * counted in one statement. Rows that were there before the stream, and were updated since, are more than were inserted.
     */
    private void countAll() throws SQLException {
        if (isEvents() && sumsAgree() && !findings.hasGaps("aggregates") && !findings.hasGaps("totals")) {
            return;
        }
        Query.of(stream, RowChecks.class, isEvents() ? "row_count" : "row_count_without_adopted", stream.name())
                .first(connection, row -> {
                    long rows = row.getLong("rows");
                    long inserted = row.getLong("inserted");
                    long removed = row.getLong("removed");
                    if (isEvents() ? rows != inserted - removed : rows < inserted - removed) {
                        findings.gap(
                                "rows",
                                stream.table().toString(),
                                "it has %d rows, and %d were inserted%s"
                                        .formatted(
                                                rows,
                                                inserted,
                                                removed == 0 ? "" : ", of which retention removed " + removed));
                    }
                    return true;
                });
        connection.commit();
    }

    private boolean sumsAgree() throws SQLException {
        boolean agree = Query.of(RowChecks.class, "row_sums", stream.name())
                .first(connection, row -> row.getLong("inserted") == row.getLong("events"))
                .orElseThrow();
        connection.commit();
        return agree;
    }

    private boolean isEvents() {
        return Events.is(stream.name());
    }

    /** Where files of the same bytes are one source of rows, what they wrote belongs to the first of them. */
    private String written(String query) {
        boolean shareSource = stream.key() instanceof Key.FileAndLine lines && !lines.sameBytesAgain();
        return shareSource ? query + "_of_same_bytes" : query;
    }

    private interface Rows {
        void of(long file, long rows);
    }

    private void eachPart(String query, Rows rows, Object... more) throws SQLException, IOException {
        for (TablePages.Slice slice : TablePages.slices(connection, stream, slices.pages())) {
            List<Object> values = new ArrayList<>(List.of(slice.from(), slice.until()));
            values.addAll(List.of(more));
            each(Query.of(stream, RowChecks.class, query, values.toArray()), (file, number) -> {
                if (isEvents() || file != ADOPTED) {
                    rows.of(file, number);
                }
            });
        }
    }

    private void each(Query query, Rows rows) throws SQLException, IOException {
        query.each(connection, row -> rows.of(row.getLong("file_id"), row.getLong("events")));
        connection.commit();
    }
}
