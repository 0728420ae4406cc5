package dev.tidegate.ingest.operate.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReadingProgressTest {

    private static final long SIZE = 5_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(TimeUnit.HOURS.toNanos(7));
    private final StringWriter err = new StringWriter();

    private ReadingProgress progress(boolean terminal) {
        return new ReadingProgress("big.csv", SIZE, new PrintWriter(err), terminal, nanos::get);
    }

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void aTerminalHasABarWithRateAndTimeLeftThatGoesAwayAtTheEnd() {
        ReadingProgress progress = progress(true);
        pass(10_000);
        progress.at(1_000_000_000, 12_345_678);
        assertThat(err)
                .hasToString(
                        "\rbig.csv: [####................] 20 % of 5,000 MB, 12,345,678 records, 100 MB/s, 0:40 left");
        int shown = err.toString().length() - 1;
        progress.end();
        assertThat(err.toString()).endsWith("\r" + " ".repeat(shown) + "\r");
    }

    @Test
    void whatIsShorterThanTheLineBeforeLeavesNothingOfIt() {
        ReadingProgress progress = progress(true);
        pass(10_000);
        progress.at(1_000_000, 123_456_789);
        int first = err.toString().length() - 1;
        pass(10_000);
        progress.at(4_000_000_000L, 1);
        String second = err.toString().substring(first + 1);
        assertThat(second).startsWith("\rbig.csv: [################....] 80 %");
        assertThat(second.length()).isGreaterThanOrEqualTo(first + 1);
    }

    @Test
    void aFileThatIsReadWithinTwoSecondsHasNone() {
        ReadingProgress progress = progress(true);
        pass(1_999);
        progress.at(SIZE - 1, 1);
        progress.end();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void elsewhereALineComesEachHalfMinute() {
        ReadingProgress progress = progress(false);
        for (int second = 0; second < 70; second++) {
            pass(1_000);
            progress.at(second * 10_000_000L + 10_000_000, second);
        }
        progress.end();
        assertThat(err.toString().lines())
                .containsExactly(
                        "big.csv: 6 % of 5,000 MB, 29 records, 10 MB/s, 7:50 left",
                        "big.csv: 12 % of 5,000 MB, 59 records, 10 MB/s, 7:20 left");
        assertThat(err.toString()).doesNotContain("\r");
    }

    @Test
    void aFileWithoutASizeHasNone() {
        ReadingProgress progress = new ReadingProgress("pipe", 0, new PrintWriter(err), true, nanos::get);
        pass(60_000);
        progress.at(1, 1);
        assertThat(err.toString()).isEmpty();
    }
}
