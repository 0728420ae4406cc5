package dev.tidegate.ingest.source;

import dev.tidegate.ingest.csv.Dialect;
import dev.tidegate.ingest.csv.FramingScan;
import dev.tidegate.ingest.files.Arrivals;
import dev.tidegate.ingest.files.FileVersion;
import dev.tidegate.ingest.files.FirstBytes;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.packing.Packing;
import dev.tidegate.ingest.source.LandedFile.Framing;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the files of the landing folder to Spark, a few at a time. The model is Spark's RatePerMicroBatchStream. */
final class LandingStream implements MicroBatchStream, SupportsTriggerAvailableNow, ReportsSourceMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(LandingStream.class);

    /** How often to look whether a file has settled where nothing else is to be done. */
    private static final Duration SETTLE_LOOK = Duration.ofMillis(100);

    /** How often to look at the latest where a file is to be found at once and the folder does not tell of it. */
    private static final Duration UNSEEN_LOOK = Duration.ofMillis(20);

    /** A look that finds nothing, and that nobody was woken for, is followed by a pause of so many times what it took. */
    private static final int PAUSE_OF_LOOKS = 4;

    /** The same of a bucket: each look is a request that has its price. */
    private static final Duration UNSEEN_LOOK_INTO_BUCKET = Duration.ofSeconds(1);

    private final FileFormats formats;
    private final LandingOptions options;
    private final Folder folder;
    private final LandingGate gate;
    private final FileQueue queue;
    private final Unzipping unzipping;
    private final Arrivals arrivals;
    private final Clock clock;
    private final int cores;
    private AvailableNow availableNow;
    private long nextLookAt = System.nanoTime();
    private List<LandedFile> inHand = List.of();
    private List<LandedFile> ahead = List.of();
    private String trouble;
    private boolean foundNothing;

    private LandingStream(
            FileFormats formats, LandingOptions options, Folder folder, LandingGate gate, Clock clock, int cores) {
        this.formats = formats;
        this.options = options;
        this.folder = folder;
        this.gate = gate;
        this.clock = clock;
        this.cores = cores;
        this.unzipping = new Unzipping(folder, clock, !options.leave());
        this.queue = new FileQueue(
                folder,
                formats::take,
                gate,
                options.settle(),
                clock,
                System::nanoTime,
                unzipping,
                options.recursive(),
                options.leave());
        // Before the first look: what comes after it is told.
        this.arrivals = options.wake() ? watched() : Arrivals.UNKNOWN;
    }

    private Arrivals watched() {
        return options.recursive()
                ? folder.arrivalsBelow(queue::isLookedInto, LandingNames::areVisible)
                : folder.arrivals(LandingNames::areVisible);
    }

    static LandingStream open(LandingSchema columns, LandingOptions options) {
        SparkSession spark = SparkSession.active();
        Folder folder = Folders.of(options.path(), () -> spark.sessionState().newHadoopConf());
        LandingGate gate = options.gate() == null ? LandingGates.onceEach() : LandingGates.named(options.gate());
        LandingStream stream = new LandingStream(
                new FileFormats(options.formats(), columns.columns(), options.limits()),
                options,
                folder,
                gate,
                Clock.systemUTC(),
                spark.sparkContext().defaultParallelism());
        gate.canLookAhead(stream::lookAhead);
        return stream;
    }

    @Override
    public Offset initialOffset() {
        return LandingOffset.NOTHING_YET;
    }

    @Override
    public Offset deserializeOffset(String json) {
        return LandingOffset.parse(json);
    }

    @Override
    public ReadLimit getDefaultReadLimit() {
        return ReadLimit.maxFiles(options.maxFilesPerTrigger());
    }

    @Override
    public Offset latestOffset() {
        throw new UnsupportedOperationException("Spark asks this source with a start and a limit");
    }

    /** The next files, or null where there are none. Spark would run an empty micro-batch for any other answer. */
    @Override
    public Offset latestOffset(Offset start, ReadLimit limit) {
        try {
            List<LandedFile> files = nextFiles();
            return files.isEmpty() ? null : ((LandingOffset) start).next(files);
        } catch (InterruptedException e) {
            // Spark knows a stop by an interruption inside of an UncheckedIOException.
            throw new UncheckedIOException(new InterruptedIOException("Stopped while waiting for files"));
        }
    }

    private List<LandedFile> nextFiles() throws InterruptedException {
        if (!options.lookEvery().isZero() && ahead.isEmpty()) {
            awaitNextLook();
        }
        if (!gate.open()) {
            return List.of();
        }
        nextLookAt = System.nanoTime() + options.lookEvery().toNanos();
        try {
            List<LandedFile> files = stillAhead();
            if (files.isEmpty()) {
                files = availableNow == null ? takeNext(file -> true) : availableNow.take();
            }
            if (availableNow != null) {
                availableNow.offered(files);
            }
            trouble = null;
            foundNothing = files.isEmpty();
            return files;
        } catch (IOException e) {
            if (availableNow != null) {
                throw cannotLook(e);
            }
            if (!e.toString().equals(trouble)) {
                LOG.warn("Cannot look into {}: {}. Looking again at each trigger.", folder.location(), e.toString());
            }
            trouble = e.toString();
            foundNothing = true;
            return List.of();
        }
    }

    private void awaitNextLook() throws InterruptedException {
        if (options.wake()) {
            if (foundNothing) {
                Duration unseen = folder.holdsObjects() ? UNSEEN_LOOK_INTO_BUCKET : UNSEEN_LOOK;
                Duration pause = noneWaits() && arrivals.areSeen() ? options.lookEvery() : unseen;
                Duration rest = Duration.ofNanos(PAUSE_OF_LOOKS * queue.lookTook());
                gate.pause(pause.compareTo(rest) < 0 ? rest : pause, arrivals::await);
            }
        } else if (noneWaits()) {
            gate.pause(Duration.ofNanos(Math.max(0, nextLookAt - System.nanoTime())));
        }
    }

    private boolean noneWaits() {
        return queue.size() == 0 || queue.waitsForAnother();
    }

    /** A look is not the last one while the folder has files that are loaded: they hide what comes after them. */
    private List<LandedFile> takeNext(Predicate<LandedFile> wanted) throws IOException {
        List<LandedFile> files = takeScanned(wanted);
        // Who waits to be woken has them moved before the wait.
        if (files.isEmpty() && !options.wake() && gate.moveLoaded()) {
            queue.lookAnew();
            files = takeScanned(wanted);
        }
        return files;
    }

    private List<LandedFile> takeScanned(Predicate<LandedFile> wanted) throws IOException {
        boolean lookedAgain = false;
        while (true) {
            List<LandedFile> files = scanned(queue.take(
                    options.maxFilesPerTrigger(),
                    options.maxBytesPerTrigger(),
                    file -> !unzipping.waits(file.name()) && wanted.test(file)));
            boolean again = unzipping.goOn() || (files.isEmpty() && unzipping.isOpen() && !lookedAgain);
            if (again) {
                queue.lookAnew();
                lookedAgain = true;
            }
            if (!again || !files.isEmpty()) {
                return files;
            }
        }
    }

    /** Takes the next files while those in hand still lie in the folder. */
    private List<LandedFile> lookAhead() {
        if (ahead.isEmpty()) {
            Set<FileVersion> taken = inHand.stream().map(LandedFile::version).collect(Collectors.toSet());
            try {
                ahead = takeScanned(
                        file -> !taken.contains(file.version()) && (availableNow == null || availableNow.wanted(file)));
            } catch (IOException e) {
                LOG.debug("Cannot look ahead into {}", folder.location(), e);
            }
        }
        return ahead;
    }

    /** What was seen ahead, if all of it is there as it was. */
    private List<LandedFile> stillAhead() {
        List<LandedFile> files = ahead;
        ahead = List.of();
        if (files.stream().allMatch(file -> isThere(file) && gate.isNext(file) && gate.admits(file))) {
            return files;
        }
        queue.lookAnew();
        return List.of();
    }

    private boolean isThere(LandedFile file) {
        try {
            return folder.stat(file.name()).filter(file.stat()::equals).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private List<LandedFile> scanned(List<LandedFile> files) {
        List<LandedFile> scanned = new ArrayList<>();
        for (LandedFile file : files) {
            if (!gate.isNext(file)) {
                // One before it could not be opened.
                queue.lookAnew();
            } else if (isTakenApart(file)) {
                queue.lookAnew();
            } else if (file.packed() || file.size() <= options.splitBytes()) {
                scanned.add(file);
            } else {
                scan(file).ifPresent(scanned::add);
            }
        }
        return scanned;
    }

    private boolean isTakenApart(LandedFile file) {
        try {
            return unzipping.takeApart(file, formats.isOneFile(file.name())) != Unzipping.Outcome.ONE_FILE;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            gate.unreadable(file, e.toString());
            return true;
        }
    }

    private Optional<LandedFile> scan(LandedFile file) {
        try (PushbackInputStream in =
                Packing.peekable(new FirstBytes(folder.open(file.name(), file.stat(), 0), file.size()))) {
            if (Packing.of(in) != null) {
                return Optional.of(file);
            }
            Dialect dialect = formats.dialect(file.name());
            Framing framing = Framing.of(
                    FramingScan.scan(in, dialect, formats.columns(file.name()), options.splitBytes()), dialect);
            boolean still = folder.stat(file.name()).filter(file.stat()::equals).isPresent();
            return still ? Optional.of(file.framed(framing)) : Optional.empty();
        } catch (IOException e) {
            gate.unreadable(file, e.toString());
            return Optional.empty();
        }
    }

    @Override
    public void prepareForTriggerAvailableNow() {
        try {
            queue.look();
            availableNow = new AvailableNow();
        } catch (IOException e) {
            throw cannotLook(e);
        }
    }

    private UncheckedIOException cannotLook(IOException why) {
        return new UncheckedIOException("Cannot look into %s: %s".formatted(folder.location(), why), why);
    }

    @Override
    public InputPartition[] planInputPartitions(Offset start, Offset end) {
        List<LandedFile> files =
                ((LandingOffset) end).files().stream().map(this::asReadToday).toList();
        inHand = files;
        gate.offered(files);
        return LandingPartition.pack(files, cores, options.splitBytes()).toArray(InputPartition[]::new);
    }

    /** A replay after its mapping was changed: split points of another dialect may stand within a record. */
    private LandedFile asReadToday(LandedFile file) {
        boolean asThen = file.framing() == null || file.framing().dialect().equals(formats.dialect(file.name()));
        return asThen ? file : file.framed(null);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return new LandingReaderFactory(folder, formats);
    }

    @Override
    public void commit(Offset end) {
        // What becomes of the files is the job's to say: they stay where they are until it moves them.
    }

    @Override
    public void stop() {
        try {
            arrivals.close();
        } catch (IOException e) {
            LOG.debug("Cannot end the watch of {}", folder.location(), e);
        }
    }

    @Override
    public Map<String, String> metrics(Optional<Offset> latestConsumedOffset) {
        return Map.of("filesWaiting", Long.toString(queue.size()));
    }

    /** Takes what is there when the query starts, and waits for what has still to settle, but for nothing that lands later. */
    private final class AvailableNow {

        private final long begin = clock.millis();
        private final Set<String> notOffered;
        private final Set<String> takenAsTheyBecome = new HashSet<>();
        private final long settledAt =
                System.nanoTime() + options.settle().plusSeconds(1).toNanos();

        AvailableNow() {
            notOffered = new HashSet<>(queue.names(file -> true));
            takenAsTheyBecome.addAll(queue.names(file -> file.modifiedMillis() > begin));
            takenAsTheyBecome.addAll(queue.unsettledNames());
        }

        List<LandedFile> take() throws IOException, InterruptedException {
            while (gate.open()) {
                List<LandedFile> files = takeNext(this::wanted);
                if (!files.isEmpty()) {
                    return files;
                }
                if (!queue.settled(this::wanted)
                        && (System.nanoTime() >= settledAt || !queue.unsettled(this::wanted))) {
                    queue.admitted(file -> wanted(file) || notOffered.contains(file.name()))
                            .forEach(gate::unsettled);
                    return List.of();
                }
                gate.pause(SETTLE_LOOK);
            }
            return List.of();
        }

        /** What lands by such a name from now on is another file. */
        void offered(List<LandedFile> files) {
            files.forEach(file -> notOffered.remove(file.name()));
        }

        private boolean wanted(LandedFile file) {
            return !unzipping.waits(file.name())
                    && (file.modifiedMillis() <= begin
                            || takenAsTheyBecome.contains(file.name())
                            || unzipping.isOfThisRun(file.name()));
        }
    }
}
