package dev.tidegate.dashboard.turns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final CountDownLatch go = new CountDownLatch(1);
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private Turns turns;

    @AfterEach
    void close() {
        go.countDown();
        turns.close();
    }

    @Test
    void whoAsksForMuchWaitsForItAlone() throws InterruptedException {
        turns = new Turns("test", new Turns.Bounds(1, 1, 100, 50));
        for (int i = 0; i < 30; i++) {
            offer("greedy");
        }
        offer("modest");
        CountDownLatch last = offer("modest");
        go.countDown();
        assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(List.copyOf(ran).lastIndexOf("modest")).isLessThanOrEqualTo(4);
    }

    @Test
    void noClientGetsAllThreads() throws InterruptedException {
        turns = new Turns("test", new Turns.Bounds(3, 2, 100, 50));
        for (int i = 0; i < 10; i++) {
            offer("greedy");
        }
        CountDownLatch served = new CountDownLatch(1);
        turns.offer("modest", served::countDown);
        assertThat(served.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theLinesAreBoundedOfOneAndOfAll() {
        turns = new Turns("test", new Turns.Bounds(1, 1, 5, 3));
        offer("running");
        assertThat(List.of(take("a"), take("a"), take("a"))).containsOnly(true);
        assertThat(take("a")).isFalse();
        assertThat(List.of(take("b"), take("b"))).containsOnly(true);
        assertThat(take("b")).isFalse();
        assertThat(take("c")).isFalse();
    }

    @Test
    void aTaskThatFailsFreesItsThread() throws InterruptedException {
        turns = new Turns("test", new Turns.Bounds(1, 1, 5, 5));
        turns.offer("a", () -> {
            throw new IllegalStateException("This one is thrown by the test");
        });
        CountDownLatch next = offer("a");
        go.countDown();
        assertThat(next.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private boolean take(String client) {
        return turns.offer(client, () -> ran.add(client));
    }

    private CountDownLatch offer(String client) {
        CountDownLatch done = new CountDownLatch(1);
        assertThat(turns.offer(client, () -> {
                    awaitGo();
                    ran.add(client);
                    done.countDown();
                }))
                .isTrue();
        return done;
    }

    private void awaitGo() {
        try {
            go.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
