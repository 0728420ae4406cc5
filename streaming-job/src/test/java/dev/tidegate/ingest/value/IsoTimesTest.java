package dev.tidegate.ingest.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "2025-11-22 10:15:30 UTC, 2025-11-22T10:15:30Z",
        "2025-11-22T10:15:30.25-0330, 2025-11-22T13:45:30.25Z",
        "2025-11-22 10:15, 2025-11-22T09:15:00Z",
        "2025-11-22T10:15Z, 2025-11-22T10:15:00Z",
        "2025-11-22t10:15:30Z, 2025-11-22T10:15:30Z",
        "2025-11-22T10:15:30z, 2025-11-22T10:15:30Z",
        "2025-11-22T10:15:30 Z, 2025-11-22T10:15:30Z",
        "2025-11-22T10:15:30UTC, 2025-11-22T10:15:30Z",
        "2025-11-22T10:15:30 GMT, 2025-11-22T10:15:30Z",
        "2025-11-22T10:15:30.5 GMT, 2025-11-22T10:15:30.5Z",
        "2025-11-22T10:15:30 +02:00, 2025-11-22T08:15:30Z",
        "2025-11-22 10:15:30 +0100, 2025-11-22T09:15:30Z",
        "2025-11-22 10:15 -03, 2025-11-22T13:15:00Z",
        "'2025-11-22T10:15:30,5', 2025-11-22T09:15:30.5Z",
        "'2025-11-22T10:15:30,5 +01:00', 2025-11-22T09:15:30.5Z",
        "2025/11/22 10:15:30, 2025-11-22T09:15:30Z",
        "20251122T101530Z, 2025-11-22T10:15:30Z",
        "20251122 1015, 2025-11-22T09:15:00Z",
        "20251122T101530.25+0200, 2025-11-22T08:15:30.25Z"
    })
    void whatIsAsClearAsTheStrictFormsIsRead(String text, Instant time) throws BrokenRule {
        assertThat(new IsoTimes(BERLIN).micros(new Value("t", text)))
                .isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, time));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2025-11-22",
                "2025/11-22 10:15:30",
                "20251122T10:15:30Z",
                "2025-11-22T101530Z",
                "2025-11-22 10:1530",
                "2025-11-22 10:15.5",
                "2025-11-22 10:15:30 CET",
                "2025/13/22 10:15",
                "2025-11-22 24:00",
                "2025-11-22 10:15 +19",
                "2025-11-22T10:15:30 utc",
                "2025-11-22T10:15:30  UTC",
                "22.11.2025 10:15:30",
                "1763806530",
                "٢٠٢٥-11-22 10:15",
                "now"
            })
    void whatIsNotIsRejectedAndShownAsItStands(String text) {
        assertThatThrownBy(() -> new IsoTimes(BERLIN).micros(new Value("t", text)))
                .hasMessageContaining("'" + text + "'")
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.type(BrokenRule.class))
                .returns(Reason.BAD_TIMESTAMP, BrokenRule::reason);
    }

    @Test
    void aTimeTheClocksPassOverIsRejected() {
        assertThatThrownBy(() -> new IsoTimes(BERLIN).micros(new Value("t", "2025/03/30 02:30")))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.type(BrokenRule.class))
                .returns(Reason.TIMESTAMP_IN_GAP, BrokenRule::reason);
    }
}
