package dev.tidegate.ingest.csv;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.UnusableFileException;
import dev.tidegate.ingest.json.JsonPaths;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What the begin of a file says of all of it.
 *
 * @param dialect by which it is read: a byte order mark and a line {@code sep=;} come before what is known of it
 * @param header null where it has none: no line, or lines of JSON
 * @param json where the values are in lines of JSON; null of other files
 * @param headerOffset place of the header's first byte; 0 where no line is the header
 * @param headerLength bytes of the header, the line end not counted; 0 where no line is the header
 * @param records where the first record is looked for
 * @param linesAbove lines above the header, or above the records of a file without one
 * @param above what stands there, in its first lines
 * @param comments how many lines up to there are comments
 */
public record FileHead(
        Dialect dialect,
        Header header,
        JsonPaths json,
        long headerOffset,
        long headerLength,
        SplitPoint records,
        long linesAbove,
        List<String> above,
        long comments) {

    /**
     * That of a file, from its first bytes.
     *
     * @throws UnusableFileException if the header does not name the columns, or is beyond the limits
     */
    public static FileHead of(InputStream in, Dialect dialect, Columns columns, FileLimits limits) throws IOException {
        return read(new RecordScanner(in, dialect, 0, 0, 1), columns, limits);
    }

    /** Whether there can be records. */
    boolean hasRecords() {
        return header != null || json != null;
    }

    /** Tells a scanner that stands behind the head what the records are like. */
    void prepare(RecordScanner scanner) throws IOException {
        expect(scanner, header);
    }

    private static void expect(RecordScanner scanner, Header header) throws IOException {
        if (scanner.dialect().isJson()) {
            scanner.expect(1, 1);
        } else if (header != null) {
            int most = header.fieldCount();
            scanner.expect(most, scanner.dialect().strict() ? most : header.leastFieldCount());
        }
    }

    static FileHead read(RecordScanner scanner, Columns columns, FileLimits limits) throws IOException {
        return new Reader(scanner, columns, limits).read();
    }

    /** Looks for the header, from the start of the file on. */
    private static final class Reader {
        private final RecordScanner scanner;
        private final Columns columns;
        private final FileLimits limits;
        private final List<String> lines = new ArrayList<>();

        Reader(RecordScanner scanner, Columns columns, FileLimits limits) {
            this.scanner = scanner;
            this.columns = columns;
            this.limits = limits;
        }

        FileHead read() throws IOException {
            scanner.expect(0, 0);
            if (scanner.dialect().isJson()) {
                return behind(null, 0, 0, scanner.nextLine() - 1);
            }
            HeaderForm form = scanner.dialect().header();
            if (form.place() == HeaderForm.Place.NONE) {
                return behind(Header.without(form.names(), columns), 0, 0, scanner.nextLine() - 1);
            }
            if (!scanner.next()) {
                return behind(null, 0, 0, 0);
            }
            if (form.place() == HeaderForm.Place.FIND) {
                find();
            }
            if (scanner.problem() != null) {
                throw new UnusableFileException(
                        UnusableFileException.BAD_HEADER,
                        "The header in line " + scanner.line() + " cannot be read, "
                                + scanner.problem().code() + ": " + scanner.message()
                                + FirstBytesHint.of(scanner.firstBytes(), scanner.dialect()));
            }
            limits.checkHeader(scanner.length(), scanner.fields());
            return behind(header(cells()), scanner.offset(), scanner.length(), scanner.line() - 1);
        }

        private Header header(List<String> cells) throws UnusableFileException {
            try {
                return Header.of(cells, columns, scanner.dialect().strict());
            } catch (UnusableFileException e) {
                String kind = FirstBytesHint.ofKind(scanner.firstBytes());
                String hint = !kind.isEmpty()
                        ? kind
                        : e.reason().equals(UnusableFileException.MISSING_COLUMN)
                                ? HeaderHint.of(cells, scanner.dialect())
                                : "";
                throw hint.isEmpty() ? e : new UnusableFileException(e.reason(), e.getMessage() + hint, e);
            }
        }

        private void find() throws IOException {
            List<String> first = scanner.problem() == null ? cells() : List.of(scanner.message());
            while (scanner.problem() != null || !Header.names(cells(), columns)) {
                lines.add(scanner.shown());
                if (scanner.line() > HeaderForm.LOOKED_THROUGH || !scanner.next()) {
                    throw new UnusableFileException(
                            UnusableFileException.MISSING_COLUMN,
                            "None of the first %d lines names %s; the first that is not blank names %s"
                                    .formatted(
                                            Math.min(scanner.nextLine() - 1, HeaderForm.LOOKED_THROUGH),
                                            String.join(", ", Header.asked(columns)),
                                            Header.shown(String.join(", ", first))));
                }
            }
        }

        private List<String> cells() {
            List<String> cells = new ArrayList<>();
            for (int field = 0; field < scanner.fields(); field++) {
                cells.add(scanner.text(field));
            }
            return cells;
        }

        private FileHead behind(Header header, long offset, long length, long linesAbove) throws IOException {
            expect(scanner, header);
            List<String> above = new ArrayList<>(scanner.above().first());
            above.addAll(scanner.comments().first());
            above.addAll(lines.subList(0, Math.min(lines.size(), PassedOver.KEPT)));
            return new FileHead(
                    scanner.dialect(),
                    header,
                    scanner.dialect().isJson() ? columns.paths() : null,
                    offset,
                    length,
                    new SplitPoint(scanner.nextOffset(), scanner.nextLine()),
                    linesAbove,
                    List.copyOf(above),
                    scanner.comments().count());
        }
    }
}
