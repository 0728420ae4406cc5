package dev.tidegate.ingest.options;

import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.database.Password;
import dev.tidegate.ingest.environment.EnvironmentDefaults;
import dev.tidegate.ingest.environment.FromEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the database is and who logs in. */
public final class DatabaseOptions {

    /** Not an option, too: everybody on the machine sees what stands on a command line. */
    private static final String PASSWORD = "TIDEGATE_PASSWORD";

    @FromEnvironment
    @Option(
            names = "--jdbc-url",
            paramLabel = "URL",
            defaultValue = "jdbc:postgresql://127.0.0.1:5432/tidegate",
            description = "the database (default: ${DEFAULT-VALUE})")
    private String jdbcUrl;

    @FromEnvironment
    @Option(
            names = "--user",
            paramLabel = "ROLE",
            description = "login role (default: tidegate_job for the job, tidegate_admin for the operator's commands)")
    private String user;

    @FromEnvironment
    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "file whose first line is the password; without file and command TIDEGATE_PASSWORD"
                    + " is taken, or ~/.pgpass asked")
    private Path passwordFile;

    @FromEnvironment
    @Option(
            names = "--password-command",
            paramLabel = "CMD",
            description =
                    "command whose first line of output is the password, asked anew for each session: for tokens that"
                            + " expire; on a cluster executors run it, too")
    private String passwordCommand;

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
        Properties parsed = Driver.parseURL(jdbcUrl, null);
        if (parsed == null) {
            // Without the value: what cannot be read may hold a password.
            throw wrong("--jdbc-url", "it cannot be read; expected jdbc:postgresql://host:port/database");
        }
        if (parsed.stringPropertyNames().stream().anyMatch(PGProperty.PASSWORD.getName()::equalsIgnoreCase)) {
            throw wrong(
                    "--jdbc-url",
                    "it holds a password, which everybody sees in the process list; expected --password-file,"
                            + " --password-command or ~/.pgpass");
        }
        if (PGProperty.SSL_PASSWORD.getOrDefault(parsed) != null && isOnCommandLine("--jdbc-url")) {
            throw wrong(
                    "--jdbc-url",
                    "it holds the password of a key, which everybody sees in the process list;"
                            + " expected it in TIDEGATE_JDBC_URL, or a key without a password");
        }
        return new Database(jdbcUrl, user == null ? defaultUser : user, password());
    }

    private Password password() {
        boolean byCommand = passwordCommand != null;
        if (byCommand && passwordFile != null) {
            throw wrong("--password-command", "there is a --password-file, too; expected one of them");
        }
        if (byCommand) {
            return Password.byCommand(passwordCommand);
        }
        if (passwordFile == null) {
            return EnvironmentDefaults.variable(PASSWORD).map(Password::of).orElseGet(Password::none);
        }
        try {
            return Password.from(passwordFile);
        } catch (IOException e) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '--password-file': '%s' is not a file that can be read: %s"
                            .formatted(passwordFile, e),
                    e);
        }
    }

    /** Whether somebody has said which database it is, and it is not only the default. */
    public boolean isNamed() {
        return isOnCommandLine("--jdbc-url")
                || EnvironmentDefaults.variable("TIDEGATE_JDBC_URL").isPresent();
    }

    private boolean isOnCommandLine(String option) {
        return command.commandLine().getParseResult().hasMatchedOption(option);
    }

    private ParameterException wrong(String option, String why) {
        return new ParameterException(
                command.commandLine(), "Invalid value for option '%s': %s".formatted(option, why));
    }
}
