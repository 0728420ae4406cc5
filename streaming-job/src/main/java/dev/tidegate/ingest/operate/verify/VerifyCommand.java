package dev.tidegate.ingest.operate.verify;

import dev.tidegate.ingest.archive.ArchivedFiles;
import dev.tidegate.ingest.archive.PutBack;
import dev.tidegate.ingest.archive.UnknownFile;
import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.database.ServerIdentity;
import dev.tidegate.ingest.database.StreamLock;
import dev.tidegate.ingest.log.Printable;
import dev.tidegate.ingest.merge.Ledger;
import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.operate.console.FailedException;
import dev.tidegate.ingest.operate.console.Output;
import dev.tidegate.ingest.operate.ledger.OperatorDatabase;
import dev.tidegate.ingest.operate.ledger.Stores;
import dev.tidegate.ingest.options.MappingOptions;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Is everything really there? */
@Command(
        name = "verify",
        header = "Checks that everything is really there.",
        sortOptions = false,
        description =
                "Checks the whole promise on the live system and lists each gap: the sums of the ledger, each kept file and its "
                        + "hash, each row's file, the dead letters and their bytes, the aggregates by a recount, the files of the archive. "
                        + "Reads every kept file and all tables once. Right also while the job runs.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no gap", "1:it could not be checked", "2:wrong usage", "3:there are gaps"})
public final class VerifyCommand implements Callable<Integer> {

    /** What a job or a retention that runs has in hand is in its place by then. */
    private static final long SECOND_LOOK_MILLIS = 1500;

    @Option(
            names = "--sample",
            paramLabel = "N",
            description = "read only N files and their dead letters, taken at random, instead of all")
    private Integer sample;

    @Option(
            names = "--put-back",
            description =
                    "move files of the archive that the ledger does not know back into the input folder, in the order"
                            + " in which they were loaded then: after a restore of the database from a backup, while"
                            + " the job is down")
    private boolean putBack;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "gaps to show of each check (default: ${DEFAULT-VALUE})")
    private int limit;

    @Mixin
    private MappingOptions mapping;

    @Mixin
    private OperatorDatabase database;

    @Mixin
    private Stores stores;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws SQLException, IOException, InterruptedException {
        Findings findings = new Findings();
        List<String> names = List.of();
        try (Connection connection = database.connectForLong("verify")) {
            // Between two pages of the ledger a thousand files are read.
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET idle_in_transaction_session_timeout = 0");
            }
            if (putBack) {
                claim(connection);
            }
            long last = new TableChecks(connection, database.stream(), findings).run();
            FileChecks files = new FileChecks(connection, database.stream(), stores, findings);
            files.run(last, sample);
            ArchivedFiles archived = new ArchivedFiles(
                    stores.archive(),
                    stores.quarantine(),
                    (quarantined, paths, ids) ->
                            Ledger.unknown(connection, database.stream(), quarantined, paths, ids));
            Predicate<String> taken = mapping.mappings(database.declaration()).formats()::take;
            FolderChecks folders = new FolderChecks(stores, archived, taken, findings);
            folders.run();
            if (files.hasSuspects() || folders.hasSuspects()) {
                Thread.sleep(SECOND_LOOK_MILLIS);
            }
            files.lookAgain();
            List<UnknownFile> unknown = folders.lookAgain();
            if (putBack) {
                names = new PutBack(stores.input(), archived).move(unknown);
            }
        }
        List<String> moved = names;
        output.print(findings.report(moved), out -> {
            findings.print(out, limit);
            moved.forEach(name -> out.printf("Put back into the input folder: %s%n", Printable.of(name)));
        });
        return findings.ok() ? ExitCodes.OK : ExitCodes.PROBLEMS;
    }

    /** As long as the session lives no job loads: one that starts waits. */
    private void claim(Connection connection) throws SQLException, IOException {
        if (!StreamLock.tryTake(connection, database.stream())) {
            throw new FailedException(
                    "a job writes in this database, and what it loads meanwhile would come before the files that are put"
                            + " back: stop it first");
        }
        try {
            ArchivedFiles.proveFoldersOf(
                    ServerIdentity.of(connection, database.stream()),
                    database.stream(),
                    stores.input(),
                    stores.archive(),
                    stores.quarantine());
        } catch (RefusedException e) {
            throw new FailedException(e.getMessage());
        }
    }
}
