package dev.tidegate.dashboard;

import dev.tidegate.dashboard.Dashboard.AlertSettings;
import dev.tidegate.dashboard.alerts.Alerts;
import dev.tidegate.dashboard.alerts.RuleFile;
import dev.tidegate.dashboard.alerts.Rules;
import dev.tidegate.dashboard.database.ConnectionSettings;
import dev.tidegate.dashboard.database.PasswordCommand;
import dev.tidegate.dashboard.database.PasswordSource;
import dev.tidegate.dashboard.web.AllowedHosts;
import dev.tidegate.ingest.yaml.YamlException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: reads the options and runs the dashboard until it is told to stop. */
@Command(
        name = "dashboard",
        mixinStandardHelpOptions = true,
        versionProvider = DashboardMain.Version.class,
        sortOptions = false,
        usageHelpWidth = 110,
        headerHeading = "Shows what the shop sells and how its files are loaded, on a web page.%n%n",
        optionListHeading = "%nOptions; each can also be set as TIDEGATE_DASHBOARD_<NAME>, for example"
                + " TIDEGATE_DASHBOARD_JDBC_URL:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:stopped by a signal", "1:could not start", "2:wrong options"})
public final class DashboardMain implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Option(
            names = "--jdbc-url",
            paramLabel = "URL",
            defaultValue = "jdbc:postgresql://127.0.0.1:5432/tidegate",
            description = "Where the database is. Default: ${DEFAULT-VALUE}")
    private String jdbcUrl;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "tidegate_dashboard",
            description = "A login in the group role tidegate_reader. Default: ${DEFAULT-VALUE}")
    private String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "Its first line is the password. Without file and command TIDEGATE_DASHBOARD_PASSWORD is taken, or"
                            + " ~/.pgpass asked.")
    private Path passwordFile;

    @Option(
            names = "--password-command",
            paramLabel = "CMD",
            description = "The first line of its output is the password, asked anew for each connection: for tokens"
                    + " that expire.")
    private String passwordCommand;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Where to listen; 0 takes any free one. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on. There is no login: what others can reach, others can read."
                    + " Default: ${DEFAULT-VALUE}")
    private String bind;

    @Option(
            names = "--allowed-hosts",
            paramLabel = "NAMES",
            defaultValue = "",
            description =
                    "Host names the page is opened by, separated by commas, beside localhost; a request that names"
                            + " another host is refused. * allows any, and so any web page to read this one through a name of"
                            + " its own. Default: on a loopback address none, else any address but no name")
    private String allowedHosts;

    @Option(
            names = "--alerts",
            paramLabel = "FILE",
            description = "Rules of what people are told of, and where; docs/alerts.md tells the form. Default: none")
    private Path alerts;

    @Option(
            names = "--alerts-state",
            paramLabel = "FILE",
            defaultValue = "data/alerts.json",
            description = "Where it is kept which alerts have begun and what is still to be sent, so that a restart"
                    + " neither repeats nor forgets it. One process uses it at a time. Default: ${DEFAULT-VALUE}")
    private Path alertsState;

    private final Map<String, String> environment;

    DashboardMain(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Runs the program and ends the process. */
    public static void main(String[] args) {
        System.exit(commandLine(System.getenv()).execute(args));
    }

    /** The program as a command; executing it returns its exit code. */
    static CommandLine commandLine(Map<String, String> environment) {
        return new CommandLine(new DashboardMain(environment))
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .setParameterExceptionHandler((wrong, args) -> {
                    PrintWriter err = wrong.getCommandLine().getErr();
                    if (wrong.getCause() instanceof YamlException faults) {
                        faults.getMessage().lines().forEach(err::println);
                    } else {
                        err.println("dashboard: " + oneLine(wrong));
                    }
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
                    commandLine.getErr().println("dashboard: " + oneLine(failure));
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    /** Serves until the process is told to stop. */
    @Override
    public Integer call() throws InterruptedException {
        ConnectionSettings settings = settings();
        check();
        AllowedHosts hosts = hosts();
        Optional<AlertSettings> alertSettings = alertSettings();
        CountDownLatch stopped = new CountDownLatch(1);
        Dashboard dashboard = new Dashboard(settings, bind, port, hosts, alertSettings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            dashboard.close();
            stopped.countDown();
        }));
        dashboard.start();
        command.commandLine().getOut().println("The dashboard is at " + dashboard.address());
        command.commandLine().getOut().flush();
        stopped.await();
        return CommandLine.ExitCode.OK;
    }

    /** How it logs in, by the options. */
    ConnectionSettings settings() {
        if (passwordFile != null && !Files.isReadable(passwordFile)) {
            throw wrong("--password-file", passwordFile + " cannot be read");
        }
        boolean onCommandLine = command.commandLine().getParseResult().hasMatchedOption("--jdbc-url");
        if (onCommandLine && jdbcUrl.contains("sslpassword=")) {
            throw wrong(
                    "--jdbc-url",
                    "the password of a key in it would be seen by every user of the machine;"
                            + " put the URL into TIDEGATE_DASHBOARD_JDBC_URL");
        }
        try {
            return new ConnectionSettings(jdbcUrl, user, password());
        } catch (IllegalArgumentException e) {
            // Without the value: it may hold a password.
            throw wrong("--jdbc-url", e.getMessage());
        }
    }

    private PasswordSource password() {
        if (passwordCommand != null && passwordFile != null) {
            throw wrong("--password-command", "there is a --password-file, too; expected one of them");
        }
        if (passwordCommand != null) {
            return new PasswordCommand(passwordCommand);
        }
        if (passwordFile != null) {
            return new PasswordSource.InFile(passwordFile);
        }
        String variable = environment.get("TIDEGATE_DASHBOARD_PASSWORD");
        return variable == null || variable.isEmpty()
                ? new PasswordSource.OfDriver()
                : new PasswordSource.InVariable(variable);
    }

    private void check() {
        if (port < 0 || port > 65_535) {
            throw wrong("--port", port + ", expected 0 to 65535");
        }
        try {
            InetAddress unused = InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw wrong("--bind", bind + " is no address of this machine");
        }
    }

    private Optional<AlertSettings> alertSettings() {
        if (alerts == null) {
            return Optional.empty();
        }
        try {
            Rules rules = RuleFile.read(alerts);
            Alerts.check(alertsState);
            return Optional.of(new AlertSettings(rules, alertsState));
        } catch (YamlException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        } catch (IOException e) {
            throw wrong(
                    "--alerts-state",
                    alertsState + " cannot be used: " + e + "; expected a file in a folder that"
                            + " this process may write to");
        }
    }

    private AllowedHosts hosts() {
        try {
            return AllowedHosts.of(bind, allowedHosts);
        } catch (IllegalArgumentException e) {
            throw wrong("--allowed-hosts", e.getMessage());
        }
    }

    private ParameterException wrong(String option, String why) {
        return new ParameterException(command.commandLine(), "Wrong value for " + option + ": " + why);
    }

    private static String oneLine(Throwable failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.lines().findFirst().orElse("").strip();
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = DashboardMain.class.getPackage().getImplementationVersion();
            return new String[] {"dashboard " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
