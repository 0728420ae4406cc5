package dev.tidegate.dashboard.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dashboard.TestSettings;
import dev.tidegate.dashboard.TestShop.Reject;
import dev.tidegate.dashboard.TestStream;
import dev.tidegate.dashboard.database.Database;
import dev.tidegate.postgres.TestDatabase;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What each rule says of a shop with numbers made by hand, asked with the rights of the dashboard. */
class RulesTest {
    /** Two days after clocks went forward in Europe: the same hour of the weeks before is that in UTC. */
    private static final Instant NOW = Instant.parse("2026-03-31T14:12:00Z");

    private static final Instant JUDGED = Instant.parse("2026-03-31T13:30:00Z");
    private static final Instant LATER = Instant.parse("2026-03-31T14:01:00Z");
    private static final LowRevenue LOW =
            new LowRevenue("low", new BigDecimal("0.5"), 4, null, BigDecimal.TEN, Duration.ofMinutes(10));
    private static final NoEvents SILENT = new NoEvents("silent", Duration.ofMinutes(10), 4, BigDecimal.valueOf(60));
    private static final ManyRejects REJECTS =
            new ManyRejects("rejects", new BigDecimal("0.05"), Duration.ofHours(1), 100, null);
    private static final ProductSurge SURGE = new ProductSurge("surge", BigDecimal.TEN, 4, BigDecimal.valueOf(20));

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @TempDir
    Path folder;

    private AlertedShop shop;
    private Database asked;

    @BeforeEach
    void open() {
        shop = new AlertedShop(database);
        asked = Database.at(TestSettings.of(database, folder), 1);
    }

    @AfterEach
    void close() {
        asked.close();
    }

    @Test
    void revenueBelowHalfOfTheMeanOfFourWeeksIsAnAlertAndHalfOfItIsNot() throws SQLException {
        shop.addWeekly(4, 12, "buy", "10.00", "EUR", JUDGED);
        shop.add(5, "buy", "17", "10.00", "EUR", JUDGED);
        shop.add(1, "view", "17", "0", null, LATER);
        assertThat(LOW.judge(asked::query, NOW)).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Finding.Verdict.ALERT);
            assertThat(finding.subject()).isEqualTo("EUR");
            assertThat(finding.text())
                    .isEqualTo(
                            "Revenue of 13:00 to 14:00 UTC of 2026-03-31 is 50.00 EUR, below 50 % of the usual 120.00 EUR"
                                    + " (mean of 4 weeks).");
            assertThat(finding.values())
                    .containsEntry("revenue", new BigDecimal("50.00"))
                    .containsEntry("usual", new BigDecimal("120.00"));
        });
        shop.add(1, "buy", "17", "9.99", "EUR", JUDGED);
        assertThat(said(LOW)).containsExactly("EUR ALERT");
        shop.add(1, "buy", "17", "0.01", "EUR", JUDGED);
        assertThat(said(LOW)).containsExactly("EUR FINE");
    }

    @Test
    void eachCurrencyIsJudgedByItself() throws SQLException {
        shop.addWeekly(4, 12, "buy", "10.00", "EUR", JUDGED);
        shop.addWeekly(4, 12, "buy", "1500", "JPY", JUDGED);
        shop.addWeekly(4, 12, "buy", "5.00", null, JUDGED);
        shop.add(12, "buy", "17", "1500", "JPY", JUDGED);
        shop.add(12, "buy", "17", "1.00", null, JUDGED);
        shop.add(1, "view", "17", "0", null, LATER);
        // Of euros there is nothing at all.
        assertThat(said(LOW)).containsExactly(" ALERT", "EUR ALERT", "JPY FINE");
        assertThat(said(in("JPY"))).containsExactly("JPY FINE");
        assertThat(said(in(""))).containsExactly(" ALERT");
        assertThat(said(in("USD"))).isEmpty();
        assertThat(LOW.judge(asked::query, NOW).get(2).text())
                .contains("is 18,000 JPY, not below 50 % of the usual 18,000 JPY");
    }

    @Test
    void anHourOfWhichAWeekIsMissingIsNotJudged() throws SQLException {
        shop.addWeekly(3, 14, "buy", "10.00", "EUR", JUDGED);
        shop.add(1, "buy", "17", "10.00", "EUR", JUDGED);
        shop.add(1, "view", "17", "0", null, LATER);
        assertThat(said(LOW)).containsExactly("EUR UNKNOWN");
        // The shop has older data, but none of that hour.
        shop.add(50, "buy", "17", "10.00", "EUR", JUDGED.minus(Duration.ofDays(29)));
        assertThat(said(LOW)).containsExactly("EUR UNKNOWN");
        // An hour with views and without orders is one in which nothing was sold: the mean is 105.
        shop.add(1, "view", "17", "0", null, JUDGED.minus(Duration.ofDays(28)));
        shop.add(3, "buy", "17", "10.00", "EUR", JUDGED);
        assertThat(LOW.judge(asked::query, NOW).get(0).text())
                .contains("is 40.00 EUR, below 50 % of the usual 105.00 EUR");
        assertThat(said(new LowRevenue("low", new BigDecimal("0.5"), 3, null, BigDecimal.TEN, Duration.ofMinutes(10))))
                .containsExactly("EUR ALERT");
    }

    @Test
    void aQuietHourIsNotJudged() throws SQLException {
        shop.addWeekly(3, 10, "buy", "10.00", "EUR", JUDGED);
        shop.add(9, "buy", "17", "10.00", "EUR", JUDGED.minus(Duration.ofDays(28)));
        shop.add(1, "view", "17", "0", null, LATER);
        assertThat(LOW.judge(asked::query, NOW)).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Finding.Verdict.UNKNOWN);
            assertThat(finding.text()).isEqualTo("A quiet hour: usually it has fewer than 10 orders in EUR.");
        });
        shop.add(1, "buy", "17", "10.00", "EUR", JUDGED.minus(Duration.ofDays(28)));
        assertThat(said(LOW)).containsExactly("EUR ALERT");
    }

    @Test
    void anHourIsJudgedWhenItHasBeenOverForTheWaitAndSomethingNewerHasCome() throws SQLException {
        shop.addWeekly(4, 12, "buy", "10.00", "EUR", JUDGED);
        assertThat(said(LOW)).containsExactly("EUR UNKNOWN");
        // What is dated in the future is no sign that the hour is whole.
        shop.add(1, "view", "17", "0", null, NOW.plus(Duration.ofMinutes(5)));
        assertThat(said(LOW)).containsExactly("EUR UNKNOWN");
        shop.add(1, "view", "17", "0", null, LATER);
        assertThat(said(LOW)).containsExactly("EUR ALERT");
        // At five past the hour before is still the one that is judged, and it never sold anything.
        assertThat(LOW.judge(asked::query, Instant.parse("2026-03-31T14:05:00Z")))
                .isEmpty();
    }

    @Test
    void anEmptyShopSaysNothing() {
        assertThat(said(LOW)).isEmpty();
        assertThat(said(SILENT)).containsExactly(" UNKNOWN");
        assertThat(said(REJECTS)).isEmpty();
        assertThat(said(SURGE)).isEmpty();
    }

    @Test
    void tenMinutesWithoutAnEventAreAnAlertWhereSomethingAlwaysHappens() throws SQLException {
        shop.addWeekly(4, 60, "click", "0", null, Instant.parse("2026-03-31T14:20:00Z"));
        shop.add(1, "view", "17", "0", null, Instant.parse("2026-03-31T14:01:30Z"));
        assertThat(said(SILENT, Instant.parse("2026-03-31T14:11:59Z"))).containsExactly(" FINE");
        assertThat(SILENT.judge(asked::query, NOW)).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Finding.Verdict.ALERT);
            assertThat(finding.text())
                    .isEqualTo("No event for 10 min: the newest one is of 14:01 UTC."
                            + " Usually an hour at this time has 60 events or more.");
        });
        // What is dated in the future is no sign of life.
        shop.add(1, "view", "17", "0", null, Instant.parse("2030-01-01T00:00:00Z"));
        assertThat(said(SILENT)).containsExactly(" ALERT");
        shop.add(1, "view", "17", "0", null, Instant.parse("2026-03-31T14:11:00Z"));
        assertThat(said(SILENT)).containsExactly(" FINE");
    }

    @Test
    void silenceIsNoAlertInAQuietHourAndNotBeforeTheShopIsOldEnough() throws SQLException {
        Instant before = Instant.parse("2026-03-31T14:20:00Z");
        shop.addWeekly(3, 80, "click", "0", null, before);
        assertThat(SILENT.judge(asked::query, NOW).get(0).text()).contains("There are no events of 4 weeks ago");
        // With a week in which nothing happened in that hour the mean is 60.
        shop.add(1, "view", "17", "0", null, before.minus(Duration.ofDays(28)).minus(Duration.ofHours(3)));
        assertThat(said(SILENT)).containsExactly(" ALERT");
        assertThat(said(new NoEvents("s", Duration.ofMinutes(10), 4, BigDecimal.valueOf(61))))
                .containsExactly(" UNKNOWN");
        // The silence began in the hour before, which is quiet.
        assertThat(said(SILENT, Instant.parse("2026-03-31T14:05:00Z"))).containsExactly(" UNKNOWN");
        assertThat(new NoEvents("s", Duration.ofMinutes(10), 4, BigDecimal.ZERO)
                        .judge(asked::query, Instant.parse("2026-03-31T03:05:00Z")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.verdict()).isEqualTo(Finding.Verdict.ALERT);
                    assertThat(finding.text()).isEqualTo("No event for 10 min, and none in the hour before.");
                });
    }

    @Test
    void moreThanFivePercentOfRejectsAreAnAlertAndFivePercentAreNot() throws SQLException {
        TestStream events = TestStream.events(database);
        TestStream orders = TestStream.declared(database, "orders");
        events.commit(95, rejects(5));
        orders.commit(50, rejects(49));
        Instant now = Instant.now().plusSeconds(1);
        assertThat(said(REJECTS, now)).containsExactly("events FINE", "orders UNKNOWN");
        events.commit(99, rejects(6));
        orders.commit(1);
        now = Instant.now().plusSeconds(1);
        assertThat(said(REJECTS, now)).containsExactly("events ALERT", "orders ALERT");
        assertThat(REJECTS.judge(asked::query, now).get(0).text())
                .isEqualTo(
                        "Of 205 records of stream events loaded in the last 1 h, 11 were rejected: 5.37 %, more than 5 %.");
        assertThat(said(new ManyRejects("r", new BigDecimal("0.05"), Duration.ofHours(1), 1, "orders"), now))
                .containsExactly("orders ALERT");
        events.commit(100);
        assertThat(said(REJECTS, Instant.now().plusSeconds(1))).containsExactly("events FINE", "orders ALERT");
        // After an hour there is nothing left to judge.
        assertThat(said(REJECTS, Instant.now().plus(Duration.ofMinutes(61)))).isEmpty();
    }

    @Test
    void aProductThatSellsTenTimesAsUsualIsAnAlertInUnitsOfAllCurrencies() throws SQLException {
        shop.addDaily(2, "0017", NOW);
        shop.addDaily(2, "17", NOW);
        shop.add(10, "buy", "0017", "10.00", "EUR", NOW);
        shop.add(9, "buy", "0017", "1500", "JPY", NOW);
        shop.add(5, "refund", "0017", "1500", "JPY", NOW);
        shop.add(19, "buy", "17", "10.00", "EUR", NOW);
        assertThat(said(SURGE)).isEmpty();
        shop.add(1, "buy", "0017", "10.00", "EUR", NOW);
        assertThat(SURGE.judge(asked::query, NOW)).singleElement().satisfies(finding -> {
            assertThat(finding.subject()).isEqualTo("0017");
            assertThat(finding.text())
                    .isEqualTo(
                            "Product 0017 (Name 0017) has sold 20 units today (UTC), 10 times the usual 2 a day or more"
                                    + " (mean of 4 weeks).");
        });
        // The next day has sold nothing yet.
        assertThat(said(SURGE, NOW.plus(Duration.ofHours(10)))).isEmpty();
    }

    @Test
    void aProductThatIsNewOrSoldNothingBefore() throws SQLException {
        shop.add(1, "buy", "new", "10.00", "EUR", NOW.minus(Duration.ofDays(1)));
        shop.add(500, "buy", "new", "10.00", "EUR", NOW);
        // Seen for four weeks, but never sold.
        shop.add(1, "view", "old \"{\\,}\"", "10.00", null, NOW.minus(Duration.ofDays(25)));
        shop.add(20, "buy", "old \"{\\,}\"", "10.00", "EUR", NOW);
        assertThat(said(SURGE)).containsExactly("old \"{\\,}\" ALERT");
    }

    private static LowRevenue in(String currency) {
        return new LowRevenue("low", new BigDecimal("0.5"), 4, currency, BigDecimal.TEN, Duration.ofMinutes(10));
    }

    private static Reject[] rejects(int count) {
        return Collections.nCopies(count, new Reject("price_format", "price", "no price", "x"))
                .toArray(new Reject[0]);
    }

    private List<String> said(Rule rule) {
        return said(rule, NOW);
    }

    private List<String> said(Rule rule, Instant now) {
        return rule.judge(asked::query, now).stream()
                .map(finding -> finding.subject() + " " + finding.verdict())
                .toList();
    }
}
