package dev.tidegate.generator.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import dev.tidegate.generator.lines.CsvFormat;
import dev.tidegate.generator.lines.EventFormat;
import dev.tidegate.generator.lines.Line;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What was meant by each line written, for a test of the whole to compare with what arrived. Written before a file
 * can be seen: after a crash it may hold lines of a file that never came, but every file that comes has its lines in it.
 */
public final class Truth implements Closeable {

    private final CsvFormat csv = new CsvFormat();
    private final Writer writer;

    private Truth(Writer writer) {
        this.writer = writer;
    }

    /** Writes nothing. */
    public static Truth untold() {
        return new Truth(Writer.nullWriter());
    }

    /**
     * Appends the lines of {@code file}.
     *
     * @throws IOException if it cannot be written
     */
    public static Truth toldTo(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        BufferedWriter writer = Files.newBufferedWriter(file, UTF_8, CREATE, APPEND);
        if (Files.size(file) == 0) {
            writer.write("file,line,kind,event_id,timestamp\n");
        }
        return new Truth(writer);
    }

    void tell(String file, long lineNumber, Line line) throws IOException {
        writer.write(csv.line(
                file,
                Long.toString(lineNumber),
                line.kind().word(),
                line.eventId().toString(),
                EventFormat.text(line.timestamp())));
        writer.write('\n');
    }

    void flush() throws IOException {
        writer.flush();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
