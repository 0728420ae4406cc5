package dev.tidegate.dashboard;

import dev.tidegate.dashboard.database.ConnectionSettings;
import dev.tidegate.dashboard.database.PasswordSource;
import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How the dashboard connects to the database of a test: as the reader, with its password in a file. */
public final class TestSettings {
    private TestSettings() {}

    /** Writes the password into the folder. */
    public static ConnectionSettings of(TestDatabase database, Path folder) {
        try {
            Path password = Files.writeString(
                    folder.resolve("password"), database.reader().password() + System.lineSeparator());
            return new ConnectionSettings(
                    database.jdbcUrl(), database.reader().user(), new PasswordSource.InFile(password));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
