package dev.tidegate.ingest.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.value.Reason;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of the file format, on a record in which nothing else is wrong. */
class EventRulesTest {
    private static final String ID = "3f2a8c1e-0b7d-4e59-9a61-c4d20f8e7b13";

    private final StreamRules rules = new StreamRules(Events.STREAM, ZoneOffset.UTC);

    @Test
    void aRecordInOrderBecomesAnEvent() {
        String[] values = {
            ID, "17", "4", "Desk Lamp", "home", "buy", "2", "24.90", "2025-11-22T10:15:30.123456Z", "EUR", "s-1"
        };
        Event event = Event.of(Event.judged(rules, values, Map.of("colour", "red")));
        assertThat(event)
                .isEqualTo(new Event(
                        UUID.fromString(ID),
                        "17",
                        "4",
                        "Desk Lamp",
                        "home",
                        "buy",
                        "2.000",
                        "24.9000",
                        "EUR",
                        Instant.parse("2025-11-22T10:15:30Z").getEpochSecond() * 1_000_000 + 123_456,
                        "{\"colour\":\"red\"}"));
    }

    @Test
    void theTestsRunWhereLowerCaseIsNotWhatItIsElsewhere() {
        assertThat(Locale.getDefault().getLanguage()).isEqualTo("tr");
        assertThat("CLICK".toLowerCase(Locale.getDefault())).isNotEqualTo("click");
    }

    // event_type

    @ParameterizedTest
    @CsvSource({"view, view", "VIEW, view", "Click, click", "CLICK, click", "' \tBuy\t ', buy"})
    void caseAndBlanksOfAnEventTypeDoNotCount(String delivered, String stored) {
        assertThat(accepted("event_type", delivered).eventType()).isEqualTo(stored);
    }

    @ParameterizedTest
    @CsvSource({"purchase, purchase", "Add_To-Cart2, add_to-cart2", "buyy, buyy", "zoom-Z, zoom-z"})
    void anyOtherWordIsFiltered(String delivered, String word) {
        assertThat(judge("event_type", delivered)).isEqualTo(new Verdict.Filtered(word));
    }

    @Test
    void aWordMayHave64Characters() {
        assertThat(judge("event_type", "x" + "y".repeat(63))).isInstanceOf(Verdict.Filtered.class);
        assertRejected("event_type", "x" + "y".repeat(64), Reason.BAD_EVENT_TYPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2buy", "_buy", "-", "buy now", "büy", "buy.", "CLİCK", "clıck", "<view>", "１"})
    void whatIsNoWordIsRejected(String delivered) {
        assertRejected("event_type", delivered, Reason.BAD_EVENT_TYPE);
    }

    @Test
    void aFilteredRecordIsNotLookedAtFurther() {
        String[] values = {"no uuid", "x", null, null, null, "search", "0", "free", "", "€", null};
        assertThat(Event.judged(rules, values, Map.of("a", "\0"))).isEqualTo(new Verdict.Filtered("search"));
    }

    @Test
    void theEventTypeGoesBeforeAllOtherColumns() {
        String[] values = {"no uuid", "x", "", "", "", "?", "0", "free", "", "€", null};
        assertThat(Event.judged(rules, values, null))
                .isEqualTo(
                        new Verdict.Rejected(
                                "bad_event_type",
                                "event_type",
                                "expected a word of at most 64 characters a-z, 0-9, _ and -, the first of them a letter, found '?'"));
    }

    @Test
    void theFirstColumnInTheirOrderThatBreaksItsRuleGivesTheReason() {
        String long129 = "x".repeat(129);
        String[] values = {"-", long129, long129, "x".repeat(501), "x".repeat(501), "buy", "-", "-", "-", "-", long129};
        String[] good = record();
        Map<String, String> extra = Map.of("note", "\0");
        for (int column : new int[] {0, 1, 2, 3, 4, 6, 7, 8, 9, 10}) {
            assertThat(((Verdict.Rejected) Event.judged(rules, values, extra)).column())
                    .isEqualTo(Events.STREAM.headers().get(column));
            values[column] = good[column];
        }
        assertThat(((Verdict.Rejected) Event.judged(rules, values, extra)).column())
                .isEqualTo("note");
    }

    // What is required

    @ParameterizedTest
    @ValueSource(strings = {"event_id", "product_id", "event_type", "price", "timestamp"})
    void aRequiredValueMustBeThere(String column) {
        assertRejected(column, null, Reason.MISSING_VALUE);
        assertRejected(column, "", Reason.MISSING_VALUE);
        assertRejected(column, " \t ", Reason.MISSING_VALUE);
        assertThat(Events.STREAM.requiredHeaders()).contains(column);
    }

    @Test
    void anOptionalValueMayBeMissing() {
        for (String nothing : new String[] {null, "", " \t"}) {
            assertThat(accepted("product_name", nothing).productName()).isNull();
            assertThat(accepted("category", nothing).category()).isNull();
            assertThat(accepted("quantity", nothing).quantity()).isEqualTo("1.000");
            assertThat(accepted("user_id", nothing).userId()).as("a guest").isNull();
            assertThat(accepted("currency", nothing).currency()).isNull();
        }
    }

    // event_id

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "3F2A8C1E-0b7d-4E59-9a61-c4d20f8e7b13",
                "80000000-0000-0000-8000-000000000001"
            })
    void aUuidIsTakenInEitherCase(String id) {
        assertThat(accepted("event_id", " " + id + "\t").eventId()).isEqualTo(UUID.fromString(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1-1-1-1-1",
                "3f2a8c1e0b7d4e599a61c4d20f8e7b13",
                "{3f2a8c1e-0b7d-4e59-9a61-c4d20f8e7b13}",
                "3f2a8c1e-0b7d-4e59-9a61-c4d20f8e7b1",
                "3f2a8c1e-0b7d-4e59-9a61-c4d20f8e7b133",
                "3f2a8c1e-0b7d-4e59-9a61-c4d20f8e7b1g",
                "3f2a8c1e-0b7d-4e59-9a61 c4d20f8e7b13",
                "3f2a8c1-e0b7d-4e59-9a61-c4d20f8e7b13",
                "+f2a8c1e-0b7d-4e59-9a61-c4d20f8e7b13",
                "３f2a8c1e-0b7d-4e59-9a61-c4d20f8e7b13"
            })
    void anyOtherFormOfAUuidIsRejected(String id) {
        assertRejected("event_id", id, Reason.BAD_UUID);
    }

    // user_id, product_id, quantity, currency

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "17, 17",
        "0017, 0017",
        "' 42\t', 42",
        "-1, -1",
        "a, a",
        "A, A",
        "ada@example.org, ada@example.org",
        "SKU 7/b, SKU 7/b",
        "'x,\"y', 'x,\"y'",
        "٣, ٣",
        "9223372036854775808, 9223372036854775808"
    })
    void anIdIsKeptToTheLetter(String delivered, String stored) {
        assertThat(accepted("user_id", delivered).userId()).isEqualTo(stored);
        assertThat(accepted("product_id", delivered).productId()).isEqualTo(stored);
    }

    @Test
    void anIdHasAtMost128CharactersAndNoNul() {
        String id = "\ud83d\udca1".repeat(128);
        for (String column : new String[] {"user_id", "product_id", "session_id"}) {
            assertThat(judge(column, id)).isInstanceOf(Verdict.Accepted.class);
            assertRejected(column, id + "x", Reason.TOO_LONG_TEXT);
            assertRejected(column, "a\0", Reason.NUL_IN_TEXT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1.000",
        "007, 7.000",
        "1.4, 1.400",
        "0.001, 0.001",
        "12.3450, 12.345",
        "1.00, 1.000",
        "320.0000, 320.000",
        "1000000, 1000000.000"
    })
    void aQuantityHasUpToThreeDecimals(String delivered, String stored) {
        assertThat(accepted("quantity", delivered).quantity()).isEqualTo(stored);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "+1", "1e3", "1,000", "0x1", "1 2", "x", "٣", "１", ".5", "5."})
    void whatIsNoPlainNumberIsNoQuantity(String delivered) {
        assertRejected("quantity", delivered, Reason.BAD_DECIMAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.000", "1000000.001", "1000001", "4294967297", "9223372036854775808"})
    void aQuantityIsMoreThanNothingAndAtMostAMillion(String delivered) {
        assertRejected("quantity", delivered, Reason.OUT_OF_RANGE);
    }

    @Test
    void aQuantityIsNeverRounded() {
        assertRejected("quantity", "0.0005", Reason.TOO_MANY_DECIMALS);
        assertRejected("quantity", "1.23456", Reason.TOO_MANY_DECIMALS);
    }

    @Test
    void aCurrencyIsACodeOfThreeCapitalLetters() {
        assertThat(accepted("currency", " EUR ").currency()).isEqualTo("EUR");
        assertThat(accepted("currency", "KWD").currency()).isEqualTo("KWD");
        for (String none : new String[] {"eur", "Euro", "€", "EU", "E1R", "ＥＵＲ"}) {
            assertRejected("currency", none, Reason.NO_MATCH);
        }
    }

    // product_name, category

    @Test
    void textsAreStoredAsDelivered() {
        String text = " \"Größe\"\n 42\t";
        assertThat(accepted("product_name", text).productName()).isEqualTo(text);
        assertThat(accepted("category", text).category()).isEqualTo(text);
    }

    @Test
    void aTextHasAtMost500CharactersHoweverManyBytesTheyTake() {
        String text = "\ud83d\udca1".repeat(500);
        assertThat(accepted("product_name", text).productName()).isEqualTo(text);
        assertThat(accepted("category", text).category()).isEqualTo(text);
        assertRejected("product_name", text + "x", Reason.TOO_LONG_TEXT);
        assertRejected("category", text + "x", Reason.TOO_LONG_TEXT);
    }

    @Test
    void aTextHasNoNul() {
        assertRejected("product_name", "a\0b", Reason.NUL_IN_TEXT);
        assertRejected("category", "\0", Reason.NUL_IN_TEXT);
    }

    // price

    @ParameterizedTest
    @CsvSource({
        "0, 0.0000",
        "0.0, 0.0000",
        "7, 7.0000",
        "7.5, 7.5000",
        "7.05, 7.0500",
        "0.0001, 0.0001",
        "007.50, 7.5000",
        "00000000001, 1.0000",
        "1.00000, 1.0000",
        "320.00000000, 320.0000",
        "' 19.99\t', 19.9900",
        "9999999999.9999, 9999999999.9999"
    })
    void aPriceHasUpToFourDecimalsAndZerosBehindThemAreNoLoss(String delivered, String stored) {
        assertThat(accepted("price", delivered).price()).isEqualTo(stored);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "+1", ".5", "5.", ".", "1e3", "1,5", "1.2.3", "NaN", "Inf", "1d", "$5", "1 000", "٣", "１.５"
            })
    void whatIsNoPlainDecimalIsRejected(String delivered) {
        assertRejected("price", delivered, Reason.BAD_DECIMAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.23456", "1.000001", "0.00001", "1.99999999999999999999"})
    void aPriceIsNeverRounded(String delivered) {
        assertRejected("price", delivered, Reason.TOO_MANY_DECIMALS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10000000000", "99999999999999999999999.99"})
    void aPriceHasAtMostTenDigitsBeforeThePoint(String delivered) {
        assertRejected("price", delivered, Reason.OUT_OF_RANGE);
    }

    // Other columns

    @Test
    void otherColumnsBecomeAJsonObject() {
        Map<String, String> extra = new LinkedHashMap<>();
        extra.put("Farbe", " rot \"hell\" <b>\n");
        extra.put("empty", "");
        extra.put("blank", " \t");
        extra.put("größe", "42 \u2028");
        assertThat(Event.of(Event.judged(rules, record(), extra)).extra())
                .isEqualTo("{\"Farbe\":\" rot \\\"hell\\\" <b>\\n\",\"größe\":\"42 \\u2028\"}");
    }

    @Test
    void withoutOtherValuesThereIsNoObject() {
        assertThat(Event.of(Event.judged(rules, record(), null)).extra()).isNull();
        assertThat(Event.of(Event.judged(rules, record(), Map.of("a", "", "b", " ")))
                        .extra())
                .isNull();
    }

    @Test
    void aNulInAnotherColumnIsRejected() {
        assertThat(Event.judged(rules, record(), Map.of("note", "a\0")))
                .isInstanceOfSatisfying(Verdict.Rejected.class, rejected -> {
                    assertThat(rejected.reason()).isEqualTo("nul_in_text");
                    assertThat(rejected.column()).isEqualTo("note");
                });
    }

    // Messages

    @Test
    void messagesShowTheValueShortenedAndWithoutControlCharacters() {
        String expected = "expected a decimal of digits, at most one point, no sign and no exponent, found '";
        assertThat(((Verdict.Rejected) judge("quantity", "a\r\n\tb")).message()).isEqualTo(expected + "a   b'");
        assertThat(((Verdict.Rejected) judge("quantity", "\ud83d\udca1".repeat(100))).message())
                .isEqualTo(expected + "\ud83d\udca1".repeat(60) + "' and 40 characters more");
        assertThat(((Verdict.Rejected) judge("quantity", "x".repeat(60))).message())
                .endsWith("found '" + "x".repeat(60) + "'");
        assertThat(((Verdict.Rejected) judge("product_id", " ")).message())
                .isEqualTo("expected a value, found nothing");
        assertThat(((Verdict.Rejected) judge("quantity", "0")).message())
                .isEqualTo("expected a number from 0.001 to 1000000.000, found '0'");
    }

    private static String[] record() {
        return new String[] {ID, "1", "1", "Lamp", "home", "view", "1", "9.99", "2025-11-22 10:00:00", null, null};
    }

    private Verdict judge(String column, String value) {
        String[] values = record();
        values[Events.STREAM.headers().indexOf(column)] = value;
        return Event.judged(rules, values, null);
    }

    private Event accepted(String column, String value) {
        return Event.of(judge(column, value));
    }

    private void assertRejected(String column, String value, Reason reason) {
        assertThat(judge(column, value)).isInstanceOfSatisfying(Verdict.Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(reason.code());
            assertThat(rejected.column()).isEqualTo(column);
        });
    }
}
