package dev.tidegate.ingest.operate.rejects;

import dev.tidegate.ingest.operate.console.Counted;
import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.operate.console.Output;
import dev.tidegate.ingest.operate.ledger.OperatorDatabase;
import dev.tidegate.ingest.options.OneStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Settles dead letters that nobody needs. */
@Command(
        name = "discard",
        header = "Marks open rejects as settled.",
        sortOptions = false,
        description = "Marks open rejects as settled. They are kept until retention removes them.")
final class RejectsDiscardCommand implements Callable<Integer> {

    @Mixin
    private RejectFilter filter;

    @Option(names = "--all", description = "every open reject there is")
    private boolean all;

    @Option(names = "--dry-run", description = "only say how many")
    private boolean dryRun;

    @Mixin
    private OneStream stream;

    @Mixin
    private OperatorDatabase database;

    @Mixin
    private Output output;

    @Spec
    private CommandSpec spec;

    private record Discarded(long rejects, boolean dryRun) {}

    @Override
    public Integer call() throws SQLException {
        if (all == filter.namesSome()) {
            throw new ParameterException(
                    spec.commandLine(), "Which rejects? Expected --reason, --file or --since, or --all");
        }
        try (Connection connection = database.connect("rejects", stream.name())) {
            connection.setAutoCommit(false);
            long count = filter.discard(connection, stream.name());
            if (dryRun) {
                connection.rollback();
            } else {
                connection.commit();
            }
            output.print(
                    new Discarded(count, dryRun),
                    out -> out.println(Counted.of(count, "reject") + (dryRun ? " would be discarded" : " discarded")));
            return ExitCodes.OK;
        }
    }
}
