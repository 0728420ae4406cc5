package dev.tidegate.ingest.archive;

import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.database.Seen;
import dev.tidegate.ingest.database.ServerIdentity;
import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.merge.ArchivePath;
import dev.tidegate.ingest.merge.Ledger;
import dev.tidegate.ingest.source.FoldersOfOthers;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.source.LandingNames;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** All files of the archive and the quarantine folder, gone through from end to end: only when something is wrong. */
public final class ArchivedFiles {

    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final int ASKED_AT_ONCE = 1000;

    private final Folder archive;
    private final Folder quarantine;
    private final InLedger ledger;
    private long examined;

    public ArchivedFiles(Folder archive, Folder quarantine, InLedger ledger) {
        this.archive = archive;
        this.quarantine = quarantine;
        this.ledger = ledger;
    }

    /** Asks the ledger. */
    @FunctionalInterface
    public interface InLedger {
        /** Which of these files it does not have. */
        List<String> unknown(boolean quarantined, List<String> paths, List<Long> fileIds) throws SQLException;
    }

    /** How many files were gone through so far. */
    public long examined() {
        return examined;
    }

    /** Those that the ledger does not have, in the order in which they were loaded. */
    public List<UnknownFile> unknown() throws SQLException, IOException {
        List<UnknownFile> unknown = new ArrayList<>();
        for (boolean quarantined : new boolean[] {false, true}) {
            Folder folder = quarantined ? quarantine : archive;
            for (String day : days(folder)) {
                Listing listing = new Listing(quarantined, day, unknown);
                Predicate<String> files = name -> !LandingNames.own(name).startsWith(".");
                if (DATE.matcher(day).matches()) {
                    folder.listBelow(day, ArchivePath::mayHold, files, listing);
                } else {
                    folder.list(day, files, listing);
                }
                listing.ask();
                listing.rethrow();
            }
        }
        unknown.sort(UnknownFile.OLD_ORDER);
        return unknown;
    }

    /** Whether it is there and the ledger does not have it, now. */
    public boolean isUnknown(UnknownFile file) throws SQLException, IOException {
        return stat(file).isPresent()
                && !ledger.unknown(file.quarantined(), List.of(file.path()), List.of(file.fileId()))
                        .isEmpty();
    }

    /**
     * Sees to it that folders belong to this stream of this database, or to none yet.
     *
     * @throws RefusedException if one of them belongs to another
     */
    public static void proveFoldersOf(ServerIdentity server, String stream, Folder... folders) throws IOException {
        for (Folder folder : folders) {
            Optional<FolderMark> mark = FolderMark.read(folder);
            if (mark.isPresent()) {
                mark.get().proveOf(server, stream, folder);
            }
        }
    }

    /**
     * Sees to it that a database has all that was loaded: it has the newest files that were moved into folders of a stream, and
     * none that it lost waits to be loaded again.
     *
     * @param kept folders that loaded files are moved into
     * @throws RefusedException if it does not
     */
    public static void proveNothingLost(Connection connection, String stream, Folder input, Folder... kept)
            throws SQLException, IOException {
        for (Folder folder : kept) {
            Optional<FolderMark> mark = FolderMark.read(folder);
            if (mark.isPresent()
                    && mark.get().newestFileId() > 0
                    && !Seen.has(
                            connection,
                            stream,
                            mark.get().newestFileId(),
                            mark.get().newestSha256())) {
                throw new RefusedException(
                        "The database went back: file %d was moved to %s, and the ledger does not have it. Put back and load what it lost first (docs/failover.md)"
                                .formatted(mark.get().newestFileId(), folder.location()));
            }
        }
        Recovered waiting = new Recovered();
        try {
            input.listBelow("", LandingNames::areVisible, waiting::isOfInterest, waiting);
        } catch (NoSuchFileException | FileNotFoundException e) {
            // Nothing waits.
            return;
        }
        Optional<String> first = waiting.first(connection, stream);
        if (first.isPresent()) {
            throw new RefusedException(
                    "%s waits in %s: what the database lost is not loaded again yet. Start the job first (docs/failover.md)"
                            .formatted(first.get(), input.location()));
        }
    }

    private static final class Recovered implements Folder.Visitor {

        private final SortedSet<LandedFile> files = new TreeSet<>(LandedFile.OLDEST_FIRST);
        private final FoldersOfOthers others = new FoldersOfOthers();

        boolean isOfInterest(String name) {
            return LandingNames.isRecovered(name) || LandingNames.isMarkBelow(name);
        }

        @Override
        public void file(String name, FileStat stat) {
            if (!others.sees(name)) {
                files.add(LandedFile.of(name, stat));
            }
        }

        /** What is loaded may lie there still: it is moved in a moment, or stays. */
        Optional<String> first(Connection connection, String stream) throws SQLException {
            files.removeIf(file -> others.have(file.name()));
            files.removeAll(Set.copyOf(Ledger.left(connection, stream, List.copyOf(files))));
            return files.stream().map(LandedFile::name).findFirst();
        }

        @Override
        public void other(String name, String why) {
            // No file that the job takes.
        }
    }

    /** Where it lies. */
    public Folder folder(UnknownFile file) {
        return file.quarantined() ? quarantine : archive;
    }

    Optional<FileStat> stat(UnknownFile file) throws IOException {
        return folder(file).stat(file.path());
    }

    /** The highest file id that a job gave to a file in a folder; 0 if there is none. */
    static long highestFileId(Folder folder) throws IOException {
        Highest highest = new Highest();
        for (String day : days(folder)) {
            if (DATE.matcher(day).matches()) {
                folder.listBelow(day, name -> true, name -> UnknownFile.idIn(name) > 0, highest);
            }
        }
        return highest.fileId;
    }

    /** The folders by day, and the folder itself. A folder that is not there has no files. */
    private static List<String> days(Folder folder) throws IOException {
        try {
            List<String> days = new ArrayList<>(folder.subFolders());
            days.sort(null);
            days.add("");
            return days;
        } catch (NoSuchFileException | FileNotFoundException e) {
            return List.of();
        }
    }

    private static final class Highest implements Folder.Visitor {

        private long fileId;

        @Override
        public void file(String name, FileStat stat) {
            fileId = Math.max(fileId, UnknownFile.idIn(name));
        }

        @Override
        public void other(String name, String why) {
            // Whatever it is, the job did not put it there.
        }
    }

    /** Asks the ledger about a thousand files at a time. */
    private final class Listing implements Folder.Visitor {

        private final boolean quarantined;
        private final String day;
        private final List<UnknownFile> unknown;
        private final List<String> paths = new ArrayList<>();
        private SQLException failure;

        Listing(boolean quarantined, String day, List<UnknownFile> unknown) {
            this.quarantined = quarantined;
            this.day = day;
            this.unknown = unknown;
        }

        @Override
        public void file(String name, FileStat stat) {
            examined++;
            paths.add(day.isEmpty() ? name : day + "/" + name);
            if (paths.size() == ASKED_AT_ONCE) {
                ask();
            }
        }

        @Override
        public void other(String name, String why) {
            // Folders are gone through by themselves.
        }

        void ask() {
            try {
                if (failure == null) {
                    List<Long> ids = paths.stream().map(UnknownFile::idIn).toList();
                    ledger.unknown(quarantined, paths, ids)
                            .forEach(path -> unknown.add(new UnknownFile(quarantined, path)));
                }
            } catch (SQLException e) {
                failure = e;
            }
            paths.clear();
        }

        void rethrow() throws SQLException {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
