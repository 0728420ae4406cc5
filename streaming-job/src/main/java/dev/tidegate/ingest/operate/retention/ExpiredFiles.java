package dev.tidegate.ingest.operate.retention;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidegate.ingest.archive.ArchivedFiles;
import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.database.ServerIdentity;
import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Sha256;
import dev.tidegate.ingest.log.Printable;
import dev.tidegate.ingest.operate.console.FailedException;
import dev.tidegate.ingest.operate.ledger.LedgerRow;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The archived files that retention takes away, once all of them were looked at: an archive that is not mounted, or is
 * another one, looks like an archive from which all is gone.
 *
 * <p>What is about to go is written down in the archive before, so that a run that was cut off is told from that.
 */
final class ExpiredFiles {

    /** The job and {@code verify} leave it alone: its name begins with a dot. */
    private static final String JOURNAL = ".tidegate-retention";

    private static final int EXAMPLES = 3;

    private final Folder archive;
    private final boolean acceptMissing;
    private final Set<String> begun = new HashSet<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private final TreeSet<String> folders = new TreeSet<>();
    private String stop;
    private long looked;
    private long missed;
    private long files;
    private long bytes;

    /** @param acceptMissing whether a file that is not there counts as removed by somebody else */
    ExpiredFiles(Folder archive, boolean acceptMissing) {
        this.archive = archive;
        this.acceptMissing = acceptMissing;
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    /** Files that were not there, and count as removed by somebody else. */
    long missed() {
        return missed;
    }

    /** The folders out of which files went, with those that they lie in: those of days, and what is below them. */
    NavigableSet<String> folders() {
        return folders;
    }

    /**
     * To be called first.
     *
     * @param own the database whose files they are
     * @param stream the stream in it
     */
    void open(ServerIdentity own, String stream) throws IOException {
        try {
            archive.subFolders();
            ArchivedFiles.proveFoldersOf(own, stream, archive);
            try (InputStream journal = archive.open(JOURNAL, 0)) {
                begun.addAll(List.of(new String(journal.readAllBytes(), UTF_8).split("\0")));
            } catch (NoSuchFileException | FileNotFoundException e) {
                // No run was cut off.
                begun.clear();
            }
        } catch (NoSuchFileException | FileNotFoundException e) {
            stop = "The archive %s is not there. Nothing was removed or marked. Is it mounted?"
                    .formatted(archive.location());
        } catch (RefusedException e) {
            stop = e.getMessage();
        }
    }

    /** Looks at some files; of one of them also at its bytes. */
    void look(List<LedgerRow> page) throws IOException {
        if (stop != null) {
            return;
        }
        boolean first = true;
        for (LedgerRow file : page) {
            looked++;
            Optional<FileStat> stat = archive.stat(file.archivePath());
            if (stat.isEmpty()) {
                if (!begun.contains(file.archivePath())) {
                    missed++;
                    remember(missing, file.archivePath());
                }
            } else if (stat.get().size() != file.sizeBytes()) {
                remember(
                        others,
                        "%s has %,d bytes, the ledger says %,d"
                                .formatted(file.archivePath(), stat.get().size(), file.sizeBytes()));
            } else if (first && file.sha256() != null) {
                first = false;
                lookAtBytes(file);
            }
        }
    }

    private void lookAtBytes(LedgerRow file) throws IOException {
        if (!Sha256.of(archive.open(file.archivePath(), 0)).equals(file.sha256())) {
            remember(others, file.archivePath() + " has another SHA-256 than the ledger says");
        }
    }

    private static void remember(List<String> examples, String example) {
        if (examples.size() < EXAMPLES) {
            examples.add(example);
        }
    }

    /** Why nothing may be removed; empty where it may. */
    Optional<String> trouble() {
        if (stop != null) {
            return Optional.of(Printable.of(stop));
        }
        if (!others.isEmpty()) {
            return Optional.of(
                    "The archive %s holds other files than the ledger says: %s. Nothing was removed or marked. Is it"
                                    .formatted(archive.location(), shown(others))
                            + " that of another database? 'tidegate verify' lists all of them");
        }
        if (missed > 0 && !acceptMissing) {
            return Optional.of(
                    ("%,d of %,d archived files that are old enough are not in %s, such as %s. Nothing was removed or marked."
                                    + " Is the archive mounted, all of it, and that of this database? If somebody removed them for"
                                    + " good, --accept-missing marks them as removed")
                            .formatted(missed, looked, archive.location(), shown(missing)));
        }
        return Optional.empty();
    }

    private static String shown(List<String> examples) {
        return Printable.of(String.join("; ", examples));
    }

    /** Those of the files that are there, counted; an earlier run may have taken others away already. */
    List<LedgerRow> count(List<LedgerRow> page) throws IOException {
        List<LedgerRow> there = new ArrayList<>();
        for (LedgerRow file : page) {
            boolean isThere = archive.stat(file.archivePath()).isPresent();
            boolean hasGone = begun.contains(file.archivePath());
            if (!isThere && !hasGone && !acceptMissing) {
                throw new FailedException(
                        "%s was in %s a moment ago, and is not any more. Is the archive still mounted?"
                                .formatted(file.archivePath(), archive.location()));
            }
            if (isThere) {
                there.add(file);
            }
            if (isThere || hasGone) {
                files++;
                bytes += file.sizeBytes();
            }
        }
        return there;
    }

    /** Takes files away; when this returns, they are to be marked. */
    void remove(List<LedgerRow> page) throws IOException {
        List<LedgerRow> there = count(page);
        String paths = page.stream().map(LedgerRow::archivePath).collect(Collectors.joining("\0"));
        archive.write(JOURNAL, new ByteArrayInputStream(paths.getBytes(UTF_8)));
        for (LedgerRow file : there) {
            String path = file.archivePath();
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                folders.add(path.substring(0, slash));
            }
            archive.delete(file.archivePath());
        }
    }

    /** All that went is marked. */
    void close() throws IOException {
        if (archive.stat(JOURNAL).isPresent()) {
            archive.delete(JOURNAL);
        }
    }
}
