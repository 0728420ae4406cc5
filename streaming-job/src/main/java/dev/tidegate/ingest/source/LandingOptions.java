package dev.tidegate.ingest.source;

import dev.tidegate.ingest.csv.Columns;
import dev.tidegate.ingest.files.FileLimits;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The options of the source {@code landing}.
 *
 * @param path the folder
 * @param leave whether files stay in it when they are loaded
 * @param recursive whether files are taken from folders below it, too
 * @param maxFilesPerTrigger most files in a micro-batch
 * @param maxBytesPerTrigger most bytes in a micro-batch, but one file at least
 * @param settle how long size and modification time of a file must have been still; zero trusts that files are renamed in
 * @param lookEvery how long to wait for the next look after one that left nothing waiting; zero leaves that to the trigger
 * @param wake whether a file that lands ends that wait
 * @param splitBytes a file larger than this is read by several tasks
 * @param files for a read that is no stream: what to read, in the form of an offset; null for a stream
 * @param gate name of the job's gate; null for none
 * @param limits of what a file may cost; {@link FileLimits#DEFAULT} where nothing is said
 * @param formats of files that are not in the native format, by their names; see {@link FileFormats#toOption}
 */
record LandingOptions(
        String path,
        boolean leave,
        boolean recursive,
        int maxFilesPerTrigger,
        long maxBytesPerTrigger,
        Duration settle,
        Duration lookEvery,
        boolean wake,
        long splitBytes,
        LandingOffset files,
        String gate,
        FileLimits limits,
        List<FileFormat> formats) {

    static final String FORMATS = "formats";

    /** What becomes of columns that are not asked for: {@code kept}, {@code left} or {@code refused}, by its schema's side. */
    static final String OTHER_COLUMNS = "otherColumns";

    static Columns.Others others(String option) {
        return option == null ? Columns.Others.KEPT : Columns.Others.valueOf(option.toUpperCase(Locale.ROOT));
    }

    static LandingOptions from(CaseInsensitiveStringMap options) {
        String path = options.get("path");
        if (path == null) {
            throw new IllegalArgumentException("Option path is missing: expected the folder in which files land");
        }
        return new LandingOptions(
                path,
                options.getBoolean("leave", false),
                options.getBoolean("recursive", false),
                Math.toIntExact(atLeast(1, "maxFilesPerTrigger", options.getLong("maxFilesPerTrigger", 3))),
                atLeast(1, "maxBytesPerTrigger", options.getLong("maxBytesPerTrigger", Long.MAX_VALUE)),
                Duration.ofMillis(atLeast(0, "settleMillis", options.getLong("settleMillis", 2000))),
                Duration.ofMillis(atLeast(0, "lookEveryMillis", options.getLong("lookEveryMillis", 0))),
                options.getBoolean("wake", false),
                atLeast(1, "splitBytes", options.getLong("splitBytes", 32L << 20)),
                options.containsKey("files") ? LandingOffset.parse(options.get("files")) : null,
                options.get("gate"),
                limits(options),
                FileFormats.fromOption(options.get(FORMATS)));
    }

    private static FileLimits limits(CaseInsensitiveStringMap options) {
        FileLimits usual = FileLimits.DEFAULT;
        return new FileLimits(
                options.getInt("maxGrowth", usual.growth()),
                options.getLong("maxRejectsPerFile", usual.rejects()),
                options.getInt("maxHeaderBytes", usual.headerBytes()),
                options.getInt("maxColumns", usual.columns()));
    }

    private static long atLeast(long least, String option, long value) {
        if (value < least) {
            throw new IllegalArgumentException("Option %s is %d: expected %d or more".formatted(option, value, least));
        }
        return value;
    }
}
