package dev.tidegate.ingest.operate.rejects;

import dev.tidegate.ingest.csv.CsvRecords;
import dev.tidegate.ingest.csv.FileHead;
import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Sha256;
import dev.tidegate.ingest.mapping.Mappings;
import dev.tidegate.ingest.operate.check.JudgedFile;
import dev.tidegate.ingest.operate.check.JudgedFile.Judging;
import dev.tidegate.ingest.operate.ledger.LedgerRow;
import dev.tidegate.ingest.operate.ledger.Stores.Kept;
import dev.tidegate.ingest.operate.replay.OpenRejects;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.source.RawRecords;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Files of rejects, one for each header, since records are understood by the header they stand under. */
final class RejectFiles implements Closeable {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;
    private final Judging judging;
    private final String stamp = STAMP.format(Instant.now());
    private final Map<Head, RejectFile> byHeader = new LinkedHashMap<>();

    RejectFiles(Path folder, Mappings mappings) {
        this.folder = folder;
        this.judging = new Judging(ZoneOffset.UTC, mappings, FileLimits.NONE);
    }

    /** What records stand under. */
    private record Head(boolean isJson, ByteBuffer bytes) {}

    private static final class RejectFile {
        private final Path path;
        private final OutputStream out;
        private long rejects;

        RejectFile(Path path, OutputStream out) {
            this.path = path;
            this.out = out;
        }
    }

    /**
     * Appends the rejects of a file, read from where it is kept.
     *
     * @param isLeft whether that is where it landed
     * @throws IOException if it cannot be read, or its producer put another one there
     */
    void add(Kept keptAt, OpenRejects rejects, boolean isLeft) throws IOException {
        LedgerRow delivery = rejects.delivery();
        if (delivery.archivePath() == null || delivery.removedAt() != null) {
            throw new IOException("the file is not kept any more, so its header is not known");
        }
        Folder kept = keptAt.folder();
        if (isLeft) {
            proveDelivered(keptAt, delivery);
        }
        LandedFile file = new LandedFile(keptAt.name(), delivery.sizeBytes(), 0, null);
        LandedFile landed = new LandedFile(
                delivery.path(), delivery.sizeBytes(), delivery.modifiedAt().toEpochMilli(), null);
        // Their places and lengths by today's reading, since a record may be longer than what the database keeps of it.
        try (CsvRecords records = new JudgedFile(kept, file.name(), landed, judging).open(kept.open(file.name(), 0));
                RawRecords raw = RawRecords.open(kept, file)) {
            RejectFile target =
                    target(header(records.head(), raw), records.head().json() != null);
            byte[] lineEnd = "\n".getBytes(records.head().dialect().charset());
            while (records.next()) {
                if (rejects.places().contains(records.byteOffset())) {
                    raw.copy(records.byteOffset(), records.byteLength(), target.out);
                    target.out.write(lineEnd);
                    target.rejects++;
                }
            }
        }
    }

    /** A producer may replace what stays where it landed: another file has other records at the same places. */
    private static void proveDelivered(Kept keptAt, LedgerRow delivery) throws IOException {
        Optional<FileStat> now = keptAt.folder().stat(keptAt.name());
        if (now.isEmpty()) {
            throw new IOException("its producer took it away, and it is kept nowhere else");
        }
        if (!now.get().equals(delivery.stat())) {
            throw new IOException("its producer replaced it, and it is kept nowhere else: %s, expected %s"
                    .formatted(described(now.get()), described(delivery.stat())));
        }
        String sha256 = Sha256.of(keptAt.folder().open(keptAt.name(), now.get(), 0));
        if (!sha256.equals(delivery.sha256())) {
            throw new IOException("its producer replaced it, and it is kept nowhere else: SHA-256 %s, expected %s"
                    .formatted(sha256, delivery.sha256()));
        }
    }

    private static String described(FileStat stat) {
        return "%d bytes of %s%s"
                .formatted(
                        stat.size(),
                        Instant.ofEpochMilli(stat.modifiedMillis()),
                        stat.etag() == null ? "" : " with the ETag " + stat.etag());
    }

    private static byte[] header(FileHead head, RawRecords raw) throws IOException {
        ByteArrayOutputStream begin = new ByteArrayOutputStream();
        if (head.linesAbove() == 0 && head.headerLength() > 0 && isUtf8(head)) {
            raw.copy(head.headerOffset(), head.headerLength(), begin);
            begin.write('\n');
        } else {
            // What stands above the header, and marks of encoding and separator, tell how the records are read.
            raw.copy(0, head.records().offset(), begin);
        }
        return begin.toByteArray();
    }

    private static boolean isUtf8(FileHead head) {
        return head.dialect().charset().equals(StandardCharsets.UTF_8);
    }

    private RejectFile target(byte[] header, boolean isJson) throws IOException {
        RejectFile target = byHeader.get(new Head(isJson, ByteBuffer.wrap(header)));
        if (target == null) {
            Path path =
                    folder.resolve("rejects-%s-%d.%s".formatted(stamp, byHeader.size() + 1, isJson ? "jsonl" : "csv"));
            OutputStream out = new BufferedOutputStream(Files.newOutputStream(path, StandardOpenOption.CREATE_NEW));
            out.write(header);
            target = new RejectFile(path, out);
            byHeader.put(new Head(isJson, ByteBuffer.wrap(header)), target);
        }
        return target;
    }

    /** How many rejects are in each file. */
    Map<Path, Long> written() {
        Map<Path, Long> written = new LinkedHashMap<>();
        byHeader.values().forEach(file -> written.put(file.path, file.rejects));
        return written;
    }

    @Override
    public void close() throws IOException {
        for (RejectFile file : byHeader.values()) {
            file.out.close();
        }
    }
}
