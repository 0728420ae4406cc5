package dev.tidegate.dashboard.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.dashboard.TestShop.Reject;
import dev.tidegate.dashboard.TestStream;
import dev.tidegate.dashboard.alerts.Receiver.Message;
import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People are told once that something has begun, and once that it is over, whatever becomes of the process. */
class AlertsTest {
    private static final Instant NOW = Instant.parse("2026-03-31T14:12:00Z");
    private static final String SILENT = "rules: {silent: {type: no_events, min_events: 0}}\n";
    private static final String WEBHOOK = "webhook: {address_file: webhook, at_most: 3}\n";
    private static final String SURGE = "rules: {surge: {type: product_surge}}\n";

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @TempDir
    Path folder;

    private AlertedShop shop;
    private Watch watch;
    private Receiver receiver;

    @BeforeEach
    void open() throws IOException {
        shop = new AlertedShop(database);
        watch = new Watch(database, folder, NOW);
        receiver = new Receiver();
    }

    @AfterEach
    void close() {
        watch.close();
        receiver.close();
    }

    @Test
    void anAlertIsToldOnceWhenItBeginsAndOnceWhenItIsOver() throws Exception {
        happens();
        Alerts alerts = watch.start(watch.rules(SILENT + WEBHOOK, receiver));
        assertThat(state(alerts)).isEqualTo("fine");
        watch.pass(Duration.ofMinutes(11));
        alerts.look();
        Message begin = receiver.next();
        assertThat(begin.contentType()).isEqualTo("application/json; charset=utf-8");
        assertThat(begin.event()).isEqualTo("begin");
        assertThat(begin.body().get("rule").getAsString()).isEqualTo("silent");
        assertThat(begin.body().get("type").getAsString()).isEqualTo("no_events");
        assertThat(begin.body().get("since").getAsString()).isEqualTo("2026-03-31T14:23:00Z");
        assertThat(begin.text()).isEqualTo("Alert silent: No event for 10 min: the newest one is of 14:12 UTC.");
        assertThat(begin.id()).isEqualTo(begin.body().get("id").getAsString());
        watch.pass(Duration.ofMinutes(1));
        alerts.look();
        assertThat(state(alerts)).isEqualTo("alert");
        assertThat(list(alerts, "open")).singleElement().satisfies(alert -> assertThat(alert.get("since"))
                .isEqualTo("2026-03-31T14:23:00Z"));
        happens();
        alerts.look();
        Message end = receiver.next();
        assertThat(end.event()).isEqualTo("end");
        assertThat(end.text()).isEqualTo("Over silent, since 2026-03-31 14:23 UTC: The newest event is of 14:24 UTC.");
        assertThat(end.id()).isNotEqualTo(begin.id());
        assertThat(list(alerts, "open")).isEmpty();
        assertThat(list(alerts, "ended")).singleElement().satisfies(alert -> assertThat(alert.get("until"))
                .isEqualTo("2026-03-31T14:24:00Z"));
        alerts.look();
        awaitNothingWaits(alerts);
        assertThat(receiver.more()).isZero();
    }

    @Test
    void aRestartRepeatsNoBeginAndForgetsNoEnd() throws Exception {
        Path rules = watch.rules(SILENT + WEBHOOK, receiver);
        Alerts first = watch.start(rules);
        assertThat(receiver.next().event()).isEqualTo("begin");
        awaitNothingWaits(first);
        first.close();
        Alerts second = watch.start(rules);
        second.look();
        second.close();
        happens();
        Alerts third = watch.start(rules);
        assertThat(receiver.next().event()).isEqualTo("end");
        awaitNothingWaits(third);
        assertThat(receiver.more()).isZero();
    }

    @Test
    void whatCouldNotBeSentBeforeARestartIsSentAfterItWithTheSameId() throws Exception {
        receiver.then(Receiver.status(500)).then(Receiver.status(500, "Retry-After", "3600"));
        Path rules = watch.rules(SILENT + WEBHOOK, receiver);
        Alerts first = watch.start(rules);
        String id = receiver.next().id();
        assertThat(receiver.next().id()).isEqualTo(id);
        happens();
        first.look();
        first.close();
        watch.start(rules);
        Message begin = receiver.next();
        assertThat(begin.id()).isEqualTo(id);
        assertThat(begin.event()).isEqualTo("begin");
        assertThat(receiver.next().event()).isEqualTo("end");
    }

    /** So a process that is killed at any moment leaves what the next one needs. */
    @Test
    void whatIsSentStandsInTheFileBefore() throws Exception {
        BlockingQueue<String> then = new LinkedBlockingQueue<>();
        receiver.then(exchange -> {
            then.add(Files.readString(watch.state()));
            Receiver.status(200).answer(exchange);
        });
        Alerts alerts = watch.start(watch.rules(SILENT + WEBHOOK, receiver));
        String id = receiver.next().id();
        JsonObject kept = JsonParser.parseString(then.take()).getAsJsonObject();
        assertThat(kept.getAsJsonArray("open")).hasSize(1);
        assertThat(kept.getAsJsonArray("waiting")).singleElement().satisfies(waiting -> assertThat(
                        waiting.getAsJsonObject().get("id").getAsString())
                .isEqualTo(id));
        awaitNothingWaits(alerts);
        assertThat(JsonParser.parseString(Files.readString(watch.state()))
                        .getAsJsonObject()
                        .getAsJsonArray("waiting"))
                .isEmpty();
    }

    @Test
    void ofTwoProcessesOneSendsAndTheOtherTakesOverWhereItWas() throws Exception {
        Path rules = watch.rules(SILENT + WEBHOOK, receiver);
        Alerts first = watch.start(rules);
        assertThat(receiver.next().event()).isEqualTo("begin");
        awaitNothingWaits(first);
        Alerts second = watch.start(rules);
        second.look();
        assertThat(second.judges()).isFalse();
        assertThat(list(second, "open")).hasSize(1);
        first.close();
        second.look();
        assertThat(second.judges()).isTrue();
        happens();
        second.look();
        assertThat(receiver.next().event()).isEqualTo("end");
        awaitNothingWaits(second);
        assertThat(receiver.more()).isZero();
    }

    @Test
    void soManyAnHourAreSentAndTheOthersAreToldTogether() throws Exception {
        for (int product = 1; product <= 5; product++) {
            shop.addDaily(1, "p" + product, NOW);
            shop.add(20, "buy", "p" + product, "1.00", "EUR", NOW);
        }
        Alerts alerts = watch.start(watch.rules(SURGE + WEBHOOK, receiver));
        for (int sent = 1; sent <= 3; sent++) {
            assertThat(receiver.next().event()).isEqualTo("begin");
        }
        awaitTally(alerts, "held_back", 2);
        watch.pass(Duration.ofMinutes(59));
        alerts.look();
        assertThat(notices(alerts)).containsEntry("held", 2L).containsEntry("waiting", 2);
        assertThat(receiver.more()).isZero();
        watch.pass(Duration.ofMinutes(2));
        Message held = receiver.next();
        assertThat(held.event()).isEqualTo("held_back");
        assertThat(held.text().lines())
                .hasSize(3)
                .first()
                .isEqualTo("2 notices were held back, since at most 3 an hour are sent:");
        assertThat(held.body().getAsJsonArray("notices")).hasSize(2).allSatisfy(notice -> assertThat(
                        notice.getAsJsonObject().get("type").getAsString())
                .isEqualTo("product_surge"));
        awaitNothingWaits(alerts);
        assertThat(list(alerts, "open")).hasSize(5);
        // Tomorrow nothing is sold: five ends, of which two fit into the hour with the message before.
        watch.pass(Duration.ofHours(10));
        alerts.look();
        assertThat(receiver.next().event()).isEqualTo("end");
    }

    @Test
    void anAlertWhoseRuleIsGoneIsOver() throws Exception {
        Alerts first = watch.start(watch.rules(SILENT + WEBHOOK, receiver));
        assertThat(receiver.next().event()).isEqualTo("begin");
        awaitNothingWaits(first);
        first.close();
        watch.start(watch.rules(SURGE + WEBHOOK, receiver));
        assertThat(receiver.next().text()).contains("Over silent").endsWith("The rule file has this rule no longer.");
    }

    @Test
    void anAlertThatNobodyCanJudgeStaysOpenForAWeek() throws Exception {
        TestStream.events(database).commit(1, new Reject("r", "price", "no price", "x"));
        watch.pass(Duration.between(NOW, Instant.now().plusSeconds(1)));
        Alerts alerts =
                watch.start(watch.rules("rules: {bad: {type: many_rejects, min_records: 1}}\n" + WEBHOOK, receiver));
        assertThat(receiver.next().text()).contains("Alert bad (events)");
        watch.pass(Duration.ofHours(167));
        alerts.look();
        assertThat(list(alerts, "open")).hasSize(1);
        watch.pass(Duration.ofHours(2));
        alerts.look();
        assertThat(receiver.next().text()).contains("Over bad (events)").contains("could not be judged for 7 days");
    }

    @Test
    void withoutAWebhookThePageAloneTells() throws Exception {
        Alerts alerts = watch.start(watch.rules(SILENT, null));
        assertThat(list(alerts, "open")).hasSize(1);
        assertThat(notices(alerts)).containsEntry("form", null).containsEntry("waiting", 0);
    }

    @Test
    void nothingBeginsOrEndsWhileTheDatabaseGivesNoAnswer() throws Exception {
        Alerts alerts = watch.start(watch.rules(SILENT + WEBHOOK, receiver));
        assertThat(receiver.next().event()).isEqualTo("begin");
        awaitNothingWaits(alerts);
        watch.closeDatabase();
        alerts.look();
        assertThat(list(alerts, "open")).hasSize(1);
        assertThat(list(alerts, "rules").get(0).get("why").toString()).contains("gives no answer");
        assertThat(receiver.more()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"version\": 1, \"open\"",
                "{\"version\": 1}",
                "{\"version\": 1, \"open\": [], \"ended\": [], \"waiting\": [], \"sent\": [\"soon\"]}",
                "{\"version\": 2, \"open\": [], \"ended\": [], \"waiting\": [], \"sent\": []}"
            })
    void aStateThatCannotBeUnderstoodStopsTheAlertsAndSaysSo(String text) throws Exception {
        Files.createDirectories(watch.state().getParent());
        Files.writeString(watch.state(), text);
        Alerts alerts = watch.start(watch.rules(SILENT + WEBHOOK, receiver));
        assertThat(alerts.view().get("problem").toString())
                .contains("alerts.json")
                .contains("move it away");
        assertThat(alerts.judges()).isFalse();
        Files.delete(watch.state());
        alerts.look();
        assertThat(receiver.next().event()).isEqualTo("begin");
    }

    private void happens() throws SQLException {
        shop.add(1, "view", "17", "0", null, watch.now());
    }

    private static String state(Alerts alerts) {
        return (String) list(alerts, "rules").get(0).get("state");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Alerts alerts, String key) {
        return (List<Map<String, Object>>) alerts.view().get(key);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> notices(Alerts alerts) {
        return (Map<String, Object>) alerts.view().get("notices");
    }

    static void awaitNothingWaits(Alerts alerts) throws InterruptedException {
        await(() -> alerts.waiting() == 0);
    }

    static void awaitTally(Alerts alerts, String outcome, long number) throws InterruptedException {
        await(() -> alerts.notices().get(outcome) == number);
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(until);
            Thread.sleep(10);
        }
    }
}
