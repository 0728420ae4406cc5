package dev.tidegate.ingest.csv;

import dev.tidegate.ingest.files.Sha256;
import java.io.IOException;
import java.io.InputStream;
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

    /** Reads {@code in}, which is at the start of a file, to its end. */
    public static Result scan(InputStream in, Dialect dialect, long splitSize) throws IOException {
        DigestInputStream hashed = Sha256.hashed(in);
        RecordScanner scanner = new RecordScanner(hashed, dialect, 0, 0, 1);
        List<SplitPoint> splits = new ArrayList<>(List.of(SplitPoint.START_OF_FILE));
        long following = splitSize;
        if (scanner.next() && scanner.problem() == null) {
            scanner.expect(scanner.fields());
        }
        while (scanner.next()) {
            if (scanner.offset() >= following) {
                splits.add(new SplitPoint(scanner.offset(), scanner.line()));
                following = scanner.offset() + splitSize;
            }
        }
        return new Result(Sha256.ofRead(hashed), List.copyOf(splits));
    }
}
