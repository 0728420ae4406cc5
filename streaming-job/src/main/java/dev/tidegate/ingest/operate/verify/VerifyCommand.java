package dev.tidegate.ingest.operate.verify;

import dev.tidegate.ingest.archive.ArchivedFiles;
import dev.tidegate.ingest.archive.PutBack;
import dev.tidegate.ingest.archive.UnknownFile;
import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.database.ServerIdentity;
import dev.tidegate.ingest.database.StreamLock;
import dev.tidegate.ingest.mapping.Mappings;
import dev.tidegate.ingest.merge.Ledger;
import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.operate.console.FailedException;
import dev.tidegate.ingest.operate.console.Output;
import dev.tidegate.ingest.operate.ledger.KnownStreams;
import dev.tidegate.ingest.operate.ledger.OperatorDatabase;
import dev.tidegate.ingest.operate.ledger.Stores;
import dev.tidegate.ingest.operate.verify.Findings.Report;
import dev.tidegate.ingest.options.FolderOptions;
import dev.tidegate.ingest.options.MappingOptions;
import dev.tidegate.ingest.options.NamedStream;
import dev.tidegate.ingest.options.RecursiveOption;
import dev.tidegate.ingest.options.SomeStreams;
import dev.tidegate.ingest.stream.Events;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
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
                        + "Reads every kept file and all tables once. It is right while the job runs, too. Covers all streams of the database; the rows of "
                        + "a declared one are looked at where --stream or TIDEGATE_STREAM has its file.",
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
    private SomeStreams streams;

    @Mixin
    private OperatorDatabase database;

    @Mixin
    private FolderOptions folders;

    @Mixin
    private RecursiveOption recursive;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws SQLException, IOException, InterruptedException {
        List<Findings> all = new ArrayList<>();
        try (Connection connection = database.connectForLong("verify")) {
            // Between two pages of the ledger a thousand files are read.
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET idle_in_transaction_session_timeout = 0");
            }
            List<NamedStream> asked = streams.declaredAmong(KnownStreams.names(connection));
            if (putBack) {
                for (NamedStream stream : asked) {
                    claim(connection, stream.name());
                }
            }
            for (NamedStream stream : asked) {
                all.add(verify(connection, stream));
            }
        }
        output.print(Report.of(all), out -> print(out, all));
        return all.stream().allMatch(Findings::ok) ? ExitCodes.OK : ExitCodes.PROBLEMS;
    }

    private Findings verify(Connection connection, NamedStream stream)
            throws SQLException, IOException, InterruptedException {
        Findings findings = new Findings(stream.name());
        Stores stores = new Stores(folders, stream.name());
        connection.setAutoCommit(true);
        long last = new TableChecks(connection, stream, findings).run();
        FileChecks files = new FileChecks(connection, stream.name(), stores, findings);
        files.run(last, sample);
        ArchivedFiles archived = new ArchivedFiles(
                stores.archive(),
                stores.quarantine(),
                (quarantined, paths, ids) -> Ledger.unknown(connection, stream.name(), quarantined, paths, ids));
        FolderChecks folderChecks = new FolderChecks(
                stores,
                recursive.isSet(),
                archived,
                taken(stream),
                left -> Ledger.left(connection, stream.name(), left),
                findings);
        folderChecks.run();
        if (files.hasSuspects() || folderChecks.hasSuspects()) {
            Thread.sleep(SECOND_LOOK_MILLIS);
        }
        files.lookAgain();
        List<UnknownFile> unknown = folderChecks.lookAgain();
        if (putBack) {
            long removedUpTo = Ledger.tombstonesRemovedUpTo(connection, stream.name());
            try {
                findings.putBack(new PutBack(stores.input(), archived, removedUpTo).move(unknown));
            } catch (RefusedException e) {
                throw new FailedException(e.getMessage());
            }
        }
        return findings;
    }

    /** Names of files that a job takes; of a stream of which only the name is known, those that are usual. */
    private Predicate<String> taken(NamedStream stream) {
        return stream.declared()
                .map(mapping::mappings)
                .orElseGet(() -> Mappings.none(Events.STREAM))
                .formats()::take;
    }

    private void print(PrintWriter out, List<Findings> all) {
        boolean first = true;
        for (Findings findings : all) {
            if (all.size() > 1 || streams.areNamed()) {
                out.printf("%sStream %s%n", first ? "" : System.lineSeparator(), findings.stream());
            }
            findings.print(out, limit);
            first = false;
        }
    }

    /** As long as the session lives no job loads the stream: one that starts waits. */
    private void claim(Connection connection, String stream) throws SQLException, IOException {
        if (!StreamLock.tryTake(connection, stream)) {
            throw new FailedException(
                    "a job writes the stream %s in this database, and what it loads meanwhile would come before the files that are"
                                    .formatted(stream)
                            + " put back: stop it first");
        }
        Stores stores = new Stores(folders, stream);
        try {
            ArchivedFiles.proveFoldersOf(
                    ServerIdentity.of(connection, stream),
                    stream,
                    stores.input(),
                    stores.archive(),
                    stores.quarantine());
        } catch (RefusedException e) {
            throw new FailedException(e.getMessage());
        }
    }
}
