package dev.tidegate.ingest.source;

import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that wait in the landing folder, oldest first by modification time and name.
 *
 * <p>Holds the oldest {@value #HELD_AT_MOST} only, and looks into the folder again when they are used up or the last look is
 * old compared with what it took: the cost of a file stays the same with a million of them waiting.
 */
final class FileQueue {

    private static final Logger LOG = LoggerFactory.getLogger(FileQueue.class);

    static final int HELD_AT_MOST = 10_000;

    /** A look may take this share of the time, at most. */
    private static final int LOOKING_SHARE = 20;

    private static final int ASKED_AT_ONCE = 1000;

    private final Folder folder;
    private final Predicate<String> names;
    private final LandingGate gate;
    private final Duration settle;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Unzipping unzipping;
    private final boolean recursive;
    private final LoadedUpTo loadedUpTo; // null where loaded files do not stay
    private final TreeMap<LandedFile, Long> waiting = new TreeMap<>(LandedFile.OLDEST_FIRST);
    private final Map<String, String> leftAlone = new LinkedHashMap<>();
    private FoldersOfOthers ofOthers = new FoldersOfOthers();
    private long notTaken;
    private long waitingBehind;
    private OptionalLong oldestBehind = OptionalLong.empty();
    private long lookedAt;
    private long lookTook;
    private boolean looked;

    FileQueue(
            Folder folder,
            Predicate<String> names,
            LandingGate gate,
            Duration settle,
            Clock clock,
            LongSupplier nanoTime,
            Unzipping unzipping,
            boolean recursive,
            boolean leave) {
        this.folder = folder;
        this.names = names;
        this.gate = gate;
        this.settle = settle;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.unzipping = unzipping;
        this.recursive = recursive;
        this.loadedUpTo = leave ? new LoadedUpTo(folder.listsInOrder() && !gate.loadsInOrder()) : null;
    }

    /**
     * Takes the next files: settled, admitted by the gate, and wanted.
     *
     * @throws IOException if the folder cannot be read
     */
    List<LandedFile> take(int maxFiles, long maxBytes, Predicate<LandedFile> wanted) throws IOException {
        if (!looked || waiting.isEmpty() || nanoTime.getAsLong() - lookedAt >= lookTook * LOOKING_SHARE) {
            look();
        }
        List<LandedFile> taken = new ArrayList<>();
        Map<LandedFile, Long> changed = new HashMap<>();
        long bytes = 0;
        Iterator<Map.Entry<LandedFile, Long>> oldestFirst = waiting.entrySet().iterator();
        boolean reachable = true;
        while (reachable && oldestFirst.hasNext() && taken.size() < maxFiles) {
            Map.Entry<LandedFile, Long> next = oldestFirst.next();
            LandedFile file = next.getKey();
            if (!gate.isNext(file)) {
                break;
            }
            Optional<FileStat> now;
            try {
                now = folder.stat(file.name());
            } catch (IOException e) {
                // Where a store cannot be reached each further file would be waited for in vain, one after the other.
                gate.unreadable(file, e.toString());
                reachable = false;
                now = Optional.empty();
            }
            if (now.isEmpty() || !now.get().equals(file.stat())) {
                oldestFirst.remove();
                now.ifPresent(stat -> changed.put(LandedFile.of(file.name(), stat), nanoTime.getAsLong()));
            } else if (settled(file, next.getValue()) && wanted.test(file) && gate.admits(file)) {
                if (!taken.isEmpty() && bytes + file.size() > maxBytes) {
                    break;
                }
                bytes += file.size();
                taken.add(file);
                oldestFirst.remove();
            }
        }
        waiting.putAll(changed);
        gate.leftAlone(notTaken);
        gate.waiting(
                size(),
                waiting.isEmpty()
                        ? oldestBehind
                        : OptionalLong.of(waiting.firstKey().modifiedMillis()));
        return taken;
    }

    /** Looks into the folder at the next taking: files were taken that are not offered after all. */
    void lookAnew() {
        looked = false;
    }

    /** Files that wait, the ones just taken not among them. */
    long size() {
        return waiting.size() + waitingBehind;
    }

    /** Whether all that waits is behind a file that has to be loaded before. */
    boolean waitsForAnother() {
        return !waiting.isEmpty() && !gate.isNext(waiting.firstKey());
    }

    /** Names of the waiting files of a kind. */
    List<String> names(Predicate<LandedFile> kind) {
        return waiting.keySet().stream().filter(kind).map(LandedFile::name).toList();
    }

    /** Names of the waiting files that have still to settle. */
    List<String> unsettledNames() {
        return waiting.entrySet().stream()
                .filter(entry -> !settled(entry.getKey(), entry.getValue()))
                .map(entry -> entry.getKey().name())
                .toList();
    }

    /** Whether a wanted file waits that only has to settle. */
    boolean unsettled(Predicate<LandedFile> wanted) {
        return waiting.entrySet().stream()
                .anyMatch(entry -> wanted.test(entry.getKey())
                        && mayGo(entry.getKey())
                        && !settled(entry.getKey(), entry.getValue()));
    }

    /** The waiting files of a kind that may be offered, settled or not. */
    List<LandedFile> admitted(Predicate<LandedFile> wanted) {
        return waiting.keySet().stream().filter(wanted).filter(this::mayGo).toList();
    }

    /** Whether files wait that could be taken at once. */
    boolean settled(Predicate<LandedFile> wanted) {
        return waiting.entrySet().stream()
                .anyMatch(entry -> settled(entry.getKey(), entry.getValue())
                        && wanted.test(entry.getKey())
                        && mayGo(entry.getKey()));
    }

    private boolean mayGo(LandedFile file) {
        return gate.isNext(file) && gate.admits(file);
    }

    /** Looks into the folder now. */
    void look() throws IOException {
        long begin = nanoTime.getAsLong();
        Oldest oldest = new Oldest(begin);
        unzipping.look();
        String after = loadedUpTo == null ? null : loadedUpTo.begin(begin);
        if (loadedUpTo != null) {
            gate.looking(after == null);
        }
        list(after, oldest);
        oldest.end(after == null);
        Map<LandedFile, Long> sightings = oldest.sightings();
        waiting.clear();
        waiting.putAll(sightings);
        notTaken = after == null ? oldest.notTaken : notTaken;
        waitingBehind = oldest.behind;
        oldestBehind = oldest.behind == 0 ? OptionalLong.empty() : OptionalLong.of(oldest.oldestBehind);
        lookedAt = nanoTime.getAsLong();
        lookTook = lookedAt - begin;
        looked = true;
    }

    /** A file is settled if a write within the settle time would show, by its own time or by what earlier looks saw. */
    private boolean settled(LandedFile file, long firstSeenSo) {
        if (settle.isZero() || folder.holdsObjects() || nanoTime.getAsLong() - firstSeenSo >= settle.toNanos()) {
            return true;
        }
        return folder.modificationTimeFollowsWrites() && clock.millis() - file.modifiedMillis() >= settle.toMillis();
    }

    private void list(String after, Oldest oldest) throws IOException {
        if (after != null) {
            folder.listAfter(after, recursive ? this::isLookedInto : null, oldest::isOfInterest, oldest);
        } else if (recursive) {
            folder.listBelow("", this::isLookedInto, oldest::isOfInterest, oldest);
        } else {
            folder.listInto(
                    "",
                    path -> LandingNames.isAlwaysLookedInto(path) && isLookedInto(path),
                    oldest::isOfInterest,
                    oldest);
        }
    }

    /** Whether files of a folder below are taken, by the path of the folder. */
    boolean isLookedInto(String path) {
        return LandingNames.areVisible(path) && !gate.expects(path);
    }

    /** How long the last look took, in nanoseconds. */
    long lookTook() {
        return lookTook;
    }

    /** Keeps the oldest of what a listing shows. */
    private final class Oldest implements Folder.Visitor {

        private final long now;
        private final PriorityQueue<LandedFile> kept = new PriorityQueue<>(LandedFile.OLDEST_FIRST.reversed());
        private final FoldersOfOthers others = new FoldersOfOthers();
        private final List<String> hidden = new ArrayList<>();
        private final List<LandedFile> asked = new ArrayList<>();
        private long notTaken;
        private long behind;
        private long oldestBehind = Long.MAX_VALUE;

        Oldest(long now) {
            this.now = now;
        }

        boolean isOfInterest(String name) {
            return LandingNames.areVisible(name) || Unzipping.isOurs(name) || LandingNames.isMarkBelow(name);
        }

        @Override
        public void file(String name, FileStat stat) {
            if (Unzipping.isOurs(name)) {
                hidden.add(name);
                return;
            }
            if (others.sees(name) || ofOthers.have(name)) {
                return;
            }
            unzipping.sees(name);
            if (!names.test(name)) {
                leave(name, stat);
                return;
            }
            LandedFile file = LandedFile.of(name, stat);
            if (loadedUpTo == null) {
                keep(file);
                return;
            }
            asked.add(file);
            if (asked.size() == ASKED_AT_ONCE) {
                keepWhatIsNotLoaded();
            }
        }

        private void keepWhatIsNotLoaded() {
            Set<LandedFile> loaded = asked.isEmpty() ? Set.of() : gate.loaded(asked);
            for (LandedFile file : asked) {
                // Folders of one file are looked into after all others, and only by looks at the whole folder.
                boolean isInOrder =
                        recursive || LandingNames.folder(file.name()).isEmpty();
                if (loaded.contains(file)) {
                    if (isInOrder) {
                        loadedUpTo.loaded(file.name());
                    }
                    continue;
                }
                if (isInOrder) {
                    loadedUpTo.waits(file.name());
                } else {
                    loadedUpTo.waitsBeside();
                }
                keep(file);
            }
            asked.clear();
        }

        private void keep(LandedFile file) {
            if (!gate.admits(file)) {
                return;
            }
            kept.add(file);
            if (kept.size() > HELD_AT_MOST) {
                LandedFile pushedOut = kept.remove();
                oldestBehind = Math.min(oldestBehind, pushedOut.modifiedMillis());
                behind++;
            }
        }

        /** A folder may turn out to be that of another stream after files of it were seen. */
        void end(boolean isWhole) {
            if (loadedUpTo != null) {
                keepWhatIsNotLoaded();
                loadedUpTo.end(nanoTime.getAsLong());
            }
            kept.removeIf(file -> others.have(file.name()));
            hidden.stream().filter(name -> !others.have(name)).forEach(unzipping::sees);
            others.all().forEach(path -> other(path, FoldersOfOthers.WHY_LEFT_ALONE));
            if (!isWhole) {
                others.addAll(ofOthers);
            }
            ofOthers = others;
        }

        /** Who writes under another name and renames then is not told. */
        private void leave(String name, FileStat stat) {
            long age = clock.millis() - stat.modifiedMillis();
            if (age < 0 || age >= settle.toMillis()) {
                notTaken++;
                other(name, LandingNames.whyNotTaken(name));
            }
        }

        /** One that is of one file is found by looks at the whole folder. */
        @Override
        public void folder(String name) {
            if (!LandingNames.isAlwaysLookedInto(name)) {
                Folder.Visitor.super.folder(name);
            }
        }

        @Override
        public void other(String name, String why) {
            if (leftAlone.size() > HELD_AT_MOST) {
                leftAlone.clear();
            }
            if (!gate.expects(name) && !why.equals(leftAlone.put(name, why))) {
                LOG.warn("Left {} in {}: {}", name, folder.location(), why);
            }
        }

        Map<LandedFile, Long> sightings() {
            Map<LandedFile, Long> sightings = new HashMap<>();
            kept.forEach(file -> sightings.put(file, waiting.getOrDefault(file, now)));
            return sightings;
        }
    }
}
