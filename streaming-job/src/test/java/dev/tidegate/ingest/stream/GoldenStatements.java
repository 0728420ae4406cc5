package dev.tidegate.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The statements that are made for the stream of events, compared with {@code events.sql} beside the test: there they can be
 * read whole. {@code -Dtidegate.golden.write=FOLDER} writes what is made now, for a look at the difference.
 */
public final class GoldenStatements {

    private static final String FILE = "events.sql";

    private GoldenStatements() {}

    /** The statements by their names must be those of the file. */
    public static void assertGolden(Class<?> beside, Map<String, String> statements) throws IOException {
        String made = statements.entrySet().stream()
                .map(statement -> "-- " + statement.getKey() + "\n" + statement.getValue() + "\n")
                .collect(Collectors.joining("\n"));
        String folder = System.getProperty("tidegate.golden.write");
        if (folder != null) {
            Files.writeString(Path.of(folder, beside.getSimpleName() + ".sql"), made);
        }
        try (InputStream golden = beside.getResourceAsStream(FILE)) {
            assertThat(made).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
