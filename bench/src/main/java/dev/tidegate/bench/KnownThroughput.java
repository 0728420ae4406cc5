package dev.tidegate.bench;

import dev.tidegate.bench.KnownFiles.Again;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Rows a second of files of which a share is in the table already, by the job and by its peers, in turn. Their tables hold as many
 * rows before, from the same files, and are vacuumed.
 */
final class KnownThroughput {

    private static final String JOB = "Tidegate";

    private final Run run;
    private final int filesAtOnce;
    private final List<Path> earlier;
    private final List<Load> loads = new ArrayList<>();
    private final List<Way> peers;
    private final Map<String, List<Double>> rates = new LinkedHashMap<>();

    /** Files that are measured. */
    private record Load(String name, KnownFiles what, List<Path> files) {}

    KnownThroughput(Run run, int files, int rows, int filesAtOnce, double share) throws IOException {
        if (share < 0 || share > 1) {
            throw new IllegalArgumentException("--known %s: expected a share from 0 to 1".formatted(share));
        }
        this.run = run;
        this.filesAtOnce = filesAtOnce;
        this.peers = Peers.of(run, filesAtOnce);
        EventFiles events = new EventFiles(rows);
        earlier = events.write(run.newFolder("earlier"), files, rows);
        for (Again again : share == 1 ? List.of(Again.REDELIVERED, Again.CORRECTED) : List.of(Again.BOTH)) {
            KnownFiles what = new KnownFiles(events, share, again);
            String name = share == 1 ? "all " + again.name().toLowerCase(Locale.ROOT) : "%s known".formatted(share);
            loads.add(new Load(name, what, what.write(run.newFolder("again"), earlier)));
        }
    }

    /** Runs rounds, of which the first ones only warm up, and reports. */
    void measure(int warmUpRounds, int rounds) throws Exception {
        for (int round = 1 - warmUpRounds; round <= rounds; round++) {
            for (Load load : loads) {
                String content = null;
                for (Way peer : peers) {
                    run.database().empty();
                    content = peer(round, peer, load, content);
                }
                run.database().empty();
                new Checks(run.database()).same(job(round, load), content);
            }
        }
        report();
    }

    private String peer(int round, Way peer, Load load, String others) throws Exception {
        peer.prepare(earlier);
        peer.load();
        settle(peer.schema());
        peer.prepare(load.files);
        Clock clock = new Clock(run.database().cpu());
        took(round, peer.title(), load, clock, peer.load(), "");
        Checks checks = new Checks(run.database());
        String content = checks.rows(peer.schema(), rows(load));
        checks.same(content, others);
        return content;
    }

    private String job(int round, Load load) throws Exception {
        TidegateJob job = run.job();
        job.deliver(earlier);
        job.run("--once", "--max-files-per-trigger", Integer.toString(filesAtOnce));
        settle("public");
        job.deliver(load.files);
        Clock clock = new Clock(run.database().cpu());
        job.run("--once", "--max-files-per-trigger", Integer.toString(filesAtOnce));
        took(
                round,
                JOB,
                load,
                clock,
                run.database().lastArchived(),
                ", %,.0f rows/s with all counted (ms of a micro-batch: %s)"
                        .formatted(
                                load.what.events() / clock.seconds(Instant.now()),
                                run.database().batchParts()));
        return new Checks(run.database())
                .job(2L * earlier.size(), rows(load), load.what.corrected(), load.what.redelivered());
    }

    /** No load pays for what the one before has left to be done, nor for an autovacuum that happens to come. */
    private void settle(String schema) throws Exception {
        run.database().execute("VACUUM (ANALYZE) %s.raw_events".formatted(schema));
        run.database().checkpoint();
    }

    private static long rows(Load load) {
        return 2 * load.what.events() - load.what.redelivered() - load.what.corrected();
    }

    /** What a load takes. */
    private static final class Clock {
        private final CpuClock cpu;
        private final double cpuBegin;
        private final Instant begin = Instant.now();

        Clock(CpuClock cpu) throws IOException {
            this.cpu = cpu;
            this.cpuBegin = cpu.seconds();
        }

        double seconds(Instant end) {
            return Duration.between(begin, end).toMillis() / 1e3;
        }

        double cpuSeconds() throws IOException {
            return cpu.seconds() - cpuBegin;
        }
    }

    private void took(int round, String way, Load load, Clock clock, Instant committed, String more)
            throws IOException {
        double rate = load.what.events() / clock.seconds(committed);
        Report.say("%-8s %-20s %-16s %,9.0f rows/s %6.1f s of CPU a million%s"
                .formatted(
                        round < 1 ? "warm-up" : "round " + round,
                        way,
                        load.name,
                        rate,
                        clock.cpuSeconds() / load.what.events() * 1e6,
                        more));
        if (round >= 1) {
            rates.computeIfAbsent(way + ": " + load.name, key -> new ArrayList<>())
                    .add(rate);
        }
    }

    private void report() throws IOException {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("way", "rows_per_s", "lowest", "highest"));
        rates.forEach((title, all) -> table.add(List.of(
                title,
                "%.0f".formatted(Figures.median(all)),
                "%.0f".formatted(Figures.percentile(all, 0)),
                "%.0f".formatted(Figures.percentile(all, 100)))));
        run.report().table("throughput-known", table);
        for (Load load : loads) {
            for (Way peer : peers) {
                double ratio = Figures.median(rates.get(JOB + ": " + load.name))
                        / Figures.median(rates.get(peer.title() + ": " + load.name));
                Report.say("known_vs_%s=%.2f (%s)".formatted(peer.schema(), ratio, load.name));
            }
        }
    }
}
