package dev.tidegate.dashboard.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dashboard.alerts.Receiver.Message;
import dev.tidegate.postgres.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A receiver that fails, is slow or leads elsewhere gets each notice in the end, and keeps nobody waiting. */
class NoticesTest {
    private static final Instant NOW = Instant.parse("2026-03-31T14:12:00Z");
    private static final String SILENT =
            "rules: {silent: {type: no_events, min_events: 0}}\nwebhook: {address_file: webhook}\n";
    private static final String SECRET = "s3cret-token";

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @TempDir
    Path folder;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final PrintStream console = System.err;
    private Watch watch;
    private Receiver receiver;

    @BeforeEach
    void open() throws IOException {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        watch = new Watch(database, folder, NOW);
        receiver = new Receiver();
    }

    @AfterEach
    void close() {
        watch.close();
        receiver.close();
        System.setErr(console);
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain(SECRET);
    }

    @Test
    void aNoticeIsTriedAgainWithGrowingPausesAndItsOwnId() throws Exception {
        receiver.then(Receiver.status(500)).then(Receiver.status(503)).then(Receiver.status(404));
        Alerts alerts = start();
        Message first = receiver.next();
        Message second = receiver.next();
        Message third = receiver.next();
        Message fourth = receiver.next();
        assertThat(fourth.body()).isEqualTo(first.body());
        assertThat(fourth.id()).isEqualTo(first.id());
        assertThat(second.nanos() - first.nanos()).isGreaterThanOrEqualTo(Watch.FIRST_PAUSE.toNanos());
        assertThat(third.nanos() - second.nanos()).isGreaterThanOrEqualTo(Watch.FIRST_PAUSE.toNanos() * 2);
        assertThat(fourth.nanos() - third.nanos()).isGreaterThanOrEqualTo(Watch.FIRST_PAUSE.toNanos() * 4);
        AlertsTest.awaitNothingWaits(alerts);
        assertThat(alerts.notices()).containsEntry("sent", 1L).containsEntry("failed", 3L);
        assertThat(receiver.more()).isZero();
        assertThat(problem(alerts)).isEmpty();
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("the receiver answers HTTP 500");
    }

    @Test
    void whatTheReceiverAsksForIsWaitedFor() throws Exception {
        receiver.then(Receiver.status(429, "Retry-After", "1"));
        start();
        long first = receiver.next().nanos();
        assertThat(receiver.next().nanos() - first)
                .isGreaterThanOrEqualTo(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void aReceiverThatHangsOrNeverEndsItsAnswerIsLeftInTimeAndThePageDoesNotWait() throws Exception {
        receiver.then(receiver.hang()).then(receiver.drip());
        Alerts alerts = start();
        long first = receiver.next().nanos();
        long asked = System.nanoTime();
        alerts.look();
        assertThat(alerts.view().get("open").toString()).contains("silent");
        assertThat(alerts.waiting()).isEqualTo(1);
        assertThat(System.nanoTime() - asked).isLessThan(Watch.PATIENCE.toNanos() * 5);
        long second = receiver.next().nanos();
        assertThat(second - first)
                .isBetween(Watch.PATIENCE.toNanos(), Duration.ofSeconds(8).toNanos());
        assertThat(problem(alerts)).isEqualTo("no answer of the receiver within 0.7 s");
        receiver.next();
        AlertsTest.awaitNothingWaits(alerts);
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        try (Receiver elsewhere = new Receiver()) {
            receiver.then(Receiver.status(302, "Location", elsewhere.address()));
            receiver.then(Receiver.status(308, "Location", elsewhere.address()));
            Alerts alerts = start();
            receiver.next();
            receiver.next();
            receiver.next();
            AlertsTest.awaitNothingWaits(alerts);
            assertThat(elsewhere.more()).isZero();
            assertThat(log.toString(StandardCharsets.UTF_8)).contains("HTTP 302, a redirect, which is not followed");
        }
    }

    @Test
    void anAddressThatIsMendedInTheFileNeedsNoRestart() throws Exception {
        Path rules = watch.rules(SILENT, receiver);
        Receiver gone = new Receiver();
        Files.writeString(folder.resolve("webhook"), gone.address());
        gone.close();
        Alerts alerts = watch.start(rules);
        AlertsTest.awaitTally(alerts, "failed", 1);
        assertThat(problem(alerts)).isEqualTo("no connection to the receiver");
        Files.writeString(folder.resolve("webhook"), "nothing of the kind " + SECRET);
        AlertsTest.awaitTally(alerts, "failed", 4);
        assertThat(problem(alerts))
                .contains("is no address that can be sent to")
                .doesNotContain(SECRET);
        Files.writeString(folder.resolve("webhook"), receiver.address());
        assertThat(receiver.next().event()).isEqualTo("begin");
    }

    @Test
    void aNoticeThatIsADayOldIsGivenUp() throws Exception {
        receiver.then(Receiver.status(500)).then(Receiver.status(500)).then(exchange -> {
            watch.pass(Duration.ofHours(25));
            Receiver.status(500).answer(exchange);
        });
        Alerts alerts = start();
        AlertsTest.awaitTally(alerts, "given_up", 1);
        AlertsTest.awaitNothingWaits(alerts);
        assertThat(alerts.notices()).containsEntry("sent", 0L);
        assertThat(alerts.view().get("open").toString()).contains("silent");
    }

    @Test
    void slackGetsTextInWhichNoNameOfAProductCallsEverybody() throws Exception {
        AlertedShop shop = new AlertedShop(database);
        shop.addDaily(1, "<!channel> & \u202eco", NOW);
        shop.add(20, "buy", "<!channel> & \u202eco", "1.00", "EUR", NOW);
        watch.start(watch.rules(
                "rules: {surge: {type: product_surge}}\nwebhook: {address_file: webhook, form: slack}\n", receiver));
        Message message = receiver.next();
        assertThat(message.body().keySet()).containsExactly("text");
        assertThat(message.text())
                .startsWith("Alert surge (&lt;!channel&gt; &amp;  co): Product &lt;!channel&gt; &amp;  co (Name ")
                .doesNotContain("<", "\u202e");
    }

    private Alerts start() throws IOException {
        return watch.start(watch.rules(SILENT, receiver));
    }

    private static String problem(Alerts alerts) {
        Map<?, ?> notices = (Map<?, ?>) alerts.view().get("notices");
        assertThat(alerts.view().toString()).doesNotContain(SECRET);
        return (String) notices.get("problem");
    }
}
