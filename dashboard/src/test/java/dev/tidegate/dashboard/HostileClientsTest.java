package dev.tidegate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dashboard.web.AllowedHosts;
import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take and do not give back; beside them health and a friendly viewer are answered in time. */
@Tag("long")
class HostileClientsTest {
    private static final String SCRIPT = "/echarts/echarts.common.min.js";
    private static final Duration BOUND = Duration.ofSeconds(3);

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @TempDir
    Path folder;

    private final List<Socket> sockets = new ArrayList<>();
    private Dashboard dashboard;
    private RawClient hostile;
    private RawClient friend;

    @BeforeEach
    void start() throws Exception {
        TestShop shop = new TestShop(database);
        shop.report(0);
        shop.commit(TestShop.random(5, 2_000, Duration.ofDays(2)));
        dashboard = new Dashboard(TestSettings.of(database, folder), "127.0.0.1", 0, AllowedHosts.of("127.0.0.1", ""));
        dashboard.start();
        hostile = new RawClient(dashboard, "127.0.0.2");
        friend = new RawClient(dashboard, "127.0.0.3");
        await(Duration.ofSeconds(20), () -> friend.get("/healthz") == 200);
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        dashboard.close();
    }

    @Test
    void whileTheDatabaseIsLockedHealthIsAnsweredAndQuestionsAreToldToComeAgain() throws Exception {
        assertThat(friend.get("/api/files")).isEqualTo(200);
        try (Connection lock = lock("raw_events", "sales_by_hour", "sales_by_minute", "product_by_day")) {
            for (int i = 0; i < 300; i++) {
                ask("/api/events?user=" + (i + 1));
            }
            for (int i = 0; i < 20; i++) {
                quick("/healthz");
                quick("/metrics");
                quick("/");
                quick("/api/status");
                // It asks tables that nobody locks, and waits for none of those three hundred.
                quick("/api/files?limit=" + (i + 1));
            }
            Instant asked = Instant.now();
            String answer = friend.send("GET /api/events HTTP/1.1", "Host: localhost");
            assertThat(RawClient.status(answer)).isEqualTo(503);
            assertThat(answer).contains("Retry-After: 5");
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(8));
            assertThat(queries(lock)).isLessThanOrEqualTo(8);
        }
        // What was asked by those who are gone is not worked off.
        await(Duration.ofSeconds(20), () -> friend.get("/api/events") == 200);
    }

    @Test
    void theLastAnswerStandsInWhileTheDatabaseIsTooBusy() throws Exception {
        assertThat(friend.get("/api/categories")).isEqualTo(200);
        new TestShop(database).commit(TestShop.random(6, 20, Duration.ofDays(1)));
        await(Duration.ofSeconds(10), () -> friend.send("GET /api/status HTTP/1.1", "Host: localhost")
                .contains("\"last_batch\":2"));
        try (Connection lock = lock("sales_by_hour", "sales_by_minute")) {
            assertThat(lock.isClosed()).isFalse();
            String answer = friend.send("GET /api/categories HTTP/1.1", "Host: localhost");
            assertThat(RawClient.status(answer)).isEqualTo(200);
            assertThat(answer).contains("\"batch\":1");
        }
    }

    @Test
    void thoseWhoReadNothingHoldUpNobodyAndAreDropped() throws Exception {
        List<Socket> readers = new ArrayList<>();
        // More than the server has threads, and each asks for more than the system keeps for it.
        for (int i = 0; i < 350; i++) {
            Socket socket = open(hostile);
            String path = i % 2 == 0 ? SCRIPT : "/api/events?limit=10000&range=7d";
            RawClient.write(socket, ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(20));
            readers.add(socket);
        }
        for (int i = 0; i < 20; i++) {
            quick("/healthz");
            quick(SCRIPT);
            quick("/api/sales");
        }
        // After the idle time, and each in turn: the first ones first.
        await(Duration.ofSeconds(40), () -> takesNothing(readers.get(0)));
    }

    /** More addresses than the server has threads for, each as hostile as one may be. */
    @Test
    void manyAddressesTogetherDoNotKeepHealthFromBeingAnswered() throws Exception {
        for (int address = 1; address <= 15; address++) {
            RawClient one = new RawClient(dashboard, "127.0.1." + address);
            for (int i = 0; i < 30; i++) {
                RawClient.write(open(one), ("GET " + SCRIPT + " HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(20));
            }
            for (int i = 0; i < 30; i++) {
                stream(one);
            }
        }
        for (int i = 0; i < 20; i++) {
            quick("/healthz");
            quick("/metrics");
        }
    }

    @Test
    void aHeaderThatDripsInIsCutOff() throws Exception {
        List<Socket> writers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Socket socket = open(hostile);
            RawClient.write(socket, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
            writers.add(socket);
        }
        AtomicInteger cut = new AtomicInteger();
        await(Duration.ofSeconds(45), () -> {
            cut.set(0);
            for (Socket socket : writers) {
                if (takesNothing(socket)) {
                    cut.incrementAndGet();
                }
            }
            quick("/healthz");
            return cut.get() == writers.size();
        });
    }

    @Test
    void oneClientCanNotTakeAllConnections() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            open(hostile);
        }
        long ended = 0;
        for (Socket socket : sockets) {
            ended += isEnded(socket) ? 1 : 0;
        }
        assertThat(ended).isGreaterThanOrEqualTo(500);
        quick("/healthz");
        quick("/api/sales");
    }

    @Test
    void oneClientCanNotTakeAllEventStreams() throws Exception {
        for (int i = 0; i < 120; i++) {
            stream(hostile);
        }
        String metric = "tidegate_dashboard_viewers 100.0";
        await(Duration.ofSeconds(10), () -> friend.send("GET /metrics HTTP/1.1", "Host: localhost")
                .contains(metric));
        String refused = hostile.send("GET /api/live HTTP/1.1", "Host: localhost", "Accept: text/event-stream");
        assertThat(RawClient.status(refused)).isEqualTo(503);
        assertThat(refused).contains("Retry-After: ");
        Socket stream = stream(friend);
        byte[] begin = stream.getInputStream().readNBytes(12);
        assertThat(new String(begin, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
    }

    private Socket stream(RawClient client) throws IOException {
        Socket socket = open(client);
        RawClient.write(socket, "GET /api/live HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
        return socket;
    }

    private Socket ask(String path) throws IOException {
        Socket socket = open(hostile);
        RawClient.write(socket, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return socket;
    }

    private Socket open(RawClient client) throws IOException {
        Socket socket = client.connect();
        sockets.add(socket);
        return socket;
    }

    private void quick(String path) throws IOException {
        Instant asked = Instant.now();
        assertThat(friend.get(path)).as(path).isEqualTo(200);
        assertThat(Duration.between(asked, Instant.now())).as(path).isLessThan(BOUND);
    }

    /** Whether the server has ended the connection; nothing is read, which would be a sign of life. */
    private static boolean takesNothing(Socket socket) {
        try {
            RawClient.write(socket, "a");
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether the server has ended the connection, after what it had sent before. */
    private static boolean isEnded(Socket socket) throws IOException {
        socket.setSoTimeout(5);
        try {
            while (socket.getInputStream().read(new byte[65_536]) >= 0) {
                // Up to the end, or to where nothing more comes.
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private Connection lock(String... tables) throws SQLException {
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE " + String.join(", ", tables) + " IN ACCESS EXCLUSIVE MODE");
        }
        return connection;
    }

    /** What the dashboard has under way in the database. */
    private static int queries(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE application_name = 'tidegate-dashboard' AND state = 'active'")) {
            row.next();
            return row.getInt(1);
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Duration longest, Condition condition) throws Exception {
        Instant deadline = Instant.now().plus(longest);
        while (!condition.holds()) {
            assertThat(Instant.now()).as("given up").isBefore(deadline);
            Thread.sleep(100);
        }
    }
}
