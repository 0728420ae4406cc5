package dev.tidegate.ingest.source;

import dev.tidegate.ingest.csv.Dialect;
import dev.tidegate.ingest.csv.FramingScan;
import dev.tidegate.ingest.csv.SplitPoint;
import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.FileVersion;
import dev.tidegate.ingest.packing.Packing;
import java.io.Serializable;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * One version of a file in the landing folder.
 *
 * @param name relative to the folder
 * @param size bytes; exactly so many are read
 * @param modifiedMillis modification time in milliseconds since 1970
 * @param etag of an object of a store, as {@link FileStat} says; null of a file
 * @param framing where it can be split; null for a file that one task reads
 */
public record LandedFile(String name, long size, long modifiedMillis, String etag, Framing framing)
        implements Serializable {

    /** The order in which files are loaded. */
    public static final Comparator<LandedFile> OLDEST_FIRST = Comparator.comparingLong(
                    (LandedFile file) -> LandingNames.recoveredId(file.name()))
            .thenComparingLong(LandedFile::modifiedMillis)
            .thenComparing(LandedFile::name)
            // A file that grows under an unchanged time, as on HDFS, is another each time it is seen.
            .thenComparingLong(LandedFile::size)
            .thenComparing(LandedFile::etag, Comparator.nullsFirst(Comparator.naturalOrder()));

    public LandedFile {
        Objects.requireNonNull(name, "name is null");
    }

    /** Of a file that is no object of a store. */
    public LandedFile(String name, long size, long modifiedMillis, Framing framing) {
        this(name, size, modifiedMillis, null, framing);
    }

    /** A version of a file as a look sees it. */
    public static LandedFile of(String name, FileStat stat) {
        return new LandedFile(name, stat.size(), stat.modifiedMillis(), stat.etag(), null);
    }

    /** What tells it from another version of the same name. */
    public FileStat stat() {
        return new FileStat(size, modifiedMillis, etag);
    }

    /** What tells it from all other deliveries, also of the same name. */
    public FileVersion version() {
        return new FileVersion(name, stat());
    }

    /**
     * The same version, to be read in another way.
     *
     * @param other where it can be split; null for one task
     */
    public LandedFile framed(Framing other) {
        return new LandedFile(name, size, modifiedMillis, etag, other);
    }

    /** The name under which its producer delivered it, without folders. */
    public String deliveredAs() {
        return LandingNames.delivered(name);
    }

    /** Whether it is packed, and so can be read only from its begin. */
    public boolean packed() {
        return Packing.isOf(name) || LandingNames.isPart(name);
    }

    /**
     * What one pass over a big file found when it was offered.
     *
     * @param sha256 of the whole file, in hex
     * @param splits begins of records, the first of the file among them
     * @param dialect by which they are that
     */
    public record Framing(String sha256, List<SplitPoint> splits, Dialect dialect) implements Serializable {

        public Framing {
            splits = List.copyOf(splits);
        }

        static Framing of(FramingScan.Result scan, Dialect dialect) {
            return new Framing(scan.sha256(), scan.splits(), dialect);
        }

        /** The hash as bytes. */
        public byte[] hash() {
            return HexFormat.of().parseHex(sha256);
        }
    }
}
