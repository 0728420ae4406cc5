package dev.tidegate.crashtest.check;

import dev.tidegate.crashtest.workload.Deliveries;
import dev.tidegate.crashtest.workload.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Compares all that is there at rest with all that was delivered. */
public final class Checker {

    private final Deliveries deliveries;
    private final Path input;
    private final Path archive;
    private final Path quarantine;

    /** A checker for one run. */
    public Checker(Deliveries deliveries, Path input, Path archive, Path quarantine) {
        this.deliveries = deliveries;
        this.input = input;
        this.archive = archive;
        this.quarantine = quarantine;
    }

    /** How much was compared. */
    public record Extent(long ledgerRows, long rows, long rejects, long files) {}

    /**
     * Compares.
     *
     * @param connection of one who may read all tables and recount
     */
    public Extent check(Connection connection, Findings findings) throws SQLException, IOException {
        List<LedgerRow> ledger = LedgerRow.all(connection);
        LedgerCheck ledgerCheck = new LedgerCheck(deliveries, ledger, findings);
        Expectation expectation = ledgerCheck.run();
        RejectCheck rejects = new RejectCheck(findings);
        for (LedgerRow row : ledger) {
            Version version = ledgerCheck.known(row);
            if (version != null) {
                rejects.expect(row.fileId(), version);
            }
        }
        for (String violation : Snapshot.violations(connection)) {
            findings.wrong(violation);
        }
        return new Extent(
                ledger.size(),
                new TableCheck(findings).run(connection, expectation.table()),
                rejects.run(connection),
                new FolderCheck(input, archive, quarantine, findings).run(ledger, deliveries));
    }
}
