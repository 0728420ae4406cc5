package dev.tidegate.ingest.operate.check;

import dev.tidegate.ingest.csv.Columns;
import dev.tidegate.ingest.csv.CsvRecords;
import dev.tidegate.ingest.csv.Dialect;
import dev.tidegate.ingest.csv.Lines;
import dev.tidegate.ingest.files.FileCost;
import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Sha256;
import dev.tidegate.ingest.mapping.Mappings;
import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.options.FormatOptions;
import dev.tidegate.ingest.packing.Packing;
import dev.tidegate.ingest.rules.DeliveredFile;
import dev.tidegate.ingest.rules.StreamRules;
import dev.tidegate.ingest.rules.Verdict;
import dev.tidegate.ingest.source.FileFormats;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.UUID;

/** Reads a file from its begin to its end as the job does, and judges each record by the same rules. */
public final class JudgedFile {

    /** Records between two looks of a watcher. */
    private static final int WATCHED = 1024;

    private final Folder folder;
    private final String name;
    private final Dialect dialect;
    private final Columns columns;
    private final Stream stream;
    private final StreamRules rules;
    private final DeliveredFile delivered;
    private final FileLimits limits;

    /**
     * @param name where it is in the folder
     * @param landed its name when it landed, by which it has its format, and when it was last changed then
     */
    public JudgedFile(Folder folder, String name, LandedFile landed, Judging judging) {
        FileFormats formats = judging.mappings().formats();
        String landedAs = landed.name();
        this.folder = folder;
        this.name = name;
        this.dialect = formats.dialect(landedAs);
        this.columns = formats.columns(landedAs);
        this.limits = judging.limits();
        this.stream = judging.stream();
        this.rules = judging.mappings().rules(judging.inputZone()).make(formats.number(landedAs));
        this.delivered = new DeliveredFile(landed.deliveredAs(), landed.modifiedMillis());
    }

    /**
     * How files are to be understood.
     *
     * @param inputZone of timestamps that do not say theirs
     * @param limits beyond which the job would put a file in quarantine
     */
    public record Judging(ZoneId inputZone, Mappings mappings, FileLimits limits) {

        /** Of files that were let in before, or that an operator lets in. */
        public static Judging by(FormatOptions options, StreamFile asked) {
            return new Judging(options.timeZone(), options.mappings(asked), FileLimits.NONE);
        }

        /** The same, with what only the table says of the stream's columns. */
        public Judging with(Stream resolved) {
            return new Judging(inputZone, mappings.with(resolved), limits);
        }

        /** What the records become rows of. */
        public Stream stream() {
            return mappings.stream();
        }

        /** The same, but as strict as the job. */
        Judging within(FileLimits strict) {
            return new Judging(inputZone, mappings, strict);
        }
    }

    /** Takes the records in the order of the file. The row of an event is that of the next one, too. */
    public interface Visitor {
        void accepted(long line, long byteOffset, long byteLength, Row event) throws IOException, SQLException;

        void filtered(long byteOffset, String eventType);

        void rejected(Reject reject) throws IOException, SQLException;

        /**
         * Called before a record is judged, and not where its form is broken.
         *
         * @param values the texts of its fields, in the order of {@link Stream#headers()}; null where the file has no such column
         */
        default void fields(String[] values) {}

        /** Called also for a record that is no event, where event ids are derived: with what its id would have been. */
        default void derivedId(long line, UUID id) throws SQLException {}
    }

    /**
     * What was read.
     *
     * @param records that the reader came to
     * @param sha256 of the file, in hex; null where only its first records were read
     * @param lines what stands there besides
     */
    public record Read(long records, String sha256, Lines lines) {

        /** Whether the reader came to the end of the file. */
        boolean isWhole() {
            return sha256 != null;
        }
    }

    /** Is told from time to time how far the reading has come. */
    interface Watcher {

        /**
         * Says where it is.
         *
         * @param bytes that were read of the file as it is, be it packed
         * @param records that the reader came to
         */
        void at(long bytes, long records);
    }

    /**
     * Reads it to its end.
     *
     * @throws dev.tidegate.ingest.files.UnusableFileException if the job would put the file in quarantine
     */
    public Read read(Visitor visitor) throws IOException, SQLException {
        return read(visitor, Long.MAX_VALUE, (bytes, records) -> {});
    }

    /**
     * The same for the first records.
     *
     * @param most records to read
     */
    Read read(Visitor visitor, long most, Watcher watcher) throws IOException, SQLException {
        CountedBytes counted = new CountedBytes(folder.open(name, 0));
        DigestInputStream hashed = Sha256.hashed(counted);
        try (hashed;
                CsvRecords records = open(hashed)) {
            String[] values = new String[stream.headers().size()];
            Row row = new Row(stream);
            Visitor within = new WithinLimits(visitor, new FileCost(limits, size()), otherColumns());
            while (records.next()) {
                if (records.recordsRead() > most) {
                    return new Read(most, null, records.lines());
                }
                visit(records, values, row, within);
                if (records.recordsRead() % WATCHED == 0) {
                    watcher.at(counted.bytes(), records.recordsRead());
                }
            }
            hashed.transferTo(OutputStream.nullOutputStream());
            return new Read(records.recordsRead(), Sha256.ofRead(hashed), records.lines());
        }
    }

    /** The records of a file, as the job reads them. */
    public CsvRecords open(InputStream bytes) throws IOException {
        InputStream unpacked = Packing.open(bytes, name, size(), limits);
        return CsvRecords.open(unpacked, dialect, columns, limits);
    }

    private long size() throws IOException {
        return folder.stat(name).map(FileStat::size).orElse(0L);
    }

    /** The place of the column that keeps what the stream does not name; -1 where none does. */
    private int otherColumns() {
        return stream.columns().stream()
                .filter(column -> column.origin() instanceof Column.Origin.OtherColumns)
                .mapToInt(column -> stream.place(column.name()))
                .findFirst()
                .orElse(-1);
    }

    /** Ends the reading where the job would. */
    private record WithinLimits(Visitor visitor, FileCost cost, int otherColumns) implements Visitor {

        @Override
        public void accepted(long line, long byteOffset, long byteLength, Row event) throws IOException, SQLException {
            String extra = otherColumns < 0 ? null : event.text(otherColumns);
            if (extra != null) {
                cost.addExtra(extra.getBytes(StandardCharsets.UTF_8).length);
                check();
            }
            visitor.accepted(line, byteOffset, byteLength, event);
        }

        @Override
        public void filtered(long byteOffset, String eventType) {
            visitor.filtered(byteOffset, eventType);
        }

        @Override
        public void rejected(Reject reject) throws IOException, SQLException {
            cost.addReject(reject.line(), reject.reason(), reject.message());
            check();
            visitor.rejected(reject);
        }

        @Override
        public void fields(String[] values) {
            visitor.fields(values);
        }

        @Override
        public void derivedId(long line, UUID id) throws SQLException {
            visitor.derivedId(line, id);
        }

        private void check() throws IOException {
            if (cost.beyond() != null) {
                throw cost.beyond();
            }
        }
    }

    private void visit(CsvRecords record, String[] values, Row row, Visitor visitor) throws IOException, SQLException {
        if (record.problem() != null) {
            visitor.rejected(reject(record, record.problem().code(), null, record.message()));
            return;
        }
        for (int column = 0; column < values.length; column++) {
            values[column] = record.value(column);
        }
        visitor.fields(values);
        Verdict verdict = rules.judge(values, record.extra(), delivered, row);
        if (verdict instanceof Verdict.Accepted accepted) {
            visitor.accepted(record.line(), record.byteOffset(), record.byteLength(), accepted.row());
        } else if (verdict instanceof Verdict.Rejected rejected) {
            visitor.rejected(reject(record, rejected.reason(), rejected.column(), rejected.message()));
        } else if (verdict instanceof Verdict.Filtered filtered) {
            visitor.filtered(record.byteOffset(), filtered.value());
        }
        UUID derived = verdict instanceof Verdict.Accepted ? null : rules.derivedId(values, record.extra());
        if (derived != null) {
            visitor.derivedId(record.line(), derived);
        }
    }

    private static Reject reject(CsvRecords record, String reason, String column, String message) {
        return new Reject(record.line(), record.byteOffset(), record.byteLength(), reason, column, message);
    }
}
