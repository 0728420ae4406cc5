package dev.tidegate.ingest.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When the health answer is red: only where files wait and none is loaded, or where nobody can know. */
class ProgressTest {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration TRIGGER = Duration.ofSeconds(10);

    private long now = 1_000_000;
    private final Progress progress = new Progress("events", () -> now, PATIENCE, TRIGGER);

    @Test
    void aJobThatStartsIsHealthyUntilItsPatienceIsOver() {
        pass(PATIENCE);
        assertHealthy();
        pass(TRIGGER.plusSeconds(1));
        assertStuck("starting");
    }

    @Test
    void aJobThatCannotReachTheDatabaseAtItsStartIsStuckAfterAWhileAndSaysWhy() {
        for (int i = 0; i < 40; i++) {
            progress.failed("Waiting for the database: Connection refused");
            pass(Duration.ofSeconds(10));
        }
        assertStuck("starting");
        assertThat(health().lastFailure()).contains("Connection refused");
        assertThat(health().failedTries()).isEqualTo(40);
        progress.mayWrite();
        assertHealthy();
        assertThat(health().lastFailure()).isNull();
    }

    @Test
    void aJobThatWaitsForAnotherOneIsHealthyHoweverLong() {
        for (int second = 0; second < 3600; second++) {
            progress.standsBy("process 1 on a");
            pass(Duration.ofSeconds(1));
        }
        assertHealthy();
        assertThat(health().doing()).contains("process 1 on a");
    }

    @Test
    void anEmptyFolderIsHealthyHoweverLong() {
        started();
        for (int look = 0; look < 1000; look++) {
            progress.looked();
            pass(TRIGGER);
        }
        assertHealthy();
    }

    @Test
    void filesThatComeAfterALongIdleTimeHaveTheWholePatience() {
        Progress daily = new Progress("events", () -> now, PATIENCE, Duration.ofDays(1));
        daily.mayWrite();
        daily.looked();
        pass(Duration.ofDays(1));
        daily.looked();
        daily.offered(3);
        pass(PATIENCE);
        assertThat(daily.health(true).up()).isTrue();
        pass(Duration.ofSeconds(1));
        assertThat(daily.health(true).up()).isFalse();
    }

    @Test
    void aFolderThatIsNotLookedIntoAnyMoreIsStuck() {
        started();
        progress.looked();
        progress.looked();
        pass(PATIENCE.plus(TRIGGER));
        assertHealthy();
        pass(Duration.ofSeconds(1));
        assertStuck("waiting for files");
    }

    @Test
    void aMicroBatchThatIsNotLoadedIsStuckAndOneThatIsLoadedEndsThat() {
        started();
        progress.looked();
        progress.offered(3);
        pass(PATIENCE);
        assertHealthy();
        pass(Duration.ofSeconds(1));
        assertStuck("loading a micro-batch, files in it: 3");
        progress.endedBatch(true);
        assertHealthy();
    }

    @Test
    void anHourOfTasksThatEndIsProgress() {
        started();
        progress.looked();
        progress.offered(1);
        for (int task = 0; task < 30; task++) {
            pass(Duration.ofMinutes(2));
            progress.taskEnded();
            assertHealthy();
        }
    }

    @Test
    void aLongMergeHasAsLongAsTheServerGivesIt() {
        started();
        progress.looked();
        progress.offered(1);
        progress.merges(Duration.ofMinutes(26));
        pass(Duration.ofMinutes(26));
        assertHealthy();
        pass(Duration.ofSeconds(1));
        assertStuck("loading a micro-batch, files in it: 1");
    }

    @Test
    void aMergeThatFailsForEverIsStuckThoughItBeginsAnewAllTheTime() {
        started();
        progress.looked();
        progress.offered(1);
        for (int second = 0; second < 20; second++) {
            progress.taskEnded();
            progress.merges(Duration.ofMinutes(26));
            progress.failed("could not extend file: No space left on device");
        }
        pass(PATIENCE.plusSeconds(1));
        progress.taskEnded();
        progress.merges(Duration.ofMinutes(26));
        assertStuck("loading a micro-batch, files in it: 1");
    }

    @Test
    void filesThatAreLeftForLaterAgainAndAgainAreNoProgress() {
        started();
        for (int round = 0; round < 40; round++) {
            progress.looked();
            progress.offered(1);
            progress.endedBatch(false);
            pass(TRIGGER);
        }
        assertThat(health().up()).isFalse();
    }

    @Test
    void whatIsRefusedIsStuckAtOnceAndLoadsNothingAnyMore() {
        started();
        progress.offered(1);
        progress.refused("no rights");
        assertStuck("ended");
    }

    private void started() {
        progress.mayWrite();
        assertHealthy();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private Health health() {
        return progress.health(true);
    }

    private void assertHealthy() {
        assertThat(health().up()).as("%s", health()).isTrue();
    }

    private void assertStuck(String doing) {
        assertThat(health().up()).as("%s", health()).isFalse();
        assertThat(health().doing()).isEqualTo(doing);
    }
}
