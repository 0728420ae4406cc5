package dev.tidegate.ingest.operate.ledger;

import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.options.AfterLoad;
import dev.tidegate.ingest.options.FolderOptions;
import dev.tidegate.ingest.options.StreamFolders;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** The folders in which files of a stream are kept, and where each of them is. */
public final class Stores {

    private final StreamFolders folders;
    private final AfterLoad afterLoad;

    public Stores(FolderOptions folders, String stream) {
        this.folders = folders.of(stream);
        this.afterLoad = folders.afterLoad();
    }

    /** A file that is kept. */
    public record Kept(Folder folder, String name) {}

    /** Where files land. */
    public Folder input() {
        return folder(folders.input());
    }

    /** Where loaded files are kept. */
    public Folder archive() {
        return folder(folders.archive());
    }

    /** Where files are kept that could not be read. */
    public Folder quarantine() {
        return folder(folders.quarantine());
    }

    /** The folder that a delivered file is kept in, or on its way to. */
    public Folder of(LedgerRow delivery) {
        return delivery.state().equals("quarantined") ? quarantine() : archive();
    }

    /** Whether a delivered file stays where it landed, for as long as its producer leaves it there. */
    public boolean isLeft(LedgerRow delivery) {
        return leave() && delivery.archivedAt() == null;
    }

    /** Whether loaded files stay where they landed. */
    public boolean leave() {
        return afterLoad == AfterLoad.LEAVE;
    }

    /** Where the bytes of a delivered file are. */
    public Kept keptAt(LedgerRow delivery) {
        return isLeft(delivery) ? new Kept(input(), delivery.path()) : new Kept(of(delivery), delivery.archivePath());
    }

    private static Folder folder(String location) {
        return Folders.isOnHadoop(location) ? OnHadoop.folder(location) : Folders.withoutHadoop(location);
    }

    /** A class of its own: Hadoop is on the class path only where a folder needs it. */
    private static final class OnHadoop {
        static Folder folder(String location) {
            return Folders.of(location, Configuration::new);
        }
    }

    /** Where the file of a delivery is now. */
    public Where whereIs(LedgerRow delivery) throws IOException {
        if (delivery.removedAt() != null) {
            return Where.REMOVED;
        }
        if (delivery.archivePath() == null) {
            return delivery.state().equals("missing") ? Where.MISSING : Where.REPLACED;
        }
        if (isKept(delivery)) {
            return delivery.state().equals("quarantined") ? Where.QUARANTINE : Where.ARCHIVE;
        }
        Optional<FileStat> landed = delivery.archivedAt() == null ? input().stat(delivery.path()) : Optional.empty();
        if (landed.isPresent() && landed.get().equals(delivery.stat())) {
            return Where.INPUT;
        }
        if (isLeft(delivery)) {
            return Where.REPLACED;
        }
        // Moved between the two looks?
        return isKept(delivery) ? Where.ARCHIVE : Where.LOST;
    }

    private boolean isKept(LedgerRow delivery) throws IOException {
        return of(delivery)
                .stat(delivery.archivePath())
                .filter(stat -> stat.size() == delivery.sizeBytes())
                .isPresent();
    }
}
