package dev.tidegate.ingest.archive;

import dev.tidegate.ingest.files.FileVersion;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.merge.Ledger;
import dev.tidegate.ingest.merge.LedgerFile;
import dev.tidegate.ingest.source.LandedFile;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Files that stay where they landed: the ledger says which of them are loaded. Writes into no folder, not even a mark. */
public final class LeftFiles implements LoadedFiles {

    private final Folder input;
    private final Ledger ledger;
    private final MarkedFolder archiveMark;
    private final MarkedFolder quarantineMark;
    private final Recovery recovery;
    private Set<FileVersion> known = new HashSet<>();
    private Set<FileVersion> before = Set.of();
    private long session;

    /**
     * @param archive what loaded files were moved into while they did not stay, if they ever were
     * @param afterLoss what to do where the database lost what was moved or deleted then
     */
    public LeftFiles(Folder input, Folder archive, Folder quarantine, Ledger ledger, AfterLoss afterLoss) {
        this.input = input;
        this.ledger = ledger;
        this.archiveMark = new MarkedFolder(archive, ledger);
        this.quarantineMark = new MarkedFolder(quarantine, ledger);
        this.recovery = new Recovery(
                input, true, true, new ArchivedFiles(archive, quarantine, ledger::unknown), ledger, afterLoss);
    }

    /**
     * {@inheritDoc} What is loaded stands in the ledger by the load itself; what was moved or deleted before files were
     * left must stand there, too. A folder of another stream or database is left to it.
     */
    @Override
    public void complete() throws SQLException, IOException {
        ArchivedFiles.proveFoldersOf(ledger.server(), ledger.stream(), input);
        archiveMark.readMark();
        quarantineMark.readMark();
        boolean agrees = archiveMark.agrees() && quarantineMark.agrees();
        if (!agrees) {
            recovery.run(archiveMark.lostDeleted());
        }
        ledger.raiseIds(Math.max(archiveMark.highestFileId(), quarantineMark.highestFileId()), !agrees);
        session = ledger.sessions();
    }

    @Override
    public void take(Collection<LedgerFile> files) {
        files.forEach(file -> known.add(new FileVersion(file.name(), file.stat())));
    }

    @Override
    public boolean moveTaken() {
        return false;
    }

    /** A crash of the server, or a restore, may have taken back what was loaded. */
    @Override
    public void retry() {
        if (session != ledger.sessions()) {
            session = ledger.sessions();
            known.clear();
        }
    }

    @Override
    public boolean admits(LandedFile file) {
        return !known.contains(file.version());
    }

    @Override
    public long held() {
        return 0;
    }

    @Override
    public boolean leaves() {
        return true;
    }

    /** What is no more in the folder must not be kept in mind for ever. */
    @Override
    public void looking(boolean whole) {
        if (whole) {
            before = known;
            known = new HashSet<>();
        } else {
            before = Set.of();
        }
    }

    @Override
    public Set<LandedFile> loaded(List<LandedFile> files) throws SQLException {
        Set<LandedFile> loaded = new HashSet<>();
        List<LandedFile> unknown = new ArrayList<>();
        for (LandedFile file : files) {
            FileVersion version = file.version();
            (known.contains(version) || before.contains(version) ? loaded : unknown).add(file);
        }
        if (!unknown.isEmpty()) {
            loaded.addAll(ledger.left(unknown));
        }
        loaded.forEach(file -> known.add(file.version()));
        return loaded;
    }
}
