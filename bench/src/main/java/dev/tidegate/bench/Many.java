package dev.tidegate.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a merge of new events costs in an empty table and in one of many rows. These are filled in by the server, 24 months of them,
 * past triggers: nothing is added up of them, so what is loaded is checked by its own days.
 */
@Command(
        name = "many",
        description =
                "Merges of new events into an empty table and into one of many millions of rows, which the server fills in"
                        + " itself; with --partitioned in 24 months, and then a month removed beside one that is deleted.")
final class Many extends Measurement {

    private static final int FILES = 3;
    private static final int MONTHS = 24;
    private static final String FIRST_MONTH = "2024-01-01";
    private static final DateTimeFormatter YEAR_AND_MONTH = DateTimeFormatter.ofPattern("yyyy_MM", Locale.ROOT);

    /** The key of many rows is made at once: entry by entry it takes minutes. */
    private static final String DROP_KEY = "ALTER TABLE public.%1$s DROP CONSTRAINT %1$s_pkey;";

    private static final String ADD_KEY = "SET maintenance_work_mem = '512MB';"
            + " ALTER TABLE public.%1$s ADD CONSTRAINT %1$s_pkey PRIMARY KEY (event_id);";

    @Option(
            names = "--millions",
            defaultValue = "50",
            description = "rows that are there, in millions (default: ${DEFAULT-VALUE})")
    private int millions;

    @Option(
            names = "--rows",
            defaultValue = "300000",
            description = "rows of a micro-batch (default: ${DEFAULT-VALUE})")
    private int rows;

    @Option(names = "--rounds", defaultValue = "5", description = "micro-batches each (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--partitioned", description = "the events lie in months: postgres_setup.sql -v partitioned=month")
    private boolean partitioned;

    @Option(names = "--uuid7", description = "ids that grow with time (UUID version 7) instead of random ones")
    private boolean uuid7;

    /** What the server did, counted from its start. */
    private record Work(double merged, double cpuSeconds, long walBytes, long pagesRead) {}

    @Override
    void measure(Run run) throws Exception {
        BenchDatabase database = run.database();
        Report.say("many: %,d million rows%s, %s ids, %,d new ones a micro-batch"
                .formatted(millions, partitioned ? " in 24 months" : "", uuid7 ? "growing" : "random", rows));
        if (partitioned) {
            database.partByMonth(FIRST_MONTH);
        }
        database.empty();
        TidegateJob job = run.job();
        EventFiles events = new EventFiles(7, uuid7);
        // Not what is measured: classes are loaded, and each table has its first rows.
        merge(run, job, events);
        List<Work> empty = merges(run, job, events);
        double filled = fill(database);
        List<Work> many = merges(run, job, events);
        new Checks(database).newest((2L * rounds + 1) * FILES * (rows / FILES));
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("rows_there", "merge_ms", "lowest", "highest", "server_cpu_s", "wal_mb", "pages_read"));
        table.add(line("0", empty));
        table.add(line("%d000000".formatted(millions), many));
        run.report().table("many%s%s".formatted(partitioned ? "-partitioned" : "", uuid7 ? "-uuid7" : ""), table);
        Report.say("filled_in_s=%.0f many_ratio=%.2f".formatted(filled, median(many) / median(empty)));
        if (partitioned) {
            remove(database);
        }
    }

    private double fill(BenchDatabase database) throws IOException, SQLException {
        long begin = System.nanoTime();
        long each = millions * 1_000_000L / MONTHS;
        String id = uuid7 ? "pg_temp.growing(at)" : "gen_random_uuid()";
        if (!partitioned) {
            database.execute(DROP_KEY.formatted("raw_events"));
        }
        for (int month = 0; month < MONTHS; month++) {
            String part = "raw_events_"
                    + LocalDate.parse(FIRST_MONTH).plusMonths(month).format(YEAR_AND_MONTH);
            String fill = BenchDatabase.sql("many_fill.sql").formatted(FIRST_MONTH, month, each, id);
            database.execute(partitioned ? DROP_KEY.formatted(part) + fill + ADD_KEY.formatted(part) : fill);
        }
        if (!partitioned) {
            database.execute(ADD_KEY.formatted("raw_events"));
        }
        database.execute("VACUUM (ANALYZE) public.raw_events");
        database.checkpoint();
        return (System.nanoTime() - begin) / 1e9;
    }

    private List<Work> merges(Run run, TidegateJob job, EventFiles events) throws Exception {
        List<Work> each = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            each.add(merge(run, job, events));
        }
        return each;
    }

    private Work merge(Run run, TidegateJob job, EventFiles events) throws Exception {
        BenchDatabase database = run.database();
        job.deliver(events.write(run.newFolder("files"), FILES, rows / FILES));
        database.checkpoint();
        Work before = work(database);
        job.run("--once", "--max-files-per-trigger", Integer.toString(FILES));
        Work after = work(database);
        return new Work(
                database.newestMergeMillis(),
                after.cpuSeconds - before.cpuSeconds,
                after.walBytes - before.walBytes,
                after.pagesRead - before.pagesRead);
    }

    private static Work work(BenchDatabase database) throws IOException, SQLException {
        return new Work(
                0,
                database.cpu().server(),
                Long.parseLong(database.line("public", "many_wal.sql")),
                Long.parseLong(database.line("public", "many_pages_read.sql")));
    }

    private static List<String> line(String there, List<Work> works) {
        List<Double> merged = works.stream().map(Work::merged).toList();
        return List.of(
                there,
                "%.0f".formatted(Figures.median(merged)),
                "%.0f".formatted(Figures.percentile(merged, 0)),
                "%.0f".formatted(Figures.percentile(merged, 100)),
                "%.2f"
                        .formatted(Figures.median(
                                works.stream().map(Work::cpuSeconds).toList())),
                "%.0f"
                        .formatted(Figures.median(
                                works.stream().map(work -> work.walBytes / 1e6).toList())),
                "%.0f"
                        .formatted(Figures.median(works.stream()
                                .map(work -> (double) work.pagesRead)
                                .toList())));
    }

    private static double median(List<Work> works) {
        return Figures.median(works.stream().map(Work::merged).toList());
    }

    /** The oldest month goes as a file, and the next one row by row, which adds nothing up, either: that is the least it costs. */
    private void remove(BenchDatabase database) throws IOException, SQLException {
        double dropped = seconds(database, "SELECT remove_months('2024-02-01')");
        double deleted = seconds(
                database,
                "SET session_replication_role = replica; DELETE FROM raw_events WHERE event_timestamp < '2024-03-01Z'");
        deleted += seconds(database, "VACUUM raw_events_2024_02");
        Report.say("removed_s=%.2f deleted_s=%.2f".formatted(dropped, deleted));
    }

    private static double seconds(BenchDatabase database, String statements) throws IOException, SQLException {
        database.checkpoint();
        long begin = System.nanoTime();
        database.execute(statements);
        return (System.nanoTime() - begin) / 1e9;
    }
}
