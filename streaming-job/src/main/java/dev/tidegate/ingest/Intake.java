package dev.tidegate.ingest;

import dev.tidegate.ingest.archive.LoadedFiles;
import dev.tidegate.ingest.database.Backlog;
import dev.tidegate.ingest.fault.FaultPoint;
import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.load.Loader;
import dev.tidegate.ingest.log.GuardedLayout;
import dev.tidegate.ingest.metrics.StreamMetrics;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.source.LandingGate;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Stream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What the job tells the source, and the source the job: which files may be offered, and which were. */
final class Intake implements LandingGate {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private static final Duration FIRST_HOLD = Duration.ofSeconds(5);
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(5);
    private static final Duration FIRST_HOLD_FOR_ROOM = Duration.ofMinutes(1);
    private static final Duration LONGEST_HOLD_FOR_ROOM = Duration.ofHours(1);
    private static final Duration HELD_SEEN_EVERY = Duration.ofSeconds(1);
    private static final int HELD_AT_MOST = 10_000;

    private final Folder input;
    private final Loader loader;
    private final LoadedFiles archive;
    private final StreamMetrics metrics;
    private final CountDownLatch stop;
    private final Set<String> foldersOfOthers;
    private final boolean inOrder;
    private final String name = UUID.randomUUID().toString();
    private final Map<String, Hold> held = new HashMap<>();

    /** Files that are not what was offered any more, and why, by their names. */
    private final Map<String, String> changed = new HashMap<>();

    private volatile String queryId = "";
    private long left;
    private long heldSeenAt = System.nanoTime();
    private List<LandedFile> offered = List.of();
    private LookAhead source = List::of;

    /**
     * @param stream whose files come in
     * @param streams of the job: the folders of others may lie in this one's
     */
    Intake(
            Stream stream,
            Folder input,
            Loader loader,
            LoadedFiles archive,
            StreamMetrics metrics,
            Set<String> streams,
            CountDownLatch stop) {
        this.input = input;
        this.loader = loader;
        this.archive = archive;
        this.metrics = metrics;
        // Those of declared streams lie in those of the built-in one.
        this.foldersOfOthers = Events.is(stream.name()) ? streams : Set.of();
        this.inOrder = stream.lastDeliveredWins();
        this.stop = stop;
    }

    /** Under which the source finds it. */
    String name() {
        return name;
    }

    String queryId() {
        return queryId;
    }

    void queryId(String id) {
        queryId = id;
    }

    /** Says in the log of which stream the work of this thread is: Spark's own threads do not know. */
    void nameInLog() {
        MDC.put(GuardedLayout.STREAM, loader.stream());
    }

    /** The files of the micro-batch in hand. */
    List<LandedFile> offered() {
        return offered;
    }

    /** The files of the micro-batch after the one in hand; empty if none waits. */
    List<LandedFile> nextFiles() {
        return stop.getCount() == 0 ? List.of() : source.nextFiles();
    }

    @Override
    public void canLookAhead(LookAhead lookAhead) {
        source = lookAhead;
    }

    @Override
    public boolean open() {
        nameInLog();
        FaultPoint.AFTER_SPARK_COMMIT.strike();
        if (stop.getCount() == 0) {
            return false;
        }
        loader.proveNotTakenOver();
        loader.patiently("Completing moves", () -> {
            archive.retry();
            return null;
        });
        return true;
    }

    @Override
    public boolean expects(String name) {
        return foldersOfOthers.contains(name);
    }

    @Override
    public boolean admits(LandedFile file) {
        Hold hold = held.get(file.name());
        boolean heldBack = hold != null && hold.file.stat().equals(file.stat()) && System.nanoTime() - hold.until < 0;
        return !heldBack && archive.admits(file);
    }

    @Override
    public void looking(boolean whole) {
        archive.looking(whole);
    }

    @Override
    public Set<LandedFile> loaded(List<LandedFile> files) {
        return loader.patiently("Asking which files are loaded", () -> archive.loaded(files));
    }

    @Override
    public boolean loadsInOrder() {
        return inOrder;
    }

    /** Where the last delivered version wins, what is behind a held file waits for it: loaded first, it would lose. */
    @Override
    public boolean isNext(LandedFile file) {
        return !inOrder
                || held.values().stream()
                        .allMatch(hold -> LandedFile.OLDEST_FIRST.compare(file, hold.file) <= 0 || isGone(hold.file));
    }

    @Override
    public void offered(List<LandedFile> files) {
        offered = files;
        metrics.offered(files.size());
    }

    @Override
    public void unreadable(LandedFile file, String why) {
        hold(file, why);
    }

    /** Keeps a file from being offered for a while, a longer one each time. */
    void hold(LandedFile file, String why) {
        Duration pause = hold(file, why, false, FIRST_HOLD, LONGEST_HOLD);
        LOG.warn(
                "Cannot load {} yet: {}. It stays in the input folder{} and is tried again in {} s.",
                file.name(),
                why,
                inOrder ? ", those delivered after it wait for it," : "",
                pause.toSeconds());
    }

    /** The same of a file that the database has no room or no time for: each try may fill a disk, so they are rare. */
    void holdForRoom(LandedFile file, String why) {
        Duration pause = hold(file, why, true, FIRST_HOLD_FOR_ROOM, LONGEST_HOLD_FOR_ROOM);
        LOG.error(
                "Cannot load {}: {}. It stays in the input folder, {}, and it is tried again in {} s."
                        + " Give the database more room or time (--statement-timeout), or deliver it in parts.",
                file.name(),
                why,
                inOrder ? "those delivered after it wait for it" : "others are loaded",
                pause.toSeconds());
    }

    private Duration hold(LandedFile file, String why, boolean forRoom, Duration first, Duration longest) {
        if (held.size() > HELD_AT_MOST) {
            held.clear();
        }
        Hold before = held.get(file.name());
        Duration pause =
                before == null || before.forRoom != forRoom ? first : min(before.pause.multipliedBy(2), longest);
        held.put(file.name(), new Hold(file, why, forRoom, pause, System.nanoTime() + pause.toNanos()));
        return pause;
    }

    @Override
    public void unsettled(LandedFile file) {
        hold(file, "it is still being written");
    }

    /** A file has changed since it was offered; nothing of it is loaded. */
    void putBack(LandedFile file, String why) {
        if (changed.size() > HELD_AT_MOST) {
            changed.clear();
        }
        changed.put(file.name(), why);
    }

    /** Says which files could not be loaded so far, and why one of them could not; empty where there are none. */
    Optional<String> leftBehind() {
        Map<String, String> left = new HashMap<>(changed);
        held.values().forEach(hold -> left.put(hold.file.name(), hold.why));
        left.keySet().removeIf(this::isTakenAway);
        return left.entrySet().stream()
                .findFirst()
                .map(file -> "Files left behind in the input folder: %d, such as %s: %s. The next run tries them again"
                        .formatted(left.size(), file.getKey(), file.getValue()));
    }

    /** A file could be read after all, or is not there any more. */
    void release(LandedFile file) {
        held.remove(file.name());
        changed.remove(file.name());
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public void leftAlone(long files) {
        left = files;
    }

    @Override
    public void waiting(long files, OptionalLong oldestModifiedMillis) {
        FaultPoint.AFTER_LISTING.strike();
        forgetWhatIsGone();
        Backlog backlog = new Backlog(files, oldestModifiedMillis, archive.held() + held.size(), left, trouble());
        loader.report(backlog);
        metrics.looked(backlog);
    }

    /** An operator may have taken a file away. */
    private void forgetWhatIsGone() {
        if (!held.isEmpty() && System.nanoTime() - heldSeenAt > HELD_SEEN_EVERY.toNanos()) {
            held.values().removeIf(hold -> isGone(hold.file));
            heldSeenAt = System.nanoTime();
        }
    }

    /** One that has changed was left behind, too. */
    private boolean isTakenAway(String name) {
        return isGone(name, any -> true);
    }

    private boolean isGone(LandedFile file) {
        return isGone(file.name(), file.stat()::equals);
    }

    private boolean isGone(String name, Predicate<FileStat> version) {
        try {
            return input.stat(name).filter(version).isEmpty();
        } catch (IOException e) {
            LOG.debug("Cannot look at {}", name, e);
            return false;
        }
    }

    /** Names one of the files that are too large for the database; null where there is none. */
    private String trouble() {
        List<Hold> forRoom = held.values().stream().filter(Hold::forRoom).toList();
        return forRoom.isEmpty()
                ? null
                : "Files that are too large: %d, such as %s: %s"
                        .formatted(forRoom.size(), forRoom.get(0).file.name(), forRoom.get(0).why);
    }

    @Override
    public boolean moveLoaded() {
        return archiveTaken();
    }

    @Override
    public void pause(Duration duration) throws InterruptedException {
        archiveTaken();
        // Either way the source looks again, and then asks whether it may.
        boolean stopping = stop.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        LOG.trace("Paused, stopping={}", stopping);
    }

    @Override
    public void pause(Duration duration, Wait wait) throws InterruptedException {
        archiveTaken();
        if (stop.getCount() > 0) {
            wait.await(duration);
        }
    }

    /** There is time to wait for the disk. */
    private boolean archiveTaken() {
        return loader.patiently("Archiving the last micro-batches", archive::moveTaken);
    }

    private record Hold(LandedFile file, String why, boolean forRoom, Duration pause, long until) {}
}
