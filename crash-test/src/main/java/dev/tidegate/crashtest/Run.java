package dev.tidegate.crashtest;

import dev.tidegate.crashtest.check.CheckedStream;
import dev.tidegate.crashtest.check.Checker;
import dev.tidegate.crashtest.check.Findings;
import dev.tidegate.crashtest.check.Watch;
import dev.tidegate.crashtest.nemesis.Deck;
import dev.tidegate.crashtest.nemesis.Fault;
import dev.tidegate.crashtest.nemesis.Halts;
import dev.tidegate.crashtest.nemesis.Refusals;
import dev.tidegate.crashtest.nemesis.Scene;
import dev.tidegate.crashtest.running.Bucket;
import dev.tidegate.crashtest.running.Database;
import dev.tidegate.crashtest.running.Disk;
import dev.tidegate.crashtest.running.Folders;
import dev.tidegate.crashtest.running.JobSetup;
import dev.tidegate.crashtest.running.Jobs;
import dev.tidegate.crashtest.running.Proxy;
import dev.tidegate.crashtest.running.SmallDisk;
import dev.tidegate.crashtest.running.Store;
import dev.tidegate.crashtest.running.StreamFolders;
import dev.tidegate.crashtest.running.TestedStream;
import dev.tidegate.crashtest.running.TooLateException;
import dev.tidegate.crashtest.workload.Deliveries;
import dev.tidegate.crashtest.workload.EventRecords;
import dev.tidegate.crashtest.workload.OrderRecords;
import dev.tidegate.crashtest.workload.Producer;
import dev.tidegate.crashtest.workload.Producers;
import dev.tidegate.crashtest.workload.Shape;
import dev.tidegate.crashtest.workload.Times;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** One run: the rounds, then rest, then the comparison. */
final class Run implements AutoCloseable {

    /** Sets the random numbers of one round apart from those of the next. */
    private static final long PRIME = 1_000_003;

    /** In one of this number of rounds, one of the delivered files is read by several tasks. */
    private static final int ROUNDS_TO_A_HUGE_FILE = 40;

    private final long seed;
    private final Consumer<String> say;
    private final Folders folders;
    private final Database database;
    private final Proxy proxy;
    private final SmallDisk disk;
    private final Jobs jobs;
    private final Map<TestedStream, Deliveries> deliveries;
    private final Producers producers;
    private final Findings findings = new Findings();
    private final Strikes struck = new Strikes();
    private final long begin = System.nanoTime();
    private final Thread atExit = new Thread(this::closeAtExit, "crash-test-exit");

    private Run(
            long seed,
            Consumer<String> say,
            Folders folders,
            Database database,
            Proxy proxy,
            SmallDisk disk,
            Jobs jobs,
            Map<TestedStream, Deliveries> deliveries,
            Times times) {
        this.seed = seed;
        this.say = say;
        this.folders = folders;
        this.database = database;
        this.proxy = proxy;
        this.disk = disk;
        this.jobs = jobs;
        this.deliveries = deliveries;
        this.producers = new Producers(List.of(
                new Producer(deliveries.get(TestedStream.EVENTS), new EventRecords(times)),
                new Producer(deliveries.get(TestedStream.ORDERS), new OrderRecords(times))));
    }

    static Run prepare(Place place, long seed, Consumer<String> say) throws Exception {
        say.accept("seed=%d, everything is in %s".formatted(seed, place.folder()));
        Path files = place.folder().resolve("files");
        SmallDisk disk = new SmallDisk(files.resolve("small-disk"));
        disk.removeLeftover();
        Folders.delete(files);
        Store store = place.inBucket() ? Bucket.start(files.resolve("bucket"), files) : new Disk();
        Folders folders = Folders.make(files, store);
        Database database = Database.make(place.folder().resolve("postgres"), place.setupScript(), say);
        if (place.byMonth()) {
            database.partByMonth(place.setupScript(), Times.OF_MANY_MONTHS.first());
        }
        Proxy proxy = Proxy.open(database.port());
        Run run = new Run(
                seed,
                say,
                folders,
                database,
                proxy,
                disk,
                new Jobs(place.setupScript().getParent(), folders, database, proxy),
                deliveries(folders),
                place.byMonth() ? Times.OF_MANY_MONTHS : Times.OF_DAYS);
        // Jobs and server are processes of their own: a run that is broken off must not leave them behind.
        Runtime.getRuntime().addShutdownHook(run.atExit);
        return run;
    }

    private static Map<TestedStream, Deliveries> deliveries(Folders folders) throws IOException {
        Map<TestedStream, Deliveries> deliveries = new EnumMap<>(TestedStream.class);
        for (TestedStream stream : TestedStream.values()) {
            StreamFolders own = folders.of(stream);
            deliveries.put(stream, new Deliveries(folders.store(), own.input(), own.truth()));
        }
        return deliveries;
    }

    /**
     * Runs this number of rounds, with faults drawn by the seed. Returns whether all is well.
     *
     * @param only parts of the names of the kinds that are drawn; an empty one is part of all
     */
    boolean mixed(int rounds, Duration limit, List<String> only) throws Exception {
        boolean onDisk = folders.store() instanceof Disk;
        boolean small = onDisk && disk.mount();
        if (onDisk && !small) {
            say.accept("No full disk in this run: this system does not let us mount a small one");
        }
        Deck deck = Deck.shuffled(new Random(seed), folders.store(), small).of(only);
        struck.expect(deck.kinds());
        List<Fault> faults = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            faults.add(deck.draw());
        }
        return strike(faults, limit);
    }

    /** Refusals and fault points, each once. Returns whether all is well. */
    boolean throughFaultPoints() throws Exception {
        List<Fault> faults = new ArrayList<>(Refusals.all());
        faults.addAll(Halts.oneByOne(folders.store()));
        return strike(faults, Duration.ofDays(1));
    }

    private boolean strike(List<Fault> faults, Duration limit) throws Exception {
        try (Watch watch = Watch.begin(database::connect, findings)) {
            int rounds = 0;
            while (rounds < faults.size() && elapsed().compareTo(limit) < 0) {
                round(++rounds, faults.get(rounds - 1));
            }
            return settleAndCompare(rounds, watch);
        } catch (TooLateException e) {
            findings.descriptions().forEach(say);
            say.accept("Broken off after %d s: %s".formatted(elapsed().toSeconds(), e.getMessage()));
            return false;
        }
    }

    private void round(int number, Fault fault) throws Exception {
        long roundBegin = System.nanoTime();
        int before = delivered();
        say.accept("round %d: %s".formatted(number, fault.name()));
        Random random = new Random(seed * PRIME + number);
        if (number % ROUNDS_TO_A_HUGE_FILE == ROUNDS_TO_A_HUGE_FILE / 4) {
            producers.deliver(number, Shape.HUGE, random);
        }
        boolean metWork = fault.strike().on(new Scene(number, random, producers, jobs, database, proxy, folders, disk));
        struck.add(fault.name(), metWork);
        say.accept("    %d files, %.1f s%s"
                .formatted(
                        delivered() - before,
                        (System.nanoTime() - roundBegin) / 1e9,
                        metWork ? "" : ", the job was idle"));
    }

    private boolean settleAndCompare(int rounds, Watch watch) throws Exception {
        jobs.running(JobSetup.plain(folders.archive()));
        new Scene(rounds + 1, new Random(seed), producers, jobs, database, proxy, folders, disk).awaitAllMoved();
        jobs.stop();
        List<Checker.Extent> extents;
        try (Connection connection = database.connect()) {
            extents = new Checker(checkedStreams(), connection, findings).check();
        }
        struck.lines().forEach(say);
        findings.descriptions().forEach(say);
        deliveries.forEach((stream, delivered) -> say.accept("delivered to %s: files=%d replacing=%d again=%d older=%d"
                .formatted(
                        stream.streamName(),
                        delivered.all().size(),
                        delivered.replacing(),
                        delivered.again(),
                        delivered.olderThanBefore())));
        say.accept("seed=%d rounds=%d faults=%d restarts=%d seconds=%d"
                .formatted(
                        seed,
                        rounds,
                        struck.total(),
                        jobs.started() - 1,
                        elapsed().toSeconds()));
        extents.forEach(extent -> say.accept("compared of %s: files=%d ledger=%d rows=%d rejects=%d"
                .formatted(extent.stream(), extent.files(), extent.ledgerRows(), extent.rows(), extent.rejects())));
        say.accept("snapshots=%d".formatted(watch.looks()));
        say.accept(findings.summary());
        return findings.isEmpty();
    }

    private int delivered() {
        return deliveries.values().stream().mapToInt(each -> each.all().size()).sum();
    }

    private List<CheckedStream> checkedStreams() {
        return deliveries.entrySet().stream()
                .map(each ->
                        new CheckedStream(each.getKey(), each.getValue(), folders.store(), folders.of(each.getKey())))
                .toList();
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private void closeAtExit() {
        try {
            end();
        } catch (IOException e) {
            say.accept("Cannot clear away what the run has started: " + e);
        }
    }

    private void end() throws IOException {
        jobs.close();
        proxy.close();
        disk.close();
        database.close();
        if (folders.store() instanceof Bucket bucket) {
            bucket.close();
        }
    }

    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(atExit);
        end();
    }
}
