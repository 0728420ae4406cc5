package dev.tidegate.ingest.source;

import dev.tidegate.ingest.fault.FaultPoint;
import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.packing.ZipParts;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes archives in the landing folder apart, so that each of their files is one of the folder, and is loaded, counted, kept and
 * refused by itself.
 *
 * <p>The parts are written under hidden names, of which each tells the attempt that wrote it. Then the archive is renamed, which
 * is the moment that counts: before it nothing has happened, and after it nobody takes that archive apart again. The parts then
 * get their names one by one; a rename does that once, whatever dies. When none of them lies in the folder any more, the archive
 * gets the name of one that was taken apart, and goes where loaded files go.
 */
final class Unzipping {

    private static final Logger LOG = LoggerFactory.getLogger(Unzipping.class);

    private static final String PART = ".unpacking-";
    private static final String ARCHIVE = ".unpacked-";

    /** Begin of the attempt in milliseconds, and something that no other attempt has; of an archive also what its parts are of. */
    private static final Pattern OURS = Pattern.compile(
            "[.](?:unpacking|unpacked-([0-9a-f]{16})-([0-9a-f]{16}))-([0-9a-f]{12}[0-9a-f]{8})-(.+)", Pattern.DOTALL);

    private static final int MILLIS_DIGITS = 12;
    private static final HexFormat HEX = HexFormat.of();

    /** Whoever wrote parts and is not done with the archive after that is no more. */
    private static final Duration LONGEST_ATTEMPT = Duration.ofDays(1);

    private final Folder folder;
    private final Clock clock;
    private final boolean mayWrite;
    private final Map<String, Taken> archives = new LinkedHashMap<>(); // by their attempts
    private final Map<String, List<String>> hidden = new HashMap<>(); // names of parts by their attempts
    private final Set<String> withParts = new HashSet<>(); // archives of which parts lie in the folder
    private final Set<String> seen = new HashSet<>(); // archives of which something lies in the folder
    private final Set<String> ofThisRun = new HashSet<>();
    private final Map<String, FileStat> refused = new HashMap<>();
    private final Map<String, String> told = new HashMap<>();

    /** @param mayWrite whether archives may be taken apart in the folder; else what was begun is left alone, too */
    Unzipping(Folder folder, Clock clock, boolean mayWrite) {
        this.mayWrite = mayWrite;
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * An archive that has its hidden name.
     *
     * @param stat of what was read of it
     */
    private record Taken(String archive, FileStat stat) {
        String hidden(String attempt) {
            return LandingNames.folder(archive) + ARCHIVE + HEX.toHexDigits(stat.size()) + "-"
                    + HEX.toHexDigits(stat.modifiedMillis()) + "-" + attempt + "-" + LandingNames.own(archive);
        }

        /** The folder that it lies in, and all its parts. */
        String folder() {
            String folder = LandingNames.folder(archive);
            return folder.isEmpty() ? "" : folder.substring(0, folder.length() - 1);
        }
    }

    /** What became of an archive. */
    enum Outcome {
        /** It is one file, or none that can be taken apart. */
        ONE_FILE,
        /** Its parts lie in the folder. */
        APART,
        /** It is for later. */
        LATER
    }

    /** Whether a name is one of those that are hidden here. */
    static boolean isOurs(String name) {
        String own = LandingNames.own(name);
        return own.startsWith(".un") && OURS.matcher(own).matches();
    }

    private static String hiddenPart(String attempt, String part) {
        return LandingNames.folder(part) + PART + attempt + "-" + LandingNames.own(part);
    }

    /** The folder is about to be listed. */
    void look() {
        archives.values().forEach(taken -> seen.add(taken.archive()));
        // What is no more in the folder must not be kept in mind for ever.
        ofThisRun.retainAll(seen);
        refused.keySet().retainAll(seen);
        told.keySet().retainAll(seen);
        seen.clear();
        archives.clear();
        hidden.clear();
        withParts.clear();
    }

    /** A name of the listing; whether it is hidden. */
    boolean sees(String name) {
        if (LandingNames.isPart(name)) {
            withParts.add(LandingNames.archiveOf(name));
            seen.add(LandingNames.archiveOf(name));
            seen.add(name);
        } else if (LandingNames.isArchive(name) || LandingNames.isRest(name)) {
            seen.add(LandingNames.archiveOf(name));
        }
        String own = LandingNames.own(name);
        Matcher ours = OURS.matcher(own);
        if (!own.startsWith(".un") || !ours.matches()) {
            return false;
        }
        String attempt = ours.group(3);
        String shown = LandingNames.folder(name) + ours.group(4);
        if (!mayWrite) {
            String archive = LandingNames.archiveOf(shown);
            seen.add(archive);
            tell(
                    archive,
                    "was being taken apart when the job was told to leave files where they are: what is hidden of it"
                            + " stays so and is not loaded. Start the job once with --after-load move to go on with it");
            return true;
        }
        if (own.startsWith(PART)) {
            hidden.computeIfAbsent(attempt, none -> new ArrayList<>()).add(shown);
        } else {
            FileStat read = new FileStat(
                    HexFormat.fromHexDigitsToLong(ours.group(1)), HexFormat.fromHexDigitsToLong(ours.group(2)));
            archives.put(attempt, new Taken(shown, read));
        }
        return true;
    }

    /** Whether a file is a part of an archive that was taken apart since the start, or the rest of it. */
    boolean isOfThisRun(String name) {
        return ofThisRun.contains(LandingNames.archiveOf(name));
    }

    /** Whether an archive is not the next: an earlier one of its name is not done with. It must not keep the place of others. */
    boolean waits(String name) {
        return LandingNames.isArchive(name) && isTakenApart(name);
    }

    private boolean isTakenApart(String archive) {
        return archives.values().stream().anyMatch(taken -> taken.archive().equals(archive));
    }

    /** Whether an archive is taken apart of which not all parts have been loaded, as far as is known. */
    boolean isOpen() {
        return !archives.isEmpty();
    }

    /**
     * Takes an archive apart.
     *
     * @param isOneFile whether it is a file by itself where it holds just one
     * @throws IOException if something cannot be read or written now: nothing has happened then
     */
    Outcome takeApart(LandedFile file, boolean isOneFile) throws IOException {
        String name = file.name();
        // Where a rename is none, nothing says in one step that an archive is taken apart: one of several files is
        // refused.
        if (!mayWrite
                || folder.holdsObjects()
                || !LandingNames.isArchive(name)
                || file.stat().equals(refused.get(name))) {
            return Outcome.ONE_FILE;
        }
        if (isTakenApart(name)) {
            tell(name, "waits until all files of an earlier archive of that name are loaded");
            return Outcome.LATER;
        }
        try (ZipParts parts = ZipParts.open(folder, name, file.size())) {
            return parts.names().isEmpty() || (isOneFile && parts.names().size() == 1)
                    ? Outcome.ONE_FILE
                    : takeApart(file, parts);
        } catch (ZipException e) {
            refused.put(name, file.stat());
            LOG.info("{} is not taken apart: {}", name, e.getMessage());
            return Outcome.ONE_FILE;
        }
    }

    private Outcome takeApart(LandedFile file, ZipParts parts) throws IOException {
        String attempt = HEX.toHexDigits(clock.millis(), MILLIS_DIGITS)
                + UUID.randomUUID().toString().substring(0, 8);
        Taken taken = new Taken(file.name(), file.stat());
        boolean done = false;
        try {
            for (int part = 0; part < parts.names().size(); part++) {
                String hiddenName = hiddenPart(attempt, parts.names().get(part));
                folder.write(hiddenName, parts.bytes(part));
                folder.touch(hiddenName, file.modifiedMillis());
                FaultPoint.BETWEEN_PARTS.strike();
            }
            folder.sync(taken.folder());
            done = isTaken(taken, attempt);
        } finally {
            if (!done) {
                drop(attempt, parts.names());
            }
        }
        if (!done) {
            return Outcome.LATER;
        }
        folder.sync(taken.folder());
        FaultPoint.AFTER_TAKING_APART.strike();
        ofThisRun.add(file.name());
        archives.put(attempt, taken);
        hidden.put(attempt, new ArrayList<>(parts.names()));
        LOG.info(
                "{} holds {} files: each is loaded by itself",
                file.name(),
                parts.names().size());
        publish(attempt);
        return Outcome.APART;
    }

    /** Renames the archive, if it is what was read, and is there still. */
    private boolean isTaken(Taken taken, String attempt) throws IOException {
        if (!folder.stat(taken.archive()).equals(Optional.of(taken.stat()))) {
            return false;
        }
        try {
            folder.move(taken.archive(), folder, taken.hidden(attempt));
        } catch (NoSuchFileException e) {
            return false;
        }
        return folder.stat(taken.hidden(attempt)).isPresent() && !isGivenBack(taken, attempt);
    }

    /** Gives an archive back that its producer replaced just before it was renamed: no part is of it. */
    private boolean isGivenBack(Taken taken, String attempt) throws IOException {
        Optional<FileStat> now = folder.stat(taken.hidden(attempt));
        boolean same = now.isEmpty()
                || (folder.movesKeepModificationTime()
                        ? now.get().equals(taken.stat())
                        : now.get().size() == taken.stat().size());
        if (!same) {
            giveBack(taken, attempt);
        }
        return !same;
    }

    private void giveBack(Taken taken, String attempt) throws IOException {
        try {
            folder.giveBack(taken.hidden(attempt), folder, taken.archive());
        } catch (FileAlreadyExistsException e) {
            // The next of that name is there already.
            folder.giveBack(taken.hidden(attempt), folder, LandingNames.putBack(begin(attempt), taken.archive()));
        }
    }

    /** When an attempt began, in milliseconds. */
    private static long begin(String attempt) {
        return Long.parseLong(attempt.substring(0, MILLIS_DIGITS), 16);
    }

    private void drop(String attempt, List<String> parts) {
        for (String part : parts) {
            try {
                if (folder.stat(hiddenPart(attempt, part)).isPresent()) {
                    folder.delete(hiddenPart(attempt, part));
                }
            } catch (IOException e) {
                LOG.debug("Cannot remove {} of an archive that was not taken apart", part, e);
            }
        }
    }

    /** Goes on with what was begun, be it before a crash; whether the folder has other files now. */
    boolean goOn() {
        boolean changed = false;
        for (String attempt : List.copyOf(archives.keySet())) {
            try {
                if (isGivenBackLate(attempt)) {
                    changed = true;
                } else {
                    changed |= publish(attempt);
                    changed |= isFiled(attempt);
                }
            } catch (IOException e) {
                tell(archives.get(attempt).archive(), "is taken apart, and cannot be dealt with further now: " + e);
            }
        }
        long now = clock.millis();
        for (String attempt : List.copyOf(hidden.keySet())) {
            boolean isOver = now - begin(attempt) > LONGEST_ATTEMPT.toMillis();
            if (isOver && !archives.containsKey(attempt)) {
                drop(attempt, hidden.remove(attempt));
            }
        }
        return changed;
    }

    /** The same where a crash came between the renaming and that look. */
    private boolean isGivenBackLate(String attempt) throws IOException {
        if (!isGivenBack(archives.get(attempt), attempt)) {
            return false;
        }
        archives.remove(attempt);
        List<String> parts = hidden.remove(attempt);
        drop(attempt, parts == null ? List.of() : parts);
        return true;
    }

    /** Gives parts their names. */
    private boolean publish(String attempt) throws IOException {
        boolean any = false;
        for (String part : List.copyOf(hidden.getOrDefault(attempt, List.of()))) {
            try {
                folder.move(hiddenPart(attempt, part), folder, part);
                withParts.add(archives.get(attempt).archive());
                any = true;
                hidden.get(attempt).remove(part);
                FaultPoint.BETWEEN_PUBLISHED_PARTS.strike();
            } catch (NoSuchFileException e) {
                hidden.get(attempt).remove(part);
            } catch (FileAlreadyExistsException e) {
                tell(part, "lies in the folder, and a part of an archive is to be called so: move it away");
            }
        }
        if (any) {
            folder.sync(archives.get(attempt).folder());
        }
        return any;
    }

    /** Whether an archive is left to be moved as loaded files are: none of its parts lies in the folder. */
    private boolean isFiled(String attempt) throws IOException {
        String archive = archives.get(attempt).archive();
        if (!hidden.getOrDefault(attempt, List.of()).isEmpty() || withParts.contains(archive)) {
            return false;
        }
        try {
            folder.move(archives.get(attempt).hidden(attempt), folder, LandingNames.rest(archive));
        } catch (FileAlreadyExistsException e) {
            return false; // that of an earlier one
        } catch (NoSuchFileException e) {
            archives.remove(attempt);
            return false;
        }
        archives.remove(attempt);
        return true;
    }

    private void tell(String name, String what) {
        if (!what.equals(told.put(name, what))) {
            LOG.warn("{} {}", name, what);
        }
    }
}
