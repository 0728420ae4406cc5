package dev.tidegate.ingest.options;

import dev.tidegate.ingest.load.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the database is and who logs in. */
public final class DatabaseOptions {

    @Option(
            names = "--jdbc-url",
            paramLabel = "URL",
            defaultValue = "${env:TIDEGATE_JDBC_URL:-jdbc:postgresql://127.0.0.1:5432/tidegate}",
            description = "the database (default: ${DEFAULT-VALUE})")
    private String jdbcUrl;

    @Option(
            names = "--user",
            paramLabel = "ROLE",
            defaultValue = "${env:TIDEGATE_USER:-" + Option.NULL_VALUE + "}",
            description = "login role (default: tidegate_job for the job, tidegate_admin for the operator's commands)")
    private String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            defaultValue = "${env:TIDEGATE_PASSWORD_FILE:-" + Option.NULL_VALUE + "}",
            description = "file whose first line is the password; without it ~/.pgpass is asked")
    private Path passwordFile;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * The database, not yet connected to.
     *
     * @param defaultUser the login of the program, where the options name none
     * @throws ParameterException if the URL is none of PostgreSQL or holds a password, or the password file cannot be read
     */
    public Database database(String defaultUser) {
        if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '--jdbc-url': '%s' is not jdbc:postgresql://host:port/database"
                            .formatted(jdbcUrl));
        }
        if (jdbcUrl.toLowerCase(Locale.ROOT).contains("password=")) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '--jdbc-url': it holds a password, which everybody sees in the process list;"
                            + " expected --password-file or ~/.pgpass");
        }
        return new Database(jdbcUrl, user == null ? defaultUser : user, password());
    }

    private String password() {
        if (passwordFile == null) {
            return null;
        }
        try {
            return Database.passwordFrom(passwordFile);
        } catch (IOException e) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '--password-file': '%s' is not a file that can be read: %s"
                            .formatted(passwordFile, e),
                    e);
        }
    }
}
