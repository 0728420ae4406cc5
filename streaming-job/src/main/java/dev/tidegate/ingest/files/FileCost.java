package dev.tidegate.ingest.files;

/** What one file, or one range of it, has cost so far, beside its reading. */
public final class FileCost {

    private final FileLimits limits;
    private final long size;
    private long extra;
    private long rejected;
    private String firstReject;
    private UnusableFileException beyond;

    /** @param size of the whole file, packed if it is, in bytes */
    public FileCost(FileLimits limits, long size) {
        this.limits = limits;
        this.size = size;
    }

    /** A row is kept with so many bytes of names and values of extra columns. */
    public void addExtra(long bytes) {
        extra += bytes;
        if (beyond == null) {
            beyond = limits.tooMuchExtra(extra, size).orElse(null);
        }
    }

    /** A record is rejected. */
    public void addReject(long line, String reason, String message) {
        if (firstReject == null) {
            firstReject = "line %d: %s: %s".formatted(line, reason, message);
        }
        rejected++;
        if (beyond == null) {
            beyond = limits.tooManyRejects(rejected, firstReject).orElse(null);
        }
    }

    /** Records rejected. */
    public long rejected() {
        return rejected;
    }

    /** The first of them, for people; null where there is none. */
    public String firstReject() {
        return firstReject;
    }

    /** Why the file costs too much, from the first moment on; null where it does not. */
    public UnusableFileException beyond() {
        return beyond;
    }
}
