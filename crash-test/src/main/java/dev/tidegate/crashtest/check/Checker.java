package dev.tidegate.crashtest.check;

import dev.tidegate.crashtest.workload.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares all that is there at rest with all that was delivered. */
public final class Checker {

    private final List<CheckedStream> streams;
    private final Connection connection;
    private final Findings findings;

    /**
     * A checker for one run.
     *
     * @param streams all that the database has
     * @param connection of one who may read all tables and recount
     */
    public Checker(List<CheckedStream> streams, Connection connection, Findings findings) {
        this.streams = List.copyOf(streams);
        this.connection = connection;
        this.findings = findings;
    }

    /** How much of a stream was compared. */
    public record Extent(String stream, long ledgerRows, long rows, long rejects, long files) {}

    /** Compares; returns how much, stream by stream. */
    public List<Extent> check() throws SQLException, IOException {
        List<Extent> extents = new ArrayList<>();
        for (CheckedStream stream : streams) {
            extents.add(check(stream));
        }
        AggregateCheck.run(connection, findings);
        for (String violation : Snapshot.violations(connection)) {
            findings.wrong(violation);
        }
        return extents;
    }

    private Extent check(CheckedStream stream) throws SQLException, IOException {
        List<LedgerRow> ledger = LedgerRow.all(connection, stream.name());
        LedgerCheck ledgerCheck = new LedgerCheck(stream.deliveries(), ledger, findings);
        Expectation expectation = ledgerCheck.run();
        RejectCheck rejects = new RejectCheck(stream.name(), findings);
        ledgerCheck.loaded().forEach(rejects::expect);
        return new Extent(
                stream.name(),
                ledger.size(),
                compareTable(stream.table(), expectation.table()),
                rejects.run(connection),
                new FolderCheck(stream.store(), stream.folders(), foldersOfOthers(stream), findings)
                        .run(ledger, stream.deliveries()));
    }

    private <R extends Row> long compareTable(TableReader<R> reader, Map<Object, TableRow> expected)
            throws SQLException {
        return new TableCheck<>(reader, expected, findings).run(connection);
    }

    private List<Path> foldersOfOthers(CheckedStream stream) {
        return streams.stream()
                .filter(other -> other.stream() != stream.stream())
                .flatMap(other -> other.folders().ofFiles().stream())
                .toList();
    }
}
