package dev.tidegate.ingest.operate.rejects;

import dev.tidegate.ingest.log.Printable;
import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.operate.console.Output;
import dev.tidegate.ingest.operate.console.Times;
import dev.tidegate.ingest.operate.ledger.OperatorDatabase;
import dev.tidegate.ingest.options.OneStream;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows dead letters with their bytes. */
@Command(
        name = "show",
        header = "Shows open rejects with their bytes.",
        sortOptions = false,
        description =
                "Shows open rejects in full, with the record as it was delivered. What is no plain text is written"
                        + " as \\n, \\x1b and so on.")
final class RejectsShowCommand implements Callable<Integer> {

    @Mixin
    private RejectFilter filter;

    @Option(names = "--all", description = "also those that were replayed or discarded")
    private boolean all;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "10",
            description = "how many to show, at most (default: ${DEFAULT-VALUE})")
    private int limit;

    @Mixin
    private OneStream stream;

    @Mixin
    private OperatorDatabase database;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws SQLException {
        try (Connection connection = database.connect("rejects", stream.name())) {
            RejectFilter.Settled settled = all ? RejectFilter.Settled.TOO : RejectFilter.Settled.NOT;
            List<DeadLetter> rejects = filter.find(connection, stream.name(), settled, limit);
            output.print(rejects, out -> {
                if (rejects.isEmpty()) {
                    out.println("No such reject");
                }
                rejects.forEach(reject -> print(out, reject));
            });
            return ExitCodes.OK;
        }
    }

    private static void print(PrintWriter out, DeadLetter reject) {
        out.printf(
                "%s line %d  (file %d, byte %d, %,d bytes, %s UTC, %s)%n",
                Printable.of(reject.path()),
                reject.line(),
                reject.deliveryId(),
                reject.byteOffset(),
                reject.byteLength(),
                Times.text(reject.rejectedAt()),
                reject.resolution() == null ? "open" : reject.resolution());
        out.printf(
                "  %s%s: %s%n",
                reject.reason(),
                reject.column() == null ? "" : " in " + Printable.of(reject.column()),
                Printable.of(reject.message()));
        out.printf("  %s%n%n", reject.raw());
    }
}
