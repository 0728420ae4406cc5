package dev.tidegate.ingest.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Statements that stand whole in files of their own, beside the class that runs them. */
public final class SqlFiles {

    private SqlFiles() {}

    /** The text of {@code name.sql} in the package of a class. */
    public static String read(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name + ".sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the statement " + name, e);
        }
    }
}
