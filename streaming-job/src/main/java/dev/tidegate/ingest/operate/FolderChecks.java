package dev.tidegate.ingest.operate;

import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Whether the ledger knows each file that lies in the archive and the quarantine folder, and what lies in the input folder. */
final class FolderChecks {

    private static final String KNOWN = "known";
    private static final String INPUT = "input";

    private final Connection connection;
    private final Stores stores;
    private final Predicate<String> taken;
    private final Findings findings;
    private final List<UnknownFile> suspects = new ArrayList<>();
    private long files;

    /** @param taken names of files that the job takes from the input folder */
    FolderChecks(Connection connection, Stores stores, Predicate<String> taken, Findings findings) {
        this.connection = connection;
        this.stores = stores;
        this.taken = taken;
        this.findings = findings;
    }

    void run() throws SQLException, IOException {
        findings.begin(KNOWN, "files in archive and quarantine: each in the ledger");
        look(UnknownFile.Kept.IN_ARCHIVE);
        look(UnknownFile.Kept.IN_QUARANTINE);
        findings.examined(KNOWN, files);
        findings.begin(INPUT, "files wait in the input folder");
        findings.examined(INPUT, waiting());
    }

    boolean hasSuspects() {
        return !suspects.isEmpty();
    }

    /** Those that the ledger still does not know, in the order of their old file ids. */
    List<UnknownFile> lookAgain() throws SQLException, IOException {
        suspects.sort(UnknownFile.OLD_ORDER);
        List<UnknownFile> unknown = new ArrayList<>();
        for (UnknownFile suspect : suspects) {
            if (suspect.folder(stores).stat(suspect.path()).isPresent()
                    && !unknownOf(suspect.kept(), List.of(suspect.path())).isEmpty()) {
                unknown.add(suspect);
                findings.gap(
                        KNOWN,
                        suspect.folder(stores).location() + "/" + suspect.path(),
                        suspect.fileId() == 0
                                ? "the job put no file of such a name there"
                                : "the ledger does not have it; after a restore of the database 'verify --put-back' loads"
                                        + " such files again");
            }
        }
        return unknown;
    }

    private void look(UnknownFile.Kept kept) throws SQLException, IOException {
        Folder folder = kept.folder(stores);
        for (String day : days(folder)) {
            Listing listing = new Listing(kept, day);
            folder.list(day, name -> !name.startsWith("."), listing);
            listing.ask();
            listing.rethrow();
        }
    }

    /** The folders by day, and the folder itself. A folder that is not there has no files. */
    private static List<String> days(Folder folder) throws IOException {
        List<String> days = new ArrayList<>();
        try {
            days.addAll(folder.subFolders());
        } catch (java.nio.file.NoSuchFileException | java.io.FileNotFoundException e) {
            return days;
        }
        days.sort(null);
        days.add("");
        return days;
    }

    private List<String> unknownOf(UnknownFile.Kept kept, List<String> paths) throws SQLException {
        String[] listed = paths.toArray(String[]::new);
        Long[] ids = paths.stream().map(UnknownFile::idIn).toArray(Long[]::new);
        return Query.of("unknown_files", listed, ids, kept == UnknownFile.Kept.IN_QUARANTINE)
                .list(connection, row -> row.getString("path"));
    }

    private long waiting() throws IOException {
        Counter counter = new Counter();
        Folder input = stores.input();
        try {
            input.list("", taken, counter);
        } catch (java.nio.file.NoSuchFileException | java.io.FileNotFoundException e) {
            return 0;
        }
        return counter.count;
    }

    private static final class Counter implements Folder.Visitor {
        private long count;

        @Override
        public void file(String name, FileStat stat) {
            count++;
        }

        @Override
        public void other(String name, String why) {
            // No file that the job would take.
        }
    }

    /** Asks the ledger about a thousand files at a time. */
    private final class Listing implements Folder.Visitor {

        private static final int ASKED_AT_ONCE = 1000;

        private final UnknownFile.Kept kept;
        private final String day;
        private final List<String> paths = new ArrayList<>();
        private SQLException failure;

        Listing(UnknownFile.Kept kept, String day) {
            this.kept = kept;
            this.day = day;
        }

        @Override
        public void file(String name, FileStat stat) {
            files++;
            paths.add(day.isEmpty() ? name : day + "/" + name);
            if (paths.size() == ASKED_AT_ONCE) {
                ask();
            }
        }

        @Override
        public void other(String name, String why) {
            // Folders are looked into by themselves.
        }

        void ask() {
            try {
                if (failure == null) {
                    unknownOf(kept, paths).forEach(path -> suspects.add(new UnknownFile(kept, path)));
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
