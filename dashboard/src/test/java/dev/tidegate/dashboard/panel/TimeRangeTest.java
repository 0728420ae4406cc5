package dev.tidegate.dashboard.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeRangeTest {
    private static final Instant NOW = Instant.parse("2026-11-04T10:17:42.5Z");

    @ParameterizedTest
    @CsvSource({
        "15m, 2026-11-04T10:03:00Z, 1m, 15",
        "1h, 2026-11-04T09:18:00Z, 1m, 60",
        "6h, 2026-11-04T04:20:00Z, 5m, 72",
        "24h, 2026-11-03T11:00:00Z, 1h, 24",
        "7d, 2026-10-28T11:00:00Z, 1h, 168",
        "30d, 2026-10-06T00:00:00Z, 1d, 30",
        "90d, 2026-08-07T00:00:00Z, 1d, 90"
    })
    void theLastHoursAreWholeBarsAndTheOneThatIsBeingFilled(String name, String since, String bucket, long bars) {
        Span span = new TimeRange.Last(TimeRange.NAMED.get(name)).at(NOW);
        assertThat(span.since()).isEqualTo(Instant.parse(since));
        assertThat(span.until()).isEqualTo(NOW);
        assertThat(span.bucket().label()).isEqualTo(bucket);
        assertThat(span.bars()).isEqualTo(bars);
    }

    @Test
    void aFixedTimeIsWidenedToWholeBars() {
        Span span = new TimeRange.Between(Instant.parse("2026-11-01T10:20:00Z"), Instant.parse("2026-11-03T09:01:00Z"))
                .at(NOW);
        assertThat(span.since()).isEqualTo(Instant.parse("2026-11-01T10:00:00Z"));
        assertThat(span.until()).isEqualTo(Instant.parse("2026-11-03T10:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "PT6H, 1m 5m 15m 1h 1d 7d",
        "PT12H30M, 1m 5m 15m 1h 1d 7d",
        "PT12H31M, 5m 15m 1h 1d 7d",
        "P7D, 15m 1h 1d 7d",
        "P31D, 1h 1d 7d",
        "P32D, 1d 7d",
        "P740D, 1d 7d",
        "P751D, 7d"
    })
    void barsOfWhichThereWouldBeTooManyAreNotOffered(Duration length, String offered) {
        TimeRange range = new TimeRange.Between(Instant.EPOCH, Instant.EPOCH.plus(length));
        assertThat(new Question(Panel.TREND, range, Map.of())
                        .readableBuckets().stream().map(Bucket::label).collect(Collectors.joining(" ")))
                .isEqualTo(offered);
    }

    @Test
    void weeksBeginOnMondays() {
        assertThat(Bucket.WEEK.floor(NOW)).isEqualTo(Instant.parse("2026-11-02T00:00:00Z"));
        assertThat(Bucket.WEEK.floor(Instant.parse("1969-12-31T00:00:00Z")))
                .isEqualTo(Instant.parse("1969-12-29T00:00:00Z"));
    }

    @Test
    void timesOfAtMostAWeekAreComparedWithTheWeekBefore() {
        assertThat(new TimeRange.Last(Duration.ofHours(1)).at(NOW).earlier()).isEqualTo(Duration.ofDays(7));
        assertThat(new TimeRange.Last(Duration.ofDays(7)).at(NOW).earlier()).isEqualTo(Duration.ofDays(7));
        assertThat(new TimeRange.Last(Duration.ofDays(30)).at(NOW).earlier()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void aTimeThatEndsBeforeItBeginsIsRefused() {
        assertThatThrownBy(() -> new TimeRange.Between(NOW, NOW)).isInstanceOf(IllegalArgumentException.class);
    }
}
