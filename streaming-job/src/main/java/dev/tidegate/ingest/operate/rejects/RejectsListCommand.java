package dev.tidegate.ingest.operate.rejects;

import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.operate.console.Output;
import dev.tidegate.ingest.operate.console.Reasons;
import dev.tidegate.ingest.operate.ledger.OperatorDatabase;
import dev.tidegate.ingest.options.OneStream;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists dead letters. */
@Command(
        name = "list",
        header = "Lists open rejects, one a line.",
        sortOptions = false,
        description = "Those of the oldest file first, each with the rule that it broke.")
final class RejectsListCommand implements Callable<Integer> {

    @Mixin
    private RejectFilter filter;

    @Option(names = "--all", description = "also those that were replayed or discarded")
    private boolean all;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "40",
            description = "how many to show, at most (default: ${DEFAULT-VALUE})")
    private int limit;

    @Mixin
    private OneStream stream;

    @Mixin
    private OperatorDatabase database;

    @Mixin
    private Output output;

    private record RejectList(long total, Map<String, Long> byReason, List<DeadLetter> rejects) {}

    @Override
    public Integer call() throws SQLException {
        try (Connection connection = database.connect("rejects", stream.name())) {
            RejectFilter.Settled settled = all ? RejectFilter.Settled.TOO : RejectFilter.Settled.NOT;
            Map<String, Long> counts = filter.count(connection, stream.name(), settled);
            long total = counts.values().stream().mapToLong(Long::longValue).sum();
            RejectList list = new RejectList(total, counts, filter.find(connection, stream.name(), settled, limit));
            output.print(list, out -> print(out, list));
            return ExitCodes.OK;
        }
    }

    private static void print(PrintWriter out, RejectList list) {
        if (list.total == 0) {
            out.println("No such reject");
            return;
        }
        DeadLetter.table(list.rejects).print(out);
        if (list.total > list.rejects.size()) {
            out.printf("%,d in all (%s); --limit shows more%n", list.total, Reasons.text(list.byReason));
        } else {
            out.printf("%,d (%s)%n", list.total, Reasons.text(list.byReason));
        }
    }
}
