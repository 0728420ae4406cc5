package dev.tidegate.dashboard.database;

import java.util.Objects;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Where the database is and who logs in.
 *
 * @param jdbcUrl {@code jdbc:postgresql://host:port/database}, without a password
 * @param user a login in the group role tidegate_reader
 * @param password asked for each connection
 */
public record ConnectionSettings(String jdbcUrl, String user, PasswordSource password) {
    /** @throws IllegalArgumentException where the driver does not take the URL, or it holds a password */
    public ConnectionSettings {
        Objects.requireNonNull(user, "user is null");
        Objects.requireNonNull(password, "password is null");
        Properties parsed = Driver.parseURL(jdbcUrl, null);
        if (parsed == null) {
            throw new IllegalArgumentException("expected jdbc:postgresql://host:port/database");
        }
        if (PGProperty.PASSWORD.getOrDefault(parsed) != null) {
            throw new IllegalArgumentException("a password in it would be seen by every user of the machine;"
                    + " put it into a file and name that with --password-file");
        }
    }

    /** Host, port and database, fit for a message. */
    String where() {
        Properties parsed = Objects.requireNonNull(Driver.parseURL(jdbcUrl, null));
        return PGProperty.PG_DBNAME.getOrDefault(parsed) + " at " + PGProperty.PG_HOST.getOrDefault(parsed) + ":"
                + PGProperty.PG_PORT.getOrDefault(parsed);
    }
}
