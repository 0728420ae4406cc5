package dev.tidegate.dashboard.panel;

import dev.tidegate.dashboard.PageBenchmark;
import dev.tidegate.dashboard.database.ConnectionSettings;
import dev.tidegate.dashboard.database.Database;
import dev.tidegate.dashboard.database.DatabaseException;
import dev.tidegate.dashboard.database.PasswordSource;
import dev.tidegate.postgres.LocalDatabase;
import dev.tidegate.postgres.LocalRole;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times each query of the page past the memory of {@link Answers}, in a database of its own that is filled first, and then
 * counts what viewers cost. Ends with 1 where a 95th percentile is above the limit. Or times the page in a browser.
 */
@Command(
        name = "bench.sh dashboard",
        mixinStandardHelpOptions = true,
        description =
                "Times each query of the dashboard's page, on one connection, past its memory of answers, and counts what"
                        + " the database runs for 1 viewer and for 50.")
final class PanelBenchmark implements Callable<Integer> {
    private static final List<String> RANGES = List.of("15m", "1h", "6h", "24h", "7d", "30d");
    private static final int WARM_UP = 5;
    private static final String NEWEST = """
            SELECT max(event_timestamp) AS newest FROM event_details
            WHERE event_timestamp >= (SELECT newest_hour FROM newest_sales)
            """;

    @Option(
            names = "--millions",
            paramLabel = "N",
            defaultValue = "10",
            description = "Millions of events, over 30 days (default: ${DEFAULT-VALUE}).")
    private int millions;

    @Option(
            names = "--users",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Users who did them (default: ${DEFAULT-VALUE}).")
    private int users;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "100",
            description = "How often each query is asked (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description =
                    "Where the database is kept; filled if it is not there. Default: one of its own, deleted at the end.")
    private Path kept;

    @Option(
            names = "--results",
            paramLabel = "FOLDER",
            defaultValue = "data/bench",
            description = "For bench-dashboard.csv, or bench-page.csv (default: ${DEFAULT-VALUE}).")
    private Path results;

    @Option(
            names = "--all-types",
            description =
                    "Events of all seven types, of guests, too, and in two currencies, so that every panel shows.")
    private boolean allTypes;

    @Option(
            names = "--limit",
            paramLabel = "MS",
            defaultValue = "50",
            description = "A 95th percentile of a query above it is told, and ends with 1 (default: ${DEFAULT-VALUE}).")
    private double limit;

    @Option(
            names = "--page",
            description = "Times the page in a browser instead, as often as --rounds says, until all panels are drawn:"
                    + " with no answer kept, and with all of them. Screenshots go to --results.")
    private boolean page;

    private final List<String> csv = new ArrayList<>(List.of("panel,range,narrowed,p50_ms,p95_ms,max_ms,rows"));
    private double worst;
    private String worstOf = "";

    public static void main(String[] args) {
        System.exit(new CommandLine(new PanelBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path folder = kept == null ? Files.createTempDirectory("tidegate-bench-") : kept;
        try {
            return measure(folder.resolve("postgres"));
        } finally {
            if (kept == null) {
                delete(folder);
            }
        }
    }

    private int measure(Path data) throws Exception {
        boolean isNew = Files.notExists(data);
        try (LocalDatabase server = LocalDatabase.start(data, 0, Path.of("postgres_setup.sql"), PanelBenchmark::say)) {
            if (isNew) {
                fill(server);
            }
            ConnectionSettings settings = new ConnectionSettings(
                    server.jdbcUrl(),
                    LocalRole.DASHBOARD.user(),
                    new PasswordSource.InFile(server.passwordFile(LocalRole.DASHBOARD)));
            if (page) {
                new PageBenchmark(settings, rounds, results).run();
                sayLoad();
                return 0;
            }
            try (Database database = Database.at(settings, 1)) {
                time(database);
            }
            Files.createDirectories(results);
            Files.write(results.resolve("bench-dashboard.csv"), csv);
            ViewersBenchmark viewers = new ViewersBenchmark(server, data.resolve("server.log"));
            long ofOne = viewers.statementsFor(1);
            long ofFifty = viewers.statementsFor(50);
            sayLoad();
            System.out.printf(
                    Locale.ROOT,
                    "dashboard_p95_ms=%.1f panel=%s viewers_1_queries=%d viewers_50_queries=%d%n",
                    worst,
                    worstOf,
                    ofOne,
                    ofFifty);
            return worst > limit ? 1 : 0;
        }
    }

    private static void sayLoad() {
        System.out.printf(
                Locale.ROOT,
                "load of the machine: %.1f on %d cores (numbers count for something where it is about 1)%n",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().availableProcessors());
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private void fill(LocalDatabase server) throws IOException, SQLException {
        long began = System.nanoTime();
        try (Connection connection = server.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute("SET bench.millions = '%d'".formatted(millions));
            statement.execute("SET bench.users = '%d'".formatted(users));
            statement.execute("SET bench.all_types = '%s'".formatted(allTypes));
            // One by one: the first commits as it goes, and VACUUM wants no transaction around it.
            for (String part :
                    Files.readString(Path.of("scripts/bench-dashboard.sql")).split("\n\n", -1)) {
                statement.execute(part);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%d million events of %d users are there after %d s%n",
                millions,
                users,
                Duration.ofNanos(System.nanoTime() - began).toSeconds());
    }

    private void time(Database database) {
        // It may have been filled a while ago: the newest event is now.
        Instant newest = Instant.parse(
                (String) database.query(NEWEST, Map.of()).records().get(0).get("newest"));
        System.out.printf(
                "%-20s %-6s %-24s %8s %8s %8s %6s%n",
                "panel", "range", "narrowed", "p50 ms", "p95 ms", "max ms", "rows");
        for (Panel panel : Panel.values()) {
            for (String range : panel.isRanged() ? RANGES : RANGES.subList(0, 1)) {
                for (Map<Filter, Object> narrowed : narrowed(panel)) {
                    time(database, panel, range, narrowed, newest);
                }
            }
        }
    }

    /** All of it, and what the page narrows it to: user 1 is the most active one. */
    private static List<Map<Filter, Object>> narrowed(Panel panel) {
        List<Map<Filter, Object>> narrowed = new ArrayList<>(List.of(Map.of()));
        if (panel.filters().contains(Filter.CATEGORY)) {
            narrowed.add(Map.of(Filter.CATEGORY, "Books"));
        }
        if (panel == Panel.TOP_USERS) {
            narrowed.add(Map.of(Filter.ORDER, "orders"));
            narrowed.add(Map.of(Filter.ORDER, "revenue"));
            narrowed.add(Map.of(Filter.ORDER, "revenue", Filter.CATEGORY, "Books"));
        } else if (panel == Panel.EVENTS) {
            narrowed.add(Map.of(Filter.TYPE, "refund"));
            narrowed.add(Map.of(Filter.PRODUCT, "1"));
            narrowed.add(Map.of(Filter.USER, "1"));
        }
        return narrowed;
    }

    private void time(Database database, Panel panel, String range, Map<Filter, Object> narrowed, Instant now) {
        Question question = new Question(panel, new TimeRange.Last(TimeRange.NAMED.get(range)), narrowed);
        double[] took = new double[rounds];
        int rows = 0;
        for (int round = -Math.min(WARM_UP, rounds); round < rounds; round++) {
            Map<String, Object> parameters = question.parameters(question.span(now));
            long began = System.nanoTime();
            try {
                rows = database.query(panel.sql(), parameters).rows().size();
            } catch (DatabaseException e) {
                // The database ended it after ten seconds, and so long it took.
                rows = 0;
            }
            if (round >= 0) {
                took[round] = Duration.ofNanos(System.nanoTime() - began).toNanos() / 1e6;
            }
        }
        Arrays.sort(took);
        double p95 = took[(int) Math.ceil(rounds * 0.95) - 1];
        String shown = panel.isRanged() ? range : "-";
        String by = narrowed.entrySet().stream()
                .map(entry -> entry.getKey().parameter() + "=" + entry.getValue())
                .sorted()
                .collect(Collectors.joining(" "));
        if (p95 > worst) {
            worst = p95;
            worstOf = Stream.of(panel.label(), panel.isRanged() ? range : "", by.replace(' ', '&'))
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.joining("/"));
        }
        System.out.printf(
                Locale.ROOT,
                "%-20s %-6s %-24s %8.1f %8.1f %8.1f %6d%s%n",
                panel.label(),
                shown,
                by,
                took[rounds / 2],
                p95,
                took[rounds - 1],
                rows,
                p95 > limit ? "  above the limit" : "");
        csv.add(String.format(
                Locale.ROOT,
                "%s,%s,%s,%.1f,%.1f,%.1f,%d",
                panel.label(),
                shown,
                by,
                took[rounds / 2],
                p95,
                took[rounds - 1],
                rows));
    }
}
