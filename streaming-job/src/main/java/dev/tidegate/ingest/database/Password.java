package dev.tidegate.ingest.database;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * How the password of a login is found. Asked each time a session is opened, and where it is opened: for the copies of a large
 * micro-batch that is the machine of an executor.
 */
public sealed interface Password extends Serializable permits Password.Known, PasswordCommand {

    /** Asks the server for nothing, or leaves it to the driver to look into {@code ~/.pgpass}. */
    static Password none() {
        return new Known(null);
    }

    static Password of(String password) {
        return new Known(password);
    }

    /** Reads it now, from the first line of a file: executors have not got the file. */
    static Password from(Path file) throws IOException {
        return new Known(Files.readString(file).lines().findFirst().orElse(""));
    }

    /**
     * Runs it each time.
     *
     * @param command for {@code /bin/sh}; the first line of what it prints is the password
     */
    static Password byCommand(String command) {
        return new PasswordCommand(command);
    }

    /**
     * The password; null where none is known.
     *
     * @throws SQLException if there is no answer; its SQLSTATE tells whether waiting can help
     */
    String ask() throws SQLException;

    /** One that is known from the start. */
    record Known(String password) implements Password {

        @Override
        public String ask() {
            return password;
        }

        @Override
        public String toString() {
            return password == null ? "none" : "a password";
        }
    }
}
