package dev.tidegate.ingest.csv;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.Sha256;
import dev.tidegate.ingest.files.UnusableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.List;

/** One pass over a big file: what its bytes hash to, and where it can be cut so that the parts can be read side by side. */
public final class FramingScan {

    /**
     * What it found.
     *
     * @param sha256 of all bytes, in lower-case hexadecimal
     * @param splits where the parts begin: the start of the file, then records at least the split size apart
     */
    public record Result(String sha256, List<SplitPoint> splits) {}

    private FramingScan() {}

    /**
     * Reads a file to its end.
     *
     * @param in at the start of the file
     * @param columns that its header must name
     */
    public static Result scan(InputStream in, Dialect dialect, Columns columns, long splitSize) throws IOException {
        DigestInputStream hashed = Sha256.hashed(in);
        List<SplitPoint> splits = new ArrayList<>(List.of(SplitPoint.START_OF_FILE));
        try {
            RecordScanner scanner = new RecordScanner(hashed, dialect, 0, 0, 1);
            FileHead head = FileHead.read(scanner, columns, FileLimits.NONE);
            boolean canBeCut =
                    head.hasRecords() && Encoding.isStateless(scanner.dialect().charset());
            long following = splitSize;
            while (canBeCut && scanner.next()) {
                if (scanner.offset() >= following) {
                    splits.add(new SplitPoint(scanner.offset(), scanner.line()));
                    following = scanner.offset() + splitSize;
                }
            }
        } catch (UnusableFileException e) {
            // Told by the task that reads it, as of any other file.
        }
        hashed.transferTo(OutputStream.nullOutputStream());
        return new Result(Sha256.ofRead(hashed), List.copyOf(splits));
    }
}
