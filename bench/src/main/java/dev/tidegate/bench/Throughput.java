package dev.tidegate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Rows a second of the job and its peers, from the same files, in turn. */
@Command(
        name = "throughput",
        description =
                "Rows a second from large files: job, peers and the server's own limit in turn, warm; the job cold, too.")
final class Throughput extends Measurement {

    private static final String COUNTED = "Tidegate, all counted";

    @Option(names = "--files", defaultValue = "20", description = "files (default: ${DEFAULT-VALUE})")
    private int files;

    @Option(names = "--rows", defaultValue = "100000", description = "rows of a file (default: ${DEFAULT-VALUE})")
    private int rows;

    @Option(
            names = "--files-per-batch",
            defaultValue = "3",
            description =
                    "files of a micro-batch, and of a transaction of the bare recipe (default: ${DEFAULT-VALUE}, that of the job)")
    private int filesPerBatch;

    @Option(names = "--rounds", defaultValue = "3", description = "measured rounds (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--warm-up-rounds",
            defaultValue = "1",
            description = "rounds before them, to warm Java up (default: ${DEFAULT-VALUE})")
    private int warmUpRounds;

    @Option(
            names = "--cold-rounds",
            defaultValue = "1",
            description = "runs by scripts/submit.sh, from nothing to exit (default: ${DEFAULT-VALUE})")
    private int coldRounds;

    @Option(names = "--heap", defaultValue = "1g", description = "heap of the cold job (default: ${DEFAULT-VALUE})")
    private String heap;

    @Option(
            names = "--stream",
            description =
                    "a declared stream instead of the events, twelve columns with a text as key, beside the bare recipe:"
                            + " new rows, and then rows of which one in fifty is known")
    private boolean stream;

    @Option(
            names = "--mapped",
            description = "the job alone, from files of another form that a mapping describes, beside native ones")
    private boolean mapped;

    @Option(
            names = "--known",
            paramLabel = "SHARE",
            description =
                    "events of which this share (0 to 1) is in the table already, half of it redelivered to the letter and"
                            + " half corrected, beside the peers, each into a table that holds the same; at 1 both all"
                            + " redelivered and all corrected")
    private Double known;

    @Override
    void measure(Run run) throws Exception {
        if (mapped) {
            Report.say("throughput of mapped files: %d files of %,d rows, %d files a transaction"
                    .formatted(files, rows, filesPerBatch));
            new MappedThroughput(run, files, rows, filesPerBatch).measure(warmUpRounds, rounds);
            return;
        }
        if (known != null) {
            Report.say("throughput of files of which %s is known: %d files of %,d rows, %d files a transaction"
                    .formatted(known, files, rows, filesPerBatch));
            new KnownThroughput(run, files, rows, filesPerBatch, known).measure(warmUpRounds, rounds);
            return;
        }
        if (stream) {
            Report.say("throughput of a declared stream: %d files of %,d rows, %d files a transaction"
                    .formatted(files, rows, filesPerBatch));
            new StreamThroughput(run, files, rows, filesPerBatch).measure(warmUpRounds, rounds);
            return;
        }
        Report.say("throughput: %d files of %,d rows, %d files a transaction".formatted(files, rows, filesPerBatch));
        List<Path> delivered = new EventFiles(rows).write(run.newFolder("files"), files, rows);
        List<Way> peers = Peers.of(run, filesPerBatch);
        Way limit = new ServerLimit(run.database(), run.newFolder("limit"), filesPerBatch);
        Way job = new TidegateWay(run, filesPerBatch);
        List<Way> ways = new ArrayList<>(peers);
        ways.addAll(List.of(limit, job));
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        Map<String, List<Double>> cpu = new LinkedHashMap<>();
        ways.forEach(way -> rates.put(way.title(), new ArrayList<>()));
        ways.forEach(way -> cpu.put(way.title(), new ArrayList<>()));
        for (int round = 1 - warmUpRounds; round <= rounds; round++) {
            String content = null;
            for (Way way : ways) {
                Cost cost = cost(run, way, delivered);
                content = check(run, way, content);
                Report.say("%-8s %-20s %,9.0f rows/s %6.1f s of CPU a million"
                                .formatted(
                                        round < 1 ? "warm-up" : "round " + round,
                                        way.title(),
                                        cost.rowsPerSecond,
                                        cost.cpuPerMillion)
                        + (way instanceof TidegateWay
                                ? ", %,.0f rows/s with all counted (ms of a micro-batch: %s)"
                                        .formatted(
                                                cost.inAllPerSecond,
                                                run.database().batchParts())
                                : ""));
                if (round >= 1) {
                    rates.get(way.title()).add(cost.rowsPerSecond);
                    cpu.get(way.title()).add(cost.cpuPerMillion);
                    if (way instanceof TidegateWay) {
                        rates.computeIfAbsent(COUNTED, title -> new ArrayList<>())
                                .add(cost.inAllPerSecond);
                    }
                }
            }
        }
        String cold = job.title() + ", cold";
        if (coldRounds > 0) {
            run.stopSpark();
            rates.put(cold, cold(run, delivered));
        }
        report(run.report(), rates, cpu);
        double rate = Figures.median(rates.get(job.title()));
        double bare = Figures.median(rates.get(peers.get(0).title()));
        for (Way peer : peers) {
            Report.say(
                    "throughput_vs_%s=%.2f".formatted(peer.schema(), rate / Figures.median(rates.get(peer.title()))));
        }
        Report.say("throughput_vs_limit=%.2f".formatted(rate / Figures.median(rates.get(limit.title()))));
        Report.say("throughput_counted_vs_bare=%.2f".formatted(Figures.median(rates.get(COUNTED)) / bare));
        if (rates.containsKey(cold)) {
            Report.say("throughput_cold_vs_bare=%.2f".formatted(Figures.median(rates.get(cold)) / bare));
        }
    }

    /** @param inAllPerSecond with what is counted behind the loads, such as sessions, before a job that runs once ends */
    private record Cost(double rowsPerSecond, double inAllPerSecond, double cpuPerMillion) {}

    private Cost cost(Run run, Way way, List<Path> delivered) throws Exception {
        run.database().empty();
        way.prepare(delivered);
        CpuClock cpu = run.database().cpu();
        double cpuBegin = cpu.seconds();
        Instant begin = Instant.now();
        Instant committed = way.load();
        return new Cost(rate(begin, committed), rate(begin, Instant.now()), (cpu.seconds() - cpuBegin) / total() * 1e6);
    }

    private double rate(Instant begin, Instant end) {
        return total() * 1e3 / Duration.between(begin, end).toMillis();
    }

    private long total() {
        return (long) files * rows;
    }

    private String check(Run run, Way way, String others) throws Exception {
        Checks checks = new Checks(run.database());
        String content = way instanceof TidegateWay ? checks.job(files, total()) : checks.rows(way.schema(), total());
        checks.same(content, others);
        return content;
    }

    private List<Double> cold(Run run, List<Path> delivered) throws Exception {
        List<Double> rates = new ArrayList<>();
        for (int round = 1; round <= coldRounds; round++) {
            run.database().empty();
            TidegateJob job = new TidegateJob(null, run.database(), run.newFolder("cold"));
            job.deliver(delivered);
            JobProcess process =
                    JobProcess.run(job, heap, "--once", "--max-files-per-trigger", Integer.toString(filesPerBatch));
            new Checks(run.database()).job(files, total());
            rates.add(total() / process.seconds());
            Report.say("cold %d   %,.0f rows/s in %.1f s from the start of the process to its end, peak RSS %d MB"
                    .formatted(round, rates.get(round - 1), process.seconds(), process.peakRssBytes() >> 20));
        }
        return rates;
    }

    private void report(Report report, Map<String, List<Double>> rates, Map<String, List<Double>> cpu)
            throws IOException {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("way", "rows_per_s", "lowest", "highest", "cpu_s_per_million"));
        Map<String, Double> medians = new LinkedHashMap<>();
        rates.forEach((title, all) -> {
            double median = Figures.median(all);
            medians.put(title, median);
            table.add(List.of(
                    title,
                    "%.0f".formatted(median),
                    "%.0f".formatted(Figures.percentile(all, 0)),
                    "%.0f".formatted(Figures.percentile(all, 100)),
                    cpu.containsKey(title) ? "%.1f".formatted(Figures.median(cpu.get(title))) : ""));
        });
        report.table("throughput", table);
        report.chart("throughput", "%,d events into raw_events".formatted(total()), "rows a second", medians);
    }
}
