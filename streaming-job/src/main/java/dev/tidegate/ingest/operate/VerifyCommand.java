package dev.tidegate.ingest.operate;

import dev.tidegate.ingest.options.MappingOptions;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
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
final class VerifyCommand implements Callable<Integer> {

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
                            + " in which they were loaded then: after a restore of the database from a backup")
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
        List<UnknownFile> unknown;
        try (Connection connection = database.connectForLong("verify")) {
            // Between two pages of the ledger a thousand files are read.
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET idle_in_transaction_session_timeout = 0");
            }
            long last = new TableChecks(connection, findings).run();
            FileChecks files = new FileChecks(connection, stores, findings);
            files.run(last, sample);
            FolderChecks folders =
                    new FolderChecks(connection, stores, mapping.mappings().formats()::take, findings);
            folders.run();
            if (files.hasSuspects() || folders.hasSuspects()) {
                Thread.sleep(SECOND_LOOK_MILLIS);
            }
            files.lookAgain();
            unknown = folders.lookAgain();
        }
        List<String> names = putBack ? new PutBack(stores).move(unknown) : List.of();
        output.print(findings.report(names), out -> {
            findings.print(out, limit);
            names.forEach(name -> out.printf("Put back into the input folder: %s%n", Printable.of(name)));
        });
        return findings.ok() ? TidegateCommand.OK : TidegateCommand.PROBLEMS;
    }
}
