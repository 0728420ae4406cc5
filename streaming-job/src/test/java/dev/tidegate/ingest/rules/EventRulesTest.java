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
        String[] values = {ID, "17", "4", "Desk Lamp", "home", "buy", "2", "24.90", "2025-11-22T10:15:30.123456Z"};
        Event event = Event.of(Event.judged(rules, values, Map.of("colour", "red")));
        assertThat(event)
                .isEqualTo(new Event(
                        UUID.fromString(ID),
                        17,
                        4,
                        "Desk Lamp",
                        "home",
                        "buy",
                        2,
                        2490,
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
        String[] values = {"no uuid", "x", null, null, null, "search", "0", "free", ""};
        assertThat(Event.judged(rules, values, Map.of("a", "\0"))).isEqualTo(new Verdict.Filtered("search"));
    }

    @Test
    void theEventTypeGoesBeforeAllOtherColumns() {
        String[] values = {"no uuid", "x", "", "", "", "?", "0", "free", ""};
        assertThat(Event.judged(rules, values, null))
                .isEqualTo(
                        new Verdict.Rejected(
                                "bad_event_type",
                                "event_type",
                                "expected a word of at most 64 characters a-z, 0-9, _ and -, the first of them a letter, found '?'"));
    }

    @Test
    void theFirstColumnInTheirOrderThatBreaksItsRuleGivesTheReason() {
        String[] values = {"-", "-", "-", "x".repeat(501), "x".repeat(501), "buy", "-", "-", "-"};
        String[] good = record();
        Map<String, String> extra = Map.of("note", "\0");
        for (int column : new int[] {0, 1, 2, 3, 4, 6, 7, 8}) {
            assertThat(((Verdict.Rejected) Event.judged(rules, values, extra)).column())
                    .isEqualTo(Events.STREAM.headers().get(column));
            values[column] = good[column];
        }
        assertThat(((Verdict.Rejected) Event.judged(rules, values, extra)).column())
                .isEqualTo("note");
    }

    // What is required

    @ParameterizedTest
    @ValueSource(strings = {"event_id", "user_id", "product_id", "event_type", "price", "timestamp"})
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
            assertThat(accepted("quantity", nothing).quantity()).isEqualTo(1);
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

    // user_id, product_id, quantity

    @ParameterizedTest
    @CsvSource({"1, 1", "007, 7", "' 42\t', 42", "9223372036854775807, 9223372036854775807"})
    void anIdIsAWholeNumberFromOne(String delivered, long stored) {
        assertThat(accepted("user_id", delivered).userId()).isEqualTo(stored);
        assertThat(accepted("product_id", delivered).productId()).isEqualTo(stored);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "+1", "1.0", "1e3", "1,000", "0x1", "1 2", "x", "٣", "１", "00000000000000000001"})
    void whatIsNoWholeNumberIsRejected(String delivered) {
        assertRejected("user_id", delivered, Reason.BAD_INTEGER);
        assertRejected("product_id", delivered, Reason.BAD_INTEGER);
        assertRejected("quantity", delivered, Reason.BAD_INTEGER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0000000000000000000", "9223372036854775808", "9999999999999999999"})
    void aNumberOutOfRangeIsRejected(String delivered) {
        assertRejected("user_id", delivered, Reason.OUT_OF_RANGE);
        assertRejected("product_id", delivered, Reason.OUT_OF_RANGE);
        assertRejected("quantity", delivered, Reason.OUT_OF_RANGE);
    }

    @Test
    void aQuantityIsAtMostAMillion() {
        assertThat(accepted("quantity", "1000000").quantity()).isEqualTo(1_000_000);
        assertRejected("quantity", "1000001", Reason.OUT_OF_RANGE);
        assertRejected("quantity", "4294967297", Reason.OUT_OF_RANGE);
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
        "0, 0",
        "0.0, 0",
        "7, 700",
        "7.5, 750",
        "7.05, 705",
        "0.01, 1",
        "007.50, 750",
        "' 19.99\t', 1999",
        "9999999999.99, 999999999999"
    })
    void aPriceIsKeptToTheCent(String delivered, long cents) {
        assertThat(accepted("price", delivered).priceCents()).isEqualTo(cents);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "+1", ".5", "5.", ".", "1e3", "1,5", "1.2.3", "NaN", "Inf", "1d", "$5", "1 000", "٣", "１.５"
            })
    void whatIsNoPlainDecimalIsRejected(String delivered) {
        assertRejected("price", delivered, Reason.BAD_DECIMAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.234", "1.000", "0.001", "1.99999999999999999999"})
    void aPriceIsNeverRounded(String delivered) {
        assertRejected("price", delivered, Reason.TOO_MANY_DECIMALS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10000000000", "00000000001", "99999999999999999999999.99"})
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
        assertThat(((Verdict.Rejected) judge("user_id", "a\r\n\tb")).message())
                .isEqualTo("expected a whole number of 1 to 19 digits, found 'a   b'");
        assertThat(((Verdict.Rejected) judge("user_id", "\ud83d\udca1".repeat(100))).message())
                .isEqualTo("expected a whole number of 1 to 19 digits, found '" + "\ud83d\udca1".repeat(60)
                        + "' and 40 characters more");
        assertThat(((Verdict.Rejected) judge("user_id", "x".repeat(60))).message())
                .endsWith("found '" + "x".repeat(60) + "'");
        assertThat(((Verdict.Rejected) judge("user_id", " ")).message()).isEqualTo("expected a value, found nothing");
        assertThat(((Verdict.Rejected) judge("quantity", "0")).message())
                .isEqualTo("expected a whole number from 1 to 1000000, found '0'");
    }

    private static String[] record() {
        return new String[] {ID, "1", "1", "Lamp", "home", "view", "1", "9.99", "2025-11-22 10:00:00"};
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
