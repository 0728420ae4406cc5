package dev.tidegate.ingest.operate.verify;

import dev.tidegate.ingest.archive.ArchivedFiles;
import dev.tidegate.ingest.archive.UnknownFile;
import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.operate.ledger.Stores;
import dev.tidegate.ingest.source.FoldersOfOthers;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.source.LandingNames;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Whether the ledger knows each file that lies in the archive and the quarantine folder, and what lies in the input folder. */
final class FolderChecks {

    private static final String KNOWN = "known";
    private static final String INPUT = "input";
    private static final int ASKED_AT_ONCE = 1000;

    private final Stores stores;
    private final boolean recursive;
    private final ArchivedFiles archived;
    private final Predicate<String> taken;
    private final Findings findings;
    private final Loaded loaded;
    private final List<UnknownFile> suspects = new ArrayList<>();

    /** Asks the ledger which of some files are loaded and lie where they landed. */
    @FunctionalInterface
    interface Loaded {
        List<LandedFile> of(List<LandedFile> files) throws SQLException;
    }

    /**
     * @param recursive whether it takes files from folders below the input folder, too
     * @param taken names of files that the job takes
     * @param loaded is asked where loaded files stay
     */
    FolderChecks(
            Stores stores,
            boolean recursive,
            ArchivedFiles archived,
            Predicate<String> taken,
            Loaded loaded,
            Findings findings) {
        this.loaded = loaded;
        this.stores = stores;
        this.recursive = recursive;
        this.archived = archived;
        this.taken = taken;
        this.findings = findings;
    }

    void run() throws SQLException, IOException {
        findings.begin(KNOWN, "files in archive and quarantine: each in the ledger");
        suspects.addAll(archived.unknown());
        findings.examined(KNOWN, archived.examined());
        findings.begin(INPUT, "files wait in the input folder");
        findings.examined(INPUT, waiting());
    }

    boolean hasSuspects() {
        return !suspects.isEmpty();
    }

    /** Those that the ledger still does not know, in the order of their old file ids. */
    List<UnknownFile> lookAgain() throws SQLException, IOException {
        List<UnknownFile> unknown = new ArrayList<>();
        for (UnknownFile suspect : suspects) {
            if (archived.isUnknown(suspect)) {
                unknown.add(suspect);
                findings.gap(
                        KNOWN,
                        archived.folder(suspect).location() + "/" + suspect.path(),
                        suspect.fileId() == 0
                                ? "the job put no file of such a name there"
                                : "the ledger does not have it; after a restore of the database 'verify --put-back' loads"
                                        + " such files again");
            }
        }
        return unknown;
    }

    private long waiting() throws SQLException, IOException {
        Counter counter = new Counter();
        Folder input = stores.input();
        try {
            if (recursive) {
                input.listBelow("", LandingNames::areVisible, counter::isOfInterest, counter);
            } else {
                input.listInto("", LandingNames::isAlwaysLookedInto, counter::isOfInterest, counter);
            }
        } catch (java.nio.file.NoSuchFileException | java.io.FileNotFoundException e) {
            return 0;
        }
        return counter.count();
    }

    private final class Counter implements Folder.Visitor {
        private final Map<String, Long> counts = new HashMap<>(); // by folders
        private final List<LandedFile> asked = new ArrayList<>();
        private SQLException failure;
        private final FoldersOfOthers others = new FoldersOfOthers();

        boolean isOfInterest(String name) {
            return taken.test(name) || LandingNames.isMarkBelow(name);
        }

        @Override
        public void file(String name, FileStat stat) {
            if (others.sees(name)) {
                return;
            }
            counts.merge(LandingNames.folder(name), 1L, Long::sum);
            if (stores.leave()) {
                asked.add(LandedFile.of(name, stat));
                if (asked.size() == ASKED_AT_ONCE) {
                    takeOffLoaded();
                }
            }
        }

        private void takeOffLoaded() {
            try {
                if (failure == null && !asked.isEmpty()) {
                    loaded.of(asked).forEach(file -> counts.merge(LandingNames.folder(file.name()), -1L, Long::sum));
                }
            } catch (SQLException e) {
                failure = e;
            }
            asked.clear();
        }

        long count() throws SQLException {
            takeOffLoaded();
            if (failure != null) {
                throw failure;
            }
            return counts.entrySet().stream()
                    .filter(folder -> !others.have(folder.getKey()))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }

        @Override
        public void other(String name, String why) {
            // No file that the job would take.
        }
    }
}
