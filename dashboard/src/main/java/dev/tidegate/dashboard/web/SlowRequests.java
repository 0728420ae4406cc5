package dev.tidegate.dashboard.web;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * Closes connections on which no request arrives in time. For Jetty a connection is not idle while single bytes arrive,
 * so a header could take hours. Here only a whole header counts.
 */
final class SlowRequests extends AbstractLifeCycle implements Connection.Listener {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Duration longest;
    private final Map<Connection, Seen> open = new ConcurrentHashMap<>();
    private ScheduledExecutorService timer;

    private record Seen(long requests, boolean answered, long sinceNanos) {}

    /** @param longest time from opening the connection, or from the last answer, to the end of a request's header */
    SlowRequests(Duration longest) {
        this.longest = longest;
    }

    @Override
    public void onOpened(Connection connection) {
        open.put(connection, seen(connection));
    }

    @Override
    public void onClosed(Connection connection) {
        open.remove(connection);
    }

    @Override
    protected void doStart() {
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "slow-requests");
            thread.setDaemon(true);
            return thread;
        });
        var unused =
                timer.scheduleWithFixedDelay(this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doStop() {
        timer.shutdownNow();
    }

    private void look() {
        open.forEach((connection, before) -> {
            Seen now = seen(connection);
            if (now.requests() != before.requests() || now.answered() != before.answered()) {
                open.replace(connection, before, now);
            } else if (now.answered() && now.sinceNanos() - before.sinceNanos() > longest.toNanos()) {
                connection.getEndPoint().close();
            }
        });
    }

    private static Seen seen(Connection connection) {
        long requests = connection.getMessagesIn();
        return new Seen(requests, connection.getMessagesOut() >= requests, System.nanoTime());
    }
}
