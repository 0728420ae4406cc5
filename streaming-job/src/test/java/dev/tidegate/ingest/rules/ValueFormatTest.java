package dev.tidegate.ingest.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.stream.Events;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that are written as a shop writes them. */
class ValueFormatTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static StreamRules rules(ZoneId zone, ValueFormat format) {
        return new StreamRules(Events.STREAM, format, zone);
    }

    private static StreamRules times(String format) {
        return rules(BERLIN, new ValueFormat('.', List.of(format), null, Map.of(), Set.of(), Map.of(), null));
    }

    private static Verdict judge(StreamRules rules, String type, String price, String time) {
        return Event.judged(
                rules,
                new String[] {
                    "00000000-0000-0000-0000-000000000001", "7", "21", null, null, type, null, price, time, null, null
                },
                null);
    }

    private static String time(String format, String time) {
        Verdict verdict = judge(times(format), "view", "1", time);
        if (verdict instanceof Verdict.Accepted accepted) {
            return Instant.EPOCH
                    .plus(Event.of(accepted).timestampMicros(), ChronoUnit.MICROS)
                    .toString();
        }
        return ((Verdict.Rejected) verdict).reason();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "epoch_seconds | 1433221332 | 2015-06-02T05:02:12Z",
                "epoch_millis | 1433221332117 | 2015-06-02T05:02:12.117Z",
                "epoch_micros | 1433221332117001 | 2015-06-02T05:02:12.117001Z",
                "epoch_millis | 0 | 1970-01-01T00:00:00Z",
                "epoch_millis | 4133980799999 | 2100-12-31T23:59:59.999Z",
                "epoch_millis | 4133980800000 | year_out_of_range",
                "epoch_seconds | 999999999999999999 | year_out_of_range",
                "epoch_seconds | 9999999999999999999 | bad_timestamp",
                "epoch_millis | -1 | bad_timestamp",
                "epoch_millis | 1e9 | bad_timestamp",
                "epoch_millis | ١٢ | bad_timestamp",
                "epoch_millis | 2015-06-02 05:02:12 | bad_timestamp",
                "dd.MM.yyyy HH:mm | 01.07.2026 00:15 | 2026-06-30T22:15:00Z",
                "dd.MM.yyyy HH:mm | 1.7.2026 00:15 | bad_timestamp",
                "d.M.yyyy H:mm | 1.7.2026 0:15 | 2026-06-30T22:15:00Z",
                "dd.MM.yyyy HH:mm | 01.07.2026 00:15 Uhr | bad_timestamp",
                "dd.MM.yyyy HH:mm | 29.02.2026 00:15 | bad_timestamp",
                "dd.MM.yyyy HH:mm | 01.07.2026 24:00 | bad_timestamp",
                "dd.MM.yyyy HH:mm | 29.03.2026 02:30 | timestamp_in_gap",
                "dd.MM.yyyy HH:mm | 25.10.2026 02:30 | 2026-10-25T00:30:00Z",
                "dd.MM.yyyy HH:mm | 01.07.1969 00:15 | year_out_of_range",
                "dd.MM.yyyy | 01.07.2026 | 2026-06-30T22:00:00Z",
                "MM/dd/yy hh:mm a | 07/01/26 12:15 AM | 2026-06-30T22:15:00Z",
                "MMM d, uuuu HH:mm:ss | Jul 1, 2026 00:15:00 | 2026-06-30T22:15:00Z",
                "yyyy-MM-dd HH:mm:ss.SSSSSSSSS | 2026-07-01 23:59:59.999999999 | 2026-07-01T21:59:59.999999Z",
                "yyyy-MM-dd HH:mm:ss XXX | 2026-07-01 00:15:00 -05:00 | 2026-07-01T05:15:00Z",
                "yyyy-MM-dd HH:mm:ss VV | 2026-07-01 00:15:00 America/New_York | 2026-07-01T04:15:00Z",
                "yyyy-MM-dd HH:mm:ss VV | 2026-03-29 02:30:00 Europe/Berlin | timestamp_in_gap",
                "yyyyMMddHHmmss | 20260701001500 | 2026-06-30T22:15:00Z",
                "iso | 2026-07-01 00:15:00 | 2026-06-30T22:15:00Z"
            })
    void timesAreReadByTheirFormat(String format, String text, String expected) {
        assertThat(time(format, text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,5 | 1.5000",
                "1 | 1.0000",
                "1234,56 | 1234.5600",
                "1.5 | bad_decimal",
                "1.234,56 | bad_decimal",
                "1,23456 | too_many_decimals",
                "1,23450 | 1.2345",
                ", | bad_decimal"
            })
    void decimalCommaStandsBeforeTheDecimals(String text, String expected) {
        StreamRules rules =
                rules(ZoneOffset.UTC, new ValueFormat(',', List.of(), null, Map.of(), Set.of(), Map.of(), null));
        Verdict verdict = judge(rules, "view", text, "2026-01-01T00:00:00Z");
        assertThat(
                        verdict instanceof Verdict.Accepted accepted
                                ? Event.of(accepted).price()
                                : ((Verdict.Rejected) verdict).reason())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "PURCHASE, buy",
        "' seite gesehen ', view",
        "click, click",
        "view, filtered",
        "hover, filtered",
        "'', bad",
        "two words, bad"
    })
    void eventTypesMeanWhatTheMappingSays(String text, String expected) {
        Map<String, String> types = Map.of("purchase", "buy", "seite gesehen", "view", "view", ValueFormat.FILTERED);
        StreamRules rules = rules(
                ZoneOffset.UTC,
                new ValueFormat('.', List.of(), null, Map.of("event_type", types), Set.of(), Map.of(), null));
        Verdict verdict = judge(rules, text, "1", "2026-01-01T00:00:00Z");
        assertThat(
                        verdict instanceof Verdict.Accepted accepted
                                ? Event.of(accepted).eventType()
                                : verdict instanceof Verdict.Filtered ? "filtered" : "bad")
                .isEqualTo(expected);
    }

    @Test
    void theZoneOfTheMappingGoesBeforeThatOfTheJob() {
        StreamRules rules = rules(
                BERLIN, new ValueFormat('.', List.of(), ZoneId.of("Asia/Tokyo"), Map.of(), Set.of(), Map.of(), null));
        Verdict accepted = judge(rules, "view", "1", "2026-07-01 09:00:00");
        assertThat(Event.of(accepted).timestampMicros()).isEqualTo(1782864000_000000L);
    }

    private static UUID id(List<NamedField> columns, String[] values, Map<String, String> extra) {
        ValueFormat format = new ValueFormat(
                '.', List.of(), null, Map.of(), Set.of(), Map.of(), new IdColumns(IdColumns.NAMESPACE, columns));
        return rules(ZoneOffset.UTC, format).derivedId(values, extra);
    }

    @Test
    void textsOfDerivedIdsDoNotRunIntoEachOtherAndTheCaseOfAHeaderDoesNotCount() {
        List<NamedField> columns = List.of(new NamedField(1, "who"), new NamedField(-1, "session"));
        String[] seven = {null, "7", null, null, null, null, null, null, null};
        String[] seventyOne = {null, "71", null, null, null, null, null, null, null};
        UUID id = id(columns, seven, Map.of("session", "12"));
        assertThat(id.version()).isEqualTo(3);
        assertThat(id(columns, seven, Map.of("other", "x", "SESSION", "12"))).isEqualTo(id);
        assertThat(id(columns, seventyOne, Map.of("session", "2"))).isNotEqualTo(id);
        assertThat(id(columns, seven, null)).isNotEqualTo(id).isEqualTo(id(columns, seven, Map.of("other", "x")));
    }
}
