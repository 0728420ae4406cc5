package dev.tidegate.dashboard.panel;

import dev.tidegate.postgres.LocalDatabase;
import dev.tidegate.postgres.LocalRole;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Counts what viewers cost the database: micro-batches are committed while they have the page of a dashboard open, which
 * runs in a process of its own. The database logs each statement of the dashboard, and the lines are counted.
 */
final class ViewersBenchmark {
    private static final String USER = LocalRole.DASHBOARD.user();
    private static final String LOGGED = " " + USER + "@" + LocalDatabase.NAME + " LOG:  ";
    private static final String READY = "The dashboard is at ";
    private static final int BATCHES = 10;
    private static final long BATCH_EVERY_MS = 2_000;

    private final LocalDatabase server;
    private final Path log;

    /** @param log of the server */
    ViewersBenchmark(LocalDatabase server, Path log) {
        this.server = server;
        this.log = log;
    }

    /** How many statements the database runs for so many viewers. */
    long statementsFor(int viewers) throws IOException, SQLException, InterruptedException {
        execute("ALTER ROLE " + USER + " SET log_statement = 'all'");
        Process dashboard = dashboard();
        try {
            URI page = address(dashboard);
            HttpClient client = HttpClient.newHttpClient();
            AtomicLong answers = new AtomicLong();
            for (int i = 0; i < viewers; i++) {
                Thread viewer = new Thread(new PageViewer(client, page, answers));
                viewer.setDaemon(true);
                viewer.start();
            }
            // What is asked while the page opens does not count.
            Thread.sleep(3 * BATCH_EVERY_MS);
            long answersBefore = answers.get();
            long statementsBefore = statements();
            for (int i = 0; i < BATCHES; i++) {
                execute(Files.readString(Path.of("scripts/bench-dashboard-batch.sql")));
                Thread.sleep(BATCH_EVERY_MS);
            }
            long statements = statements() - statementsBefore;
            System.out.printf(
                    Locale.ROOT,
                    "%d viewers during %d micro-batches: %d answers, %d statements in the database%n",
                    viewers,
                    BATCHES,
                    answers.get() - answersBefore,
                    statements);
            return statements;
        } finally {
            dashboard.destroy();
            dashboard.waitFor();
            execute("ALTER ROLE " + USER + " RESET log_statement");
        }
    }

    private Process dashboard() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.tidegate.dashboard.DashboardMain",
                        "--jdbc-url=" + server.jdbcUrl(),
                        "--user=" + USER,
                        "--password-file=" + server.passwordFile(LocalRole.DASHBOARD),
                        "--port=0")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static URI address(Process dashboard) throws IOException {
        BufferedReader out = dashboard.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                return URI.create(line.substring(READY.length()));
            }
        }
        throw new IOException("The dashboard did not start");
    }

    private void execute(String sql) throws IOException, SQLException {
        try (Connection connection = server.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long statements() throws IOException {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains(LOGGED)).count();
        }
    }
}
