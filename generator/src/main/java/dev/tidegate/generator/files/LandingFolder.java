package dev.tidegate.generator.files;

import dev.tidegate.generator.lines.EventFormat;
import dev.tidegate.generator.lines.Kind;
import dev.tidegate.generator.lines.Line;
import dev.tidegate.generator.lines.Lines;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The folder where event files land. No file in it is ever overwritten. */
public final class LandingFolder {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;
    private final Truth truth;
    private final String header;
    private long number;

    /**
     * Makes the folder if it is missing.
     *
     * @throws IOException if it cannot be made
     */
    public LandingFolder(Path folder, Truth truth) throws IOException {
        this(folder, truth, EventFormat.HEADER);
    }

    /** The same for files with another first line. */
    public LandingFolder(Path folder, Truth truth, String header) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.truth = truth;
        this.header = header;
    }

    /**
     * Writes the next file: a header and {@code count} lines.
     *
     * @throws IOException if it cannot be written; then nothing of it is left
     */
    public WrittenFile write(Lines lines, int count) throws IOException {
        try (PendingFile file = claim(lines.now())) {
            WrittenFile written = fill(file, lines, count);
            truth.flush();
            file.publish();
            return written;
        }
    }

    /**
     * Takes the next free name. Milliseconds keep two runs apart and the number the files of a run; should a name be
     * taken nevertheless, only the holder of its temporary file may see that it is free and use it.
     */
    private PendingFile claim(Instant time) throws IOException {
        while (true) {
            String name = nextName(time);
            Path target = folder.resolve(name);
            try {
                PendingFile file = new PendingFile(folder.resolve(name + ".tmp"), target);
                if (Files.notExists(target)) {
                    return file;
                }
                file.close();
            } catch (FileAlreadyExistsException claimedByAnother) {
                // Then the next name.
            }
        }
    }

    private String nextName(Instant time) {
        number++;
        return String.format(Locale.ROOT, "events-%s-%06d.csv", TIME.format(time), number);
    }

    private WrittenFile fill(PendingFile file, Lines lines, int count) throws IOException {
        Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
        file.write(header);
        for (int i = 0; i < count; i++) {
            Line line = lines.next();
            file.write(line.text());
            truth.tell(file.name(), i + 2L, line);
            kinds.merge(line.kind(), 1, Integer::sum);
        }
        return new WrittenFile(file.name(), kinds);
    }
}
