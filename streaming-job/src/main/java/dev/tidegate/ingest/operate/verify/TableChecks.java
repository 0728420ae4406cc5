package dev.tidegate.ingest.operate.verify;

import dev.tidegate.ingest.options.NamedStream;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Stream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What can be asked of the tables alone, right also while a job loads. In slices, each a transaction of one statement: a
 * snapshot that is kept open would keep the server from removing the dead versions of the rows that the job updates.
 *
 * <p>It is exact all the same. The ids of a stream's files rise in the order of its commits and the counts of a row of the ledger never
 * change, so sums up to a file are the same whenever they are made; and what one transaction of the job writes is seen as a
 * whole by each statement.
 */
final class TableChecks {

    private final Connection connection;
    private final NamedStream stream;
    private final Findings findings;
    private final Slices slices;

    TableChecks(Connection connection, NamedStream stream, Findings findings) {
        this(connection, stream, findings, Slices.USUAL);
    }

    TableChecks(Connection connection, NamedStream stream, Findings findings, Slices slices) {
        this.connection = connection;
        this.stream = stream;
        this.findings = findings;
        this.slices = slices;
    }

    /**
     * How much is looked at in one transaction.
     *
     * @param files of the ledger
     * @param pages of the table
     * @param events whose aggregates are counted anew, but at least those of a day
     */
    record Slices(int files, long pages, long events) {

        /** About a second each. */
        static final Slices USUAL = new Slices(50_000, 16_384, 1_000_000);
    }

    /** Runs them; returns the newest file id of when they began. */
    long run() throws SQLException, IOException {
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        findings.begin("counts", "each row of the ledger is the sum of its seven counts");
        findings.begin("totals", "the running totals are the sums of the ledger");
        findings.begin("batches", "each micro-batch has the files and records that it says");
        findings.begin("rows", "each row is from a file of the ledger, and there are as many as were inserted");
        findings.begin("rejects", "each file has the dead letters that it counts");
        LedgerChecks ledger = new LedgerChecks(connection, stream.name(), findings, slices.files());
        if (Events.is(stream.name())) {
            findings.begin("aggregates", "the aggregates are what a recount gives");
            findings.begin("cohorts", "the cohorts are what a recount gives");
            findings.begin("sessions", "the sessions are what a recount gives");
        }
        long last = ledger.run();
        if (Events.is(stream.name())) {
            new AggregateChecks(connection, findings, slices.events()).run();
            new BehindChecks(connection, findings).run();
            new MonthChecks(connection, findings, slices.events()).run();
        }
        if (stream.declared().isPresent()) {
            Stream declared = stream.declared().get().stream();
            new RowChecks(connection, declared, findings, slices).run(last, ledger.slices());
        } else {
            findings.skip("rows", "expected the YAML file of the stream in --stream or TIDEGATE_STREAM");
        }
        return last;
    }
}
