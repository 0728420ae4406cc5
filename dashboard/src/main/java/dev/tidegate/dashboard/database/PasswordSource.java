package dev.tidegate.dashboard.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the password is found; asked for each new connection, so that a changed one needs no restart. */
public sealed interface PasswordSource
        permits PasswordSource.OfDriver, PasswordSource.InFile, PasswordSource.InVariable, PasswordCommand {

    /** The password; null where the driver looks for it. */
    String password() throws IOException;

    /** The driver reads {@code ~/.pgpass}. */
    record OfDriver() implements PasswordSource {
        @Override
        public String password() {
            return null;
        }
    }

    /**
     * The first line of a file.
     *
     * @param path of the file
     */
    record InFile(Path path) implements PasswordSource {
        @Override
        public String password() throws IOException {
            try {
                return Files.readString(path).lines().findFirst().orElse("");
            } catch (IOException e) {
                throw new IOException("Cannot read the password file " + e.getMessage(), e);
            }
        }
    }

    /** As a variable of the environment says: for those who can have no file. Nothing prints it. */
    record InVariable(String password) implements PasswordSource {
        @Override
        public String toString() {
            return "InVariable";
        }
    }
}
