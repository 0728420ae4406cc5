package dev.tidegate.ingest.operate.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class TimesTest {

    private final Times.Since since = new Times.Since();

    @ParameterizedTest
    @CsvSource({
        "2026-11-01, 2026-11-01T00:00:00Z",
        "2026-11-01 12:30, 2026-11-01T12:30:00Z",
        "2026-11-01T12:30:15, 2026-11-01T12:30:15Z",
        "2026-11-01T12:30:15Z, 2026-11-01T12:30:15Z",
        "2026-11-01T12:30:15+01:00, 2026-11-01T11:30:15Z"
    })
    void aTimeIsUtcUnlessItSaysItsOffset(String text, Instant expected) {
        assertThat(since.convert(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"90m, 5400", "2h, 7200", "7d, 604800", "30 seconds, 30"})
    void aDurationCountsBackFromNow(String text, long seconds) {
        assertThat(since.convert(text)).isCloseTo(Instant.now().minusSeconds(seconds), within(5, ChronoUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2026-13-01", "12:00", "", "7 lightyears"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> since.convert(text)).isInstanceOf(TypeConversionException.class);
    }

    @Test
    void durationsAreShownInTheUnitThatFits() {
        assertThat(Times.text(Duration.ofMillis(20))).isEqualTo("20 ms");
        assertThat(Times.text(Duration.ofSeconds(119))).isEqualTo("119 s");
        assertThat(Times.text(Duration.ofMinutes(119))).isEqualTo("119 min");
        assertThat(Times.text(Duration.ofHours(47))).isEqualTo("47 h");
        assertThat(Times.text(Duration.ofDays(3))).isEqualTo("3 days");
    }
}
