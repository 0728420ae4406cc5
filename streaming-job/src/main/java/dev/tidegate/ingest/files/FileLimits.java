package dev.tidegate.ingest.files;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;

/**
 * What a file may cost. One that goes beyond goes to quarantine whole: who makes such a file by mistake learns it, and who
 * makes it on purpose has not filled the database.
 *
 * @param growth to how many times its size a file may grow, when it is unpacked and in the values of its extra columns, which
 *     are kept with their names in each row; the first {@link #FREE_GROWTH} bytes are free
 * @param rejects records of a file that may be rejected; each is kept as a dead letter
 * @param headerBytes bytes of the header
 * @param columns columns that it may name
 */
public record FileLimits(int growth, long rejects, int headerBytes, int columns) implements Serializable {

    /** Nothing is refused: for files that were let in before. */
    public static final FileLimits NONE =
            new FileLimits(Integer.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** What holds where nobody says otherwise. */
    public static final FileLimits DEFAULT = new FileLimits(200, 100_000, 16 << 10, 500);

    /** So much may come of any file, however small it is. */
    public static final long FREE_GROWTH = 64L << 20;

    /** @throws IllegalArgumentException if one is less than 1 */
    public FileLimits {
        if (growth < 1 || rejects < 0 || headerBytes < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "Limits are growth %d, rejects %d, header bytes %d, columns %d: expected 1 or more, of rejects 0 or more"
                            .formatted(growth, rejects, headerBytes, columns));
        }
    }

    /** The most that may come of a file of that many bytes. */
    public long grown(long size) {
        return growth == Integer.MAX_VALUE || size > Long.MAX_VALUE / growth
                ? Long.MAX_VALUE
                : Math.max(FREE_GROWTH, growth * size);
    }

    public UnusableFileException tooMuchUnpacked(long size) {
        return unusable(
                UnusableFileException.GROWS_TOO_LARGE,
                "The packed file of %,d bytes unpacks to more than %,d: see --max-growth",
                size,
                grown(size));
    }

    /**
     * Why a file has too much in its extra columns; empty if it has not.
     *
     * @param extra bytes of their names and values, in all rows
     * @param size of the file, packed if it is
     */
    public Optional<UnusableFileException> tooMuchExtra(long extra, long size) {
        return extra <= grown(size)
                ? Optional.empty()
                : Optional.of(unusable(
                        UnusableFileException.GROWS_TOO_LARGE,
                        "The extra columns of the file of %,d bytes take more than %,d with their names in each row: see --max-growth",
                        size,
                        grown(size)));
    }

    /**
     * Why a file has too many rejects; empty if it has not.
     *
     * @param rejected records that were rejected so far
     * @param first line and reason of the first of them
     */
    public Optional<UnusableFileException> tooManyRejects(long rejected, String first) {
        return rejected <= rejects
                ? Optional.empty()
                : Optional.of(unusable(
                        UnusableFileException.TOO_MANY_REJECTS,
                        "More than %,d records would be rejected, the first: %s; see --max-rejects-per-file",
                        rejects,
                        first));
    }

    public void checkHeader(long bytes, int fields) throws UnusableFileException {
        if (bytes > headerBytes) {
            throw unusable(
                    UnusableFileException.HEADER_TOO_LONG,
                    "The header has %,d bytes, expected at most %,d: see --max-header-bytes",
                    bytes,
                    headerBytes);
        }
        if (fields > columns) {
            throw unusable(
                    UnusableFileException.TOO_MANY_COLUMNS,
                    "The header names %,d columns, expected at most %,d: see --max-columns",
                    fields,
                    columns);
        }
    }

    private static UnusableFileException unusable(String reason, String message, Object... values) {
        return new UnusableFileException(reason, String.format(Locale.ROOT, message, values));
    }
}
