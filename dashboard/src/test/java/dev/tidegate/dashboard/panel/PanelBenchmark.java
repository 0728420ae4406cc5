package dev.tidegate.dashboard.panel;

import dev.tidegate.dashboard.database.ConnectionSettings;
import dev.tidegate.dashboard.database.Database;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Times each query of the page against a database that is there, past the memory of {@link Answers}: arguments are JDBC
 * URL, user, rounds, and a password file if one is needed. Ends with 1 where a 95th percentile is above the limit.
 */
final class PanelBenchmark {
    private static final List<String> RANGES = List.of("15m", "1h", "6h", "24h", "7d", "30d");
    private static final double LIMIT_MS = 50;
    private static final int WARM_UP = 5;

    private final Database database;
    private final int rounds;
    private double worst;

    private PanelBenchmark(Database database, int rounds) {
        this.database = database;
        this.rounds = rounds;
    }

    public static void main(String[] args) {
        Optional<Path> password = args.length > 3 ? Optional.of(Path.of(args[3])) : Optional.empty();
        ConnectionSettings settings = new ConnectionSettings(args[0], args[1], password);
        double worst;
        try (Database database = Database.at(settings)) {
            worst = new PanelBenchmark(database, Integer.parseInt(args[2])).run();
        }
        System.out.printf(
                Locale.ROOT,
                "load of the machine: %.1f on %d cores (numbers count for something where it is well below)%n",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().availableProcessors());
        System.out.printf(Locale.ROOT, "worst p95: %.1f ms, limit %.0f ms%n", worst, LIMIT_MS);
        System.exit(worst > LIMIT_MS ? 1 : 0);
    }

    private double run() {
        System.out.printf("%-20s %-6s %8s %8s %8s %6s%n", "panel", "range", "p50 ms", "p95 ms", "max ms", "rows");
        for (Panel panel : Panel.values()) {
            for (String range : panel.isRanged() ? RANGES : RANGES.subList(0, 1)) {
                time(panel, range);
            }
        }
        return worst;
    }

    private void time(Panel panel, String range) {
        Question question = new Question(panel, new TimeRange.Last(TimeRange.NAMED.get(range)), Map.of());
        double[] took = new double[rounds];
        int rows = 0;
        for (int round = -WARM_UP; round < rounds; round++) {
            Map<String, Object> parameters = question.parameters(question.span(Instant.now()));
            long began = System.nanoTime();
            rows = database.query(panel.sql(), parameters).rows().size();
            if (round >= 0) {
                took[round] = Duration.ofNanos(System.nanoTime() - began).toNanos() / 1e6;
            }
        }
        Arrays.sort(took);
        double p95 = took[(int) Math.ceil(rounds * 0.95) - 1];
        worst = Math.max(worst, p95);
        System.out.printf(
                Locale.ROOT,
                "%-20s %-6s %8.1f %8.1f %8.1f %6d%s%n",
                panel.label(),
                panel.isRanged() ? range : "-",
                took[rounds / 2],
                p95,
                took[rounds - 1],
                rows,
                p95 > LIMIT_MS ? "  above the limit" : "");
    }
}
