package dev.tidegate.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What micro-batches cost while somebody holds an old snapshot, so that no dead version of a row can be removed: it is the number
 * of updates under the snapshot that counts, not its age.
 */
@Command(
        name = "old-snapshot",
        description =
                "Small micro-batches under a REPEATABLE READ session that stays open: their time, and the pages that the"
                        + " server touches for one, late and early.")
final class OldSnapshot extends Measurement {

    private static final int ROWS = 15;
    private static final int FILES_PER_BATCH = 3;
    private static final int WINDOWS = 10;
    private static final int BATCHES_WAITING_AT_MOST = 100;
    private static final int TABLES_SHOWN = 8;

    @Option(
            names = "--batches",
            defaultValue = "1000",
            description = "micro-batches of 3 files under the snapshot (default: ${DEFAULT-VALUE})")
    private int batches;

    @Option(
            names = "--warm-up",
            defaultValue = "300",
            description = "micro-batches before the snapshot (default: ${DEFAULT-VALUE})")
    private int warmUp;

    /** What the server had done when a window of micro-batches began or ended. */
    private record Work(int batches, double cpuSeconds, Map<String, Long> pages) {}

    /** What it did in a window, for each micro-batch. */
    private record Window(Work begin, Work end) {

        double cpuMillis() {
            return 1000 * (end.cpuSeconds - begin.cpuSeconds) / batches();
        }

        double pages() {
            return pagesByTable().values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
        }

        Map<String, Double> pagesByTable() {
            Map<String, Double> byTable = new TreeMap<>();
            end.pages.forEach((table, pages) ->
                    byTable.put(table, (pages - begin.pages.getOrDefault(table, 0L)) / (double) batches()));
            return byTable;
        }

        private int batches() {
            return end.batches - begin.batches;
        }
    }

    @Override
    void measure(Run run) throws Exception {
        Report.say("old-snapshot: %,d micro-batches of %d files of %d rows under one snapshot"
                .formatted(batches, FILES_PER_BATCH, ROWS));
        run.database().empty();
        TidegateJob job = run.job();
        EventFiles events = new EventFiles(3);
        long files = (warmUp + batches) * (long) FILES_PER_BATCH;
        try (Batches measured = Batches.of(run.spark());
                TidegateJob.Running running =
                        job.start("--trigger", "0", "--max-files-per-trigger", Integer.toString(FILES_PER_BATCH));
                Connection watching = run.database().connect();
                Connection old = run.database().connect()) {
            Feeding feeding = new Feeding(job, running, measured, events, warmUp + batches);
            feeding.until(warmUp);
            holdSnapshot(old);
            List<Window> windows = new ArrayList<>();
            Work begin = work(run, measured, watching);
            for (int window = 1; window <= WINDOWS; window++) {
                feeding.until(warmUp + batches * window / WINDOWS);
                Work end = work(run, measured, watching);
                if (end.batches > begin.batches) {
                    windows.add(new Window(begin, end));
                    begin = end;
                }
            }
            // A micro-batch that found fewer than three files counts as well.
            Progress.await(run.database(), files, running);
            old.rollback();
            report(run, measured, windows);
        }
        new Checks(run.database()).job(files, files * ROWS);
    }

    private static void holdSnapshot(Connection old) throws SQLException {
        old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        old.setAutoCommit(false);
        try (Statement statement = old.createStatement()) {
            statement.execute("SET idle_in_transaction_session_timeout = 0");
            statement.execute("SELECT count(*) FROM pipeline");
        }
    }

    private static void report(Run run, Batches measured, List<Window> windows) throws IOException, SQLException {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("batches", "batch_p50_ms", "merge_p50_ms", "server_cpu_ms", "pages", "of these"));
        List<Double> whole = new ArrayList<>();
        for (Window window : windows) {
            int from = window.begin.batches;
            int to = window.end.batches;
            whole.add(Figures.median(measured.wall(from, to)));
            table.add(List.of(
                    from + " to " + to,
                    "%.0f".formatted(Figures.median(measured.wall(from, to))),
                    "%.0f".formatted(run.database().mergeMillis(from, to)),
                    "%.1f".formatted(window.cpuMillis()),
                    "%.0f".formatted(window.pages()),
                    mostTouched(window.pagesByTable())));
        }
        run.report().table("old-snapshot", table);
        Window first = windows.get(0);
        Window last = windows.get(windows.size() - 1);
        Report.say("old_snapshot_cpu_ratio=%.2f old_snapshot_pages_ratio=%.2f"
                .formatted(last.cpuMillis() / first.cpuMillis(), last.pages() / first.pages()));
        Report.say("old_snapshot_ratio=%.2f".formatted(whole.get(whole.size() - 1) / whole.get(0)));
    }

    private static String mostTouched(Map<String, Double> pages) {
        return pages.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(TABLES_SHOWN)
                .map(table -> "%s %.0f".formatted(table.getKey(), table.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static Work work(Run run, Batches measured, Connection watching) throws IOException, SQLException {
        Map<String, Long> pages = new TreeMap<>();
        try (Statement statement = watching.createStatement();
                ResultSet rows = statement.executeQuery(BenchDatabase.sql("pages.sql"))) {
            while (rows.next()) {
                pages.put(rows.getString("what"), rows.getLong("pages"));
            }
        }
        return new Work(measured.count(), run.database().cpu().server(), pages);
    }

    /** Keeps some files waiting, so that each micro-batch is full, and never so many that looking for them counts. */
    private static final class Feeding {

        private final TidegateJob job;
        private final TidegateJob.Running running;
        private final Batches measured;
        private final EventFiles events;
        private final int batches;
        private int written;

        Feeding(TidegateJob job, TidegateJob.Running running, Batches measured, EventFiles events, int batches) {
            this.job = job;
            this.running = running;
            this.measured = measured;
            this.events = events;
            this.batches = batches;
        }

        void until(int done) throws IOException, InterruptedException {
            while (measured.count() < done) {
                running.requireAlive();
                for (; written < batches && written - measured.count() < BATCHES_WAITING_AT_MOST; written++) {
                    events.write(job.input(), FILES_PER_BATCH, ROWS);
                }
                Thread.sleep(5);
            }
        }
    }
}
