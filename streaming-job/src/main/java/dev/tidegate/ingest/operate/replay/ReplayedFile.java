package dev.tidegate.ingest.operate.replay;

import dev.tidegate.ingest.log.Printable;
import dev.tidegate.ingest.merge.Counts;
import dev.tidegate.ingest.operate.console.Counted;
import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.operate.console.Output;
import dev.tidegate.ingest.operate.console.TextTable;
import dev.tidegate.ingest.operate.ledger.LedgerRow;
import java.io.PrintWriter;
import java.util.List;

/**
 * What came of replaying a file, or its rejects.
 *
 * @param fileId of the delivery
 * @param replayId the replay's own row in the ledger; null where there is none: nothing was sent, or it was a dry run
 * @param counts of what was sent through
 * @param stillRejected of its rejects, those that the rules or the table refuse still and that stay open as they are
 * @param firstRefusal what the table says to the first of those that the rules accept by now; null where there is none
 * @param trouble why nothing could be done; null where it could
 */
public record ReplayedFile(
        long fileId,
        String path,
        Long replayId,
        Counts counts,
        long stillRejected,
        String firstRefusal,
        boolean dryRun,
        String trouble) {

    static ReplayedFile failed(LedgerRow delivery, String trouble) {
        return new ReplayedFile(delivery.fileId(), delivery.path(), null, Counts.NONE, 0, null, false, trouble);
    }

    /** Of its rejects all stay open as they are. */
    static ReplayedFile untouched(LedgerRow delivery, long stillRejected, boolean dryRun, String firstRefusal) {
        return new ReplayedFile(
                delivery.fileId(), delivery.path(), null, Counts.NONE, stillRejected, firstRefusal, dryRun, null);
    }

    /** Prints what came of all, and returns the exit code. */
    public static int print(Output output, List<ReplayedFile> files) {
        output.print(files, out -> print(out, files));
        return files.stream().anyMatch(file -> file.trouble != null) ? ExitCodes.FAILURE : ExitCodes.OK;
    }

    private static void print(PrintWriter out, List<ReplayedFile> files) {
        Counts sum = Counts.NONE;
        long stillRejected = 0;
        boolean dryRun = false;
        TextTable table = new TextTable(
                "#ID",
                "#READ",
                "#INSERTED",
                "#UPDATED",
                "#UNCHANGED",
                "#STALE",
                "#DUPL",
                "#FILTERED",
                "#REJECTED",
                "NAME");
        for (ReplayedFile file : files) {
            if (file.trouble != null) {
                out.printf("%d %s: %s%n", file.fileId, Printable.of(file.path), Printable.of(file.trouble));
                continue;
            }
            if (file.firstRefusal != null) {
                out.printf(
                        "%d %s: the table refuses rejects of it still, the first: %s%n",
                        file.fileId, Printable.of(file.path), Printable.of(file.firstRefusal));
            }
            if (file.stillRejected == 0 || file.counts.read() > 0) {
                row(table, file.fileId, file.counts, file.path);
            }
            sum = sum.plus(file.counts);
            stillRejected += file.stillRejected;
            dryRun |= file.dryRun;
        }
        table.print(out);
        if (files.stream().allMatch(file -> file.trouble != null)) {
            out.println(files.isEmpty() ? "Nothing to replay" : "Nothing was replayed");
            return;
        }
        out.printf(
                "%s: %,d inserted, %,d updated%s%n",
                dryRun ? "Dry run, nothing was changed. A replay would bring" : "Done",
                sum.inserted(),
                sum.updated(),
                stillRejected == 0 ? "" : "; open still: " + Counted.of(stillRejected, "reject"));
    }

    private static void row(TextTable table, long fileId, Counts counts, String path) {
        table.row(
                fileId,
                counts.read(),
                counts.inserted(),
                counts.updated(),
                counts.unchanged(),
                counts.stale(),
                counts.duplicate(),
                counts.filtered(),
                counts.rejected(),
                path);
    }
}
