package dev.tidegate.ingest.operate.verify;

import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Sha256;
import dev.tidegate.ingest.operate.console.Counted;
import dev.tidegate.ingest.operate.ledger.LedgerRow;
import dev.tidegate.ingest.operate.ledger.Query;
import dev.tidegate.ingest.operate.ledger.Stores;
import dev.tidegate.ingest.operate.ledger.Stores.Kept;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.source.RawRecords;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whether each file that the ledger says is kept is there with its bytes, and each dead letter is a part of its file. */
final class FileChecks {

    private static final String FILES = "files";
    private static final String RAW = "raw bytes";
    private static final int PAGE = 1000;

    /** Of up to 64 KiB each. */
    private static final int PAGE_OF_REJECTS = 200;

    /** No job has so many in hand: more are not looked at again. */
    private static final int SUSPECTS_AT_MOST = 10_000;

    private final Connection connection;
    private final String stream;
    private final Stores stores;
    private final Findings findings;
    private final List<LedgerRow> suspects = new ArrayList<>();
    private long files;
    private long gone;
    private long rejects;

    /** Files with dead letters that were not compared, since the file itself is a gap. */
    private long unread;

    FileChecks(Connection connection, String stream, Stores stores, Findings findings) {
        this.connection = connection;
        this.stream = stream;
        this.stores = stores;
        this.findings = findings;
    }

    /**
     * Runs them. What looks wrong is only remembered: a job that runs moves files meanwhile.
     *
     * @param last the newest file id to look at
     * @param sample how many files; null for all
     */
    void run(long last, Integer sample) throws SQLException {
        findings.begin(FILES, "files that the ledger has: there, with size and SHA-256");
        findings.begin(RAW, "dead letters: byte for byte what stands in their file");
        if (sample != null) {
            check(Query.of(FileChecks.class, "sampled_files", stream, last, sample)
                    .list(connection, LedgerRow::of));
        } else {
            long from = 0;
            List<LedgerRow> page;
            do {
                page = Query.of(FileChecks.class, "kept_files", stream, from, last, PAGE)
                        .list(connection, LedgerRow::of);
                check(page);
                from = page.isEmpty() ? from : page.get(page.size() - 1).fileId();
            } while (page.size() == PAGE);
        }
        if (gone == 0) {
            findings.examined(FILES, files);
        } else {
            findings.examined(
                    FILES, files, "not %s that the producer has taken away".formatted(Counted.of(gone, "file")));
        }
        tellRejects();
    }

    /** Where none was compared, nothing is said to be right. */
    private void tellRejects() {
        if (unread == 0) {
            findings.examined(RAW, rejects);
        } else if (rejects == 0 && !findings.hasGaps(RAW)) {
            findings.skip(RAW, "each file with dead letters is a gap, see files");
        } else {
            findings.examined(RAW, rejects, "not those of %s with a gap".formatted(Counted.of(unread, "file")));
        }
    }

    private void check(List<LedgerRow> page) throws SQLException {
        for (LedgerRow delivery : page) {
            if (stores.isLeft(delivery) && isTakenAway(delivery)) {
                gone++;
                continue;
            }
            files++;
            Optional<String> trouble = trouble(delivery);
            if (trouble.isPresent() && suspects.size() < SUSPECTS_AT_MOST) {
                suspects.add(delivery);
            } else if (trouble.isPresent()) {
                gap(delivery, trouble.get());
            } else {
                checkRejects(delivery);
            }
        }
        connection.commit();
    }

    /** Files that stay where they landed are their producer's: one that has another in its place is none of this check. */
    private boolean isTakenAway(LedgerRow delivery) {
        try {
            return stores.input()
                    .stat(delivery.path())
                    .filter(delivery.stat()::equals)
                    .isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    boolean hasSuspects() {
        return !suspects.isEmpty();
    }

    /** Looks at the suspects once more, by what the ledger says of them now. */
    void lookAgain() throws SQLException {
        for (LedgerRow suspect : suspects) {
            Optional<LedgerRow> now = Query.of(
                            FileChecks.class, "kept_files", stream, suspect.fileId() - 1, suspect.fileId(), 1)
                    .first(connection, LedgerRow::of);
            if (now.isPresent()) {
                Optional<String> trouble = trouble(now.get());
                if (trouble.isPresent()) {
                    gap(now.get(), trouble.get());
                } else {
                    checkRejects(now.get());
                }
            }
        }
        tellRejects();
        connection.commit();
    }

    private void gap(LedgerRow delivery, String trouble) throws SQLException {
        findings.gap(FILES, subject(delivery), trouble);
        if (!rejects(delivery, KeptReject.NONE, 1).isEmpty()) {
            unread++;
        }
    }

    private static String subject(LedgerRow delivery) {
        return "file %d %s".formatted(delivery.fileId(), delivery.path());
    }

    private Optional<String> trouble(LedgerRow delivery) {
        try {
            Kept place = stores.keptAt(delivery);
            Optional<FileStat> kept = place.folder().stat(place.name());
            if (kept.isEmpty() && delivery.archivedAt() == null) {
                return notMoved(delivery);
            }
            if (kept.isEmpty()) {
                return Optional.of("it is not at %s in %s"
                        .formatted(place.name(), place.folder().location()));
            }
            return changed(place, delivery, kept.get());
        } catch (NoSuchFileException e) {
            return Optional.of("it went away while it was read");
        } catch (IOException e) {
            return Optional.of("it cannot be read: " + e);
        }
    }

    private Optional<String> notMoved(LedgerRow delivery) throws IOException {
        Optional<FileStat> landed = stores.input().stat(delivery.path());
        if (stores.isLeft(delivery) || landed.filter(delivery.stat()::equals).isPresent()) {
            return Optional.empty();
        }
        return Optional.of("it is loaded, and neither in the input folder nor at %s in %s"
                .formatted(delivery.archivePath(), stores.of(delivery).location()));
    }

    private static Optional<String> changed(Kept place, LedgerRow delivery, FileStat kept) throws IOException {
        if (kept.size() != delivery.sizeBytes()) {
            return Optional.of(
                    "%s has %,d bytes, %,d were delivered".formatted(place.name(), kept.size(), delivery.sizeBytes()));
        }
        if (delivery.sha256() == null) {
            return Optional.empty();
        }
        String sha256 = Sha256.of(place.folder().open(place.name(), 0));
        return sha256.equals(delivery.sha256())
                ? Optional.empty()
                : Optional.of("%s has other bytes than were delivered: SHA-256 %s, expected %s"
                        .formatted(place.name(), sha256, delivery.sha256()));
    }

    private void checkRejects(LedgerRow delivery) throws SQLException {
        if ((delivery.archivedAt() == null && !stores.isLeft(delivery))
                || delivery.state().equals("quarantined")) {
            return;
        }
        Kept kept = stores.keptAt(delivery);
        LandedFile file = new LandedFile(kept.name(), delivery.sizeBytes(), 0, null);
        try (ReadAgain raw = new ReadAgain(kept.folder(), file)) {
            List<KeptReject> page;
            KeptReject last = KeptReject.NONE;
            do {
                page = rejects(delivery, last, PAGE_OF_REJECTS);
                // No snapshot is kept while the file is read.
                connection.commit();
                for (KeptReject reject : page) {
                    compare(delivery, reject, raw);
                    last = reject;
                }
            } while (page.size() == PAGE_OF_REJECTS);
        } catch (IOException e) {
            findings.gap(RAW, subject(delivery), "the dead letters cannot be read in it: " + e);
        }
    }

    /** So many of them at most, those that stand behind one in the file. */
    private List<KeptReject> rejects(LedgerRow delivery, KeptReject last, int most) throws SQLException {
        return Query.of(
                        FileChecks.class,
                        "rejects_of_file",
                        stream,
                        delivery.path(),
                        delivery.fileId(),
                        last.offset,
                        last.fileId,
                        most)
                .list(connection, KeptReject::of);
    }

    private void compare(LedgerRow delivery, KeptReject reject, ReadAgain raw) throws IOException {
        rejects++;
        if (!Arrays.equals(reject.raw, raw.at(reject.offset, reject.length))) {
            findings.gap(
                    RAW,
                    "%s line %d".formatted(subject(delivery), reject.line),
                    "the dead letter has other bytes than stand at byte %d of the file".formatted(reject.offset));
        }
    }

    private record KeptReject(long fileId, long line, long offset, long length, byte[] raw) {

        /** Before the first one. */
        static final KeptReject NONE = new KeptReject(-1, 0, -1, 0, null);

        static KeptReject of(ResultSet row) throws SQLException {
            return new KeptReject(
                    row.getLong("file_id"),
                    row.getLong("line"),
                    row.getLong("byte_offset"),
                    row.getLong("byte_length"),
                    row.getBytes("raw"));
        }
    }

    /** Opens a file when its first record is asked for: most have no dead letters. */
    private static final class ReadAgain implements AutoCloseable {

        private final Folder folder;
        private final LandedFile file;
        private RawRecords records;
        private long lastOffset = -1;
        private byte[] last;

        ReadAgain(Folder folder, LandedFile file) {
            this.folder = folder;
            this.file = file;
        }

        byte[] at(long offset, long length) throws IOException {
            if (records == null) {
                records = RawRecords.open(folder, file);
            }
            if (offset != lastOffset) {
                last = records.read(offset, length);
                lastOffset = offset;
            }
            return last;
        }

        @Override
        public void close() throws IOException {
            if (records != null) {
                records.close();
            }
        }
    }
}
