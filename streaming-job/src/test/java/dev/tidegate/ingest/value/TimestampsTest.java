package dev.tidegate.ingest.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "2025-11-22 10:15:30, 2025-11-22T10:15:30Z",
        "2025-11-22T10:15:30, 2025-11-22T10:15:30Z",
        "2025-11-22 10:15:30 UTC, 2025-11-22T10:15:30Z",
        "2025-11-22T10:15:30.5 UTC, 2025-11-22T10:15:30.5Z",
        "2025-11-22T10:15:30Z, 2025-11-22T10:15:30Z",
        "2025-11-22 10:15:30.25Z, 2025-11-22T10:15:30.25Z",
        "2025-11-22T10:15:30+02, 2025-11-22T08:15:30Z",
        "2025-11-22T10:15:30-0330, 2025-11-22T13:45:30Z",
        "2025-11-22 10:15:30.75+05:45, 2025-11-22T04:30:30.75Z",
        "2025-11-22T10:15:30-00:00, 2025-11-22T10:15:30Z",
        "2025-11-22T10:15:30+18:00, 2025-11-21T16:15:30Z",
        "2024-02-29 00:00:00, 2024-02-29T00:00:00Z",
        "2000-02-29 23:59:59, 2000-02-29T23:59:59Z",
        "'\t2025-11-22 10:15:30 ', 2025-11-22T10:15:30Z"
    })
    void allFormsAreRead(String text, Instant time) throws BrokenRule {
        assertThat(micros(text, ZoneOffset.UTC)).isEqualTo(micros(time));
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-01 00:00:00.1, 100000",
        "2025-01-01 00:00:00.000001, 1",
        "2025-01-01 00:00:00.0000019, 1",
        "2025-01-01 00:00:00.123456789, 123456",
        "2025-01-01 00:00:00.999999999, 999999",
        "2025-01-01 00:00:00.000000000, 0"
    })
    void whatIsFinerThanAMicrosecondIsCutOff(String text, long micros) throws BrokenRule {
        assertThat(micros(text, ZoneOffset.UTC) - micros(Instant.parse("2025-01-01T00:00:00Z")))
                .isEqualTo(micros);
    }

    @Test
    void theLastNanosecondOfADayStaysInIt() throws BrokenRule {
        assertThat(micros("2025-12-31T23:59:59.999999999Z", ZoneOffset.UTC))
                .isEqualTo(micros(Instant.parse("2025-12-31T23:59:59.999999Z")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2025-11-22",
                "2025-11-22 10:15",
                "2025-11-22T10:15Z",
                "2025-11-22  10:15:30",
                "2025-11-22t10:15:30Z",
                "2025-11-22\t10:15:30",
                "2025-11-22_10:15:30",
                "2025-11-22T10:15:30z",
                "2025-11-22T10:15:30 Z",
                "2025-11-22T10:15:30UTC",
                "2025-11-22T10:15:30 utc",
                "2025-11-22T10:15:30 GMT",
                "2025-11-22T10:15:30  UTC",
                "2025-11-22T10:15:30 +02:00",
                "2025-11-22T10:15:30+2",
                "2025-11-22T10:15:30+02:0",
                "2025-11-22T10:15:30+020",
                "2025-11-22T10:15:30+02-00",
                "2025-11-22T10:15:30+02:00:00",
                "2025-11-22T10:15:30+02:0x",
                "2025-11-22T10:15:30+02x0",
                "2025-11-22T10:15:30+02:60",
                "2025-11-22T10:15:30+18:01",
                "2025-11-22T10:15:30+19",
                "2025-11-22T10:15:30+a2:00",
                "2025-11-22T10:15:30Europe/Berlin",
                "2025-11-22T10:15:30[UTC]",
                "2025-11-22T10:15:30.",
                "2025-11-22T10:15:30.Z",
                "2025-11-22T10:15:30.1234567890",
                "2025-11-22T10:15:30,5",
                "2025-11-22T10:15:30.5.5",
                "2025-11-22T24:00:00",
                "2025-11-22T10:60:00",
                "2025-11-22T23:59:60Z",
                "2026-02-30 10:00:00",
                "2025-02-29 10:00:00",
                "2100-02-29 10:00:00",
                "2025-04-31 10:00:00",
                "2025-00-01 10:00:00",
                "2025-13-01 10:00:00",
                "2025-01-00 10:00:00",
                "2025-01-32 10:00:00",
                "25-11-22 10:15:30",
                "+2025-11-22 10:15:30",
                "-2025-11-22 10:15:30",
                "12025-11-22 10:15:30",
                "2025/11/22 10:15:30",
                "22.11.2025 10:15:30",
                "20251122T101530Z",
                "1763806530",
                "٢٠٢٥-11-22 10:15:30",
                "2025-11-22 10:15:3０",
                "2025-11-22 10:15:30.５",
                "now"
            })
    void anyOtherFormIsRejected(String text) {
        assertBroken(text, ZoneOffset.UTC, Reason.BAD_TIMESTAMP);
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01 00:00:00, true",
        "1969-12-31 23:59:59.999999999, false",
        "2100-12-31 23:59:59.999999999, true",
        "2101-01-01 00:00:00, false",
        "1969-12-31T23:30:00-01:00, true",
        "1970-01-01T00:30:00+01:00, false",
        "2101-01-01T00:30:00+01:00, true",
        "2100-12-31T23:30:00-01:00, false",
        "0000-01-01 00:00:00, false",
        "9999-12-31 23:59:59, false"
    })
    void theYearInUtcIs1970To2100(String text, boolean fits) throws BrokenRule {
        if (fits) {
            assertThat(micros(text, ZoneOffset.UTC)).isNotNegative();
        } else {
            assertBroken(text, ZoneOffset.UTC, Reason.YEAR_OUT_OF_RANGE);
        }
    }

    @Test
    void aTimeWithoutZoneIsOneOfTheInputZone() throws BrokenRule {
        assertThat(micros("2025-07-01 12:00:00", BERLIN)).isEqualTo(micros(Instant.parse("2025-07-01T10:00:00Z")));
        assertThat(micros("2025-12-01 12:00:00", BERLIN)).isEqualTo(micros(Instant.parse("2025-12-01T11:00:00Z")));
        assertThat(micros("2025-07-01 12:00:00 UTC", BERLIN)).isEqualTo(micros(Instant.parse("2025-07-01T12:00:00Z")));
        assertThat(micros("2025-07-01 12:00:00", ZoneOffset.ofHours(-3)))
                .isEqualTo(micros(Instant.parse("2025-07-01T15:00:00Z")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-03-30 02:00:00", "2025-03-30T02:30:00.5", "2025-03-30 02:59:59.999999999"})
    void aTimeTheClocksPassOverIsRejected(String text) {
        assertBroken(text, BERLIN, Reason.TIMESTAMP_IN_GAP);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-03-30 01:59:59, 2025-03-30T00:59:59Z",
        "2025-03-30 03:00:00, 2025-03-30T01:00:00Z",
        "2025-10-26 01:59:59, 2025-10-25T23:59:59Z",
        "2025-10-26 02:00:00, 2025-10-26T00:00:00Z",
        "2025-10-26 02:59:59, 2025-10-26T00:59:59Z",
        "2025-10-26 03:00:00, 2025-10-26T02:00:00Z"
    })
    void ofTwoTimesWithTheSameClockTheEarlierIsMeant(String text, Instant time) throws BrokenRule {
        assertThat(micros(text, BERLIN)).isEqualTo(micros(time));
    }

    @Test
    void anyTimeIsReadAsTheJdkReadsIt() throws BrokenRule {
        long seed = Long.getLong("tidegate.fuzz.seed", System.nanoTime());
        System.out.println("TimestampsTest -Dtidegate.fuzz.seed=" + seed);
        Random random = new Random(seed);
        DateTimeFormatter local = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSSSSS", Locale.ROOT);
        ZoneId zone = ZoneId.of("America/Bahia_Banderas");
        for (int i = 0; i < 50_000; i++) {
            Instant time =
                    Instant.ofEpochSecond((long) (random.nextDouble() * 4_000_000_000L), random.nextInt(1_000_000_000));
            ZoneOffset offset = ZoneOffset.ofTotalSeconds(60 * (random.nextInt(2 * 18 * 60) - 18 * 60));
            assertThat(micros(time.toString(), BERLIN)).isEqualTo(micros(time));
            assertThat(micros(time.atOffset(offset).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME), BERLIN))
                    .isEqualTo(micros(time));
            LocalDateTime clock = time.atZone(zone).toLocalDateTime();
            assertThat(micros(clock.format(local), zone))
                    .isEqualTo(micros(clock.atZone(zone).toInstant()));
        }
    }

    private static long micros(String text, ZoneId zone) throws BrokenRule {
        return new Timestamps(zone).micros(new Value("timestamp", text));
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static void assertBroken(String text, ZoneId zone, Reason reason) {
        assertThatThrownBy(() -> micros(text, zone))
                .isInstanceOfSatisfying(
                        BrokenRule.class, broken -> assertThat(broken.reason()).isEqualTo(reason));
    }
}
