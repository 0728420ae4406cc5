package dev.tidegate.ingest.source;

import dev.tidegate.ingest.csv.Columns;
import dev.tidegate.ingest.csv.CsvRecords;
import dev.tidegate.ingest.csv.Dialect;
import dev.tidegate.ingest.csv.FileHead;
import dev.tidegate.ingest.csv.SplitPoint;
import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.FirstBytes;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Sha256;
import dev.tidegate.ingest.files.UnusableFileException;
import dev.tidegate.ingest.packing.Packing;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.security.DigestInputStream;
import java.util.Optional;

/** Reads one range of a file and says how it ended. */
final class RangeReader implements Closeable {

    private final Folder folder;
    private final FileRange range;
    private final int format;
    private final Dialect dialect;
    private final FileLimits limits;
    private FirstBytes bytes;
    private DigestInputStream hashed;
    private CsvRecords records;
    private End end;

    private RangeReader(Folder folder, FileRange range, int format, Dialect dialect, FileLimits limits) {
        this.folder = folder;
        this.range = range;
        this.format = format;
        this.dialect = dialect;
        this.limits = limits;
    }

    /**
     * How the reading of a range ended.
     *
     * @param reason code, null where the range is complete
     * @param message what happened; of a complete range what people should know of it, usually null
     * @param sha256 hash of the file; null where it was not read as a whole
     * @param records records handed out
     */
    record End(FileState state, String reason, String message, byte[] sha256, long records) {}

    /** Opens a range; where that is not possible {@link #end()} says why. */
    static RangeReader open(Folder folder, FileFormats formats, FileRange range) throws IOException {
        String name = range.file().name();
        RangeReader reader =
                new RangeReader(folder, range, formats.number(name), formats.dialect(name), formats.limits());
        reader.guard(() -> reader.openRecords(formats.columns(name)));
        return reader;
    }

    FileRange range() {
        return range;
    }

    /** Number of the file's format. */
    int format() {
        return format;
    }

    /** The record that {@link #next} went to. */
    CsvRecords records() {
        return records;
    }

    /** Goes to the next record; false where the range has ended, well or not. */
    boolean next() throws IOException {
        if (end == null) {
            guard(() -> {
                if (!records.next()) {
                    end = atEnd();
                }
            });
        }
        if (end != null) {
            close();
        }
        return end == null;
    }

    /** Valid after {@link #next} said false. */
    End end() {
        return end;
    }

    @Override
    public void close() throws IOException {
        if (records != null) {
            records.close();
        } else if (bytes != null) {
            bytes.close();
        }
    }

    private void openRecords(Columns columns) throws IOException {
        Optional<FileStat> stat = folder.stat(range.file().name());
        if (stat.isEmpty()) {
            end = failed(FileState.ABSENT, "absent", "it is not in the input folder any more");
        } else if (!stat.get().equals(range.file().stat())) {
            end = changed(stat.get());
        } else if (range.whole()) {
            records = CsvRecords.open(wholeFile(), dialect, columns, limits);
        } else {
            records = rangeRecords(columns);
        }
    }

    /** From an offset on, and no more than the file had when it was offered. */
    private FirstBytes firstBytes(long offset) throws IOException {
        LandedFile file = range.file();
        return new FirstBytes(folder.open(file.name(), file.stat(), offset), file.size() - offset);
    }

    private InputStream wholeFile() throws IOException {
        bytes = firstBytes(0);
        hashed = Sha256.hashed(bytes);
        return Packing.open(hashed, range.file().name(), range.file().size(), limits);
    }

    private CsvRecords rangeRecords(Columns columns) throws IOException {
        FileHead head;
        try (InputStream begin = firstBytes(0)) {
            head = FileHead.of(begin, dialect, columns, limits);
        }
        bytes = firstBytes(range.begin());
        return CsvRecords.range(bytes, head, columns, new SplitPoint(range.begin(), range.line()), range.end());
    }

    private End atEnd() throws IOException {
        byte[] hash = hash(); // reads what is left, too
        Optional<FileStat> stat = folder.stat(range.file().name());
        if (stat.isEmpty()) {
            return failed(FileState.ABSENT, "absent", "it went away while it was read");
        }
        if (!stat.get().equals(range.file().stat()) || (bytes.left() > 0 && range.whole())) {
            return changed(stat.get());
        }
        return new End(FileState.COMPLETE, null, toKnow(), hash, records.recordsRead());
    }

    private String toKnow() {
        return LandingNames.isRest(range.file().name())
                ? "taken apart: each of its files has a row of its own"
                : records.lines().toKnow();
    }

    /** Null for a range: the hash of its file was taken when it was offered. */
    private byte[] hash() throws IOException {
        if (hashed == null) {
            return null;
        }
        // What is left unread of an unusable file belongs to its hash, too.
        hashed.transferTo(OutputStream.nullOutputStream());
        return hashed.getMessageDigest().digest();
    }

    private End unusable(UnusableFileException why) throws IOException {
        return new End(FileState.UNUSABLE, why.reason(), why.getMessage(), hash(), 0);
    }

    private End changed(FileStat now) {
        return failed(
                FileState.CHANGED,
                "changed",
                "it was offered with %d bytes, modified at %d, and now has %d bytes, modified at %d"
                        .formatted(
                                range.file().size(), range.file().modifiedMillis(), now.size(), now.modifiedMillis()));
    }

    private End failed(FileState state, String reason, String message) {
        return new End(state, reason, message, null, records == null ? 0 : records.recordsRead());
    }

    /** Runs a step of reading; what fails ends the range instead of the task, so that other files are not held up. */
    private void guard(Step step) {
        try {
            try {
                step.run();
            } catch (UnusableFileException e) {
                end = unusable(e);
            }
        } catch (NoSuchFileException | FileNotFoundException e) {
            end = failed(FileState.ABSENT, "absent", "it went away while it was read");
        } catch (IOException e) {
            end = failed(FileState.UNREADABLE, "unreadable", e.toString());
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }
}
