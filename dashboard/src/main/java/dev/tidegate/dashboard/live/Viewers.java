package dev.tidegate.dashboard.live;

import io.javalin.http.sse.SseClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** The open pages. Each is told on its own, so that one on a dead line holds up no other. */
public final class Viewers implements AutoCloseable {
    private final Function<Pulse, String> format;
    private final Set<Viewer> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService tellers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "viewer");
        thread.setDaemon(true);
        return thread;
    });

    /** @param format makes the data of a server-sent event */
    public Viewers(Function<Pulse, String> format) {
        this.format = format;
    }

    /** A page was opened; it hears the newest pulse at once. */
    public void add(SseClient client, Pulse newest) {
        Viewer viewer = new Viewer(client, new AtomicBoolean());
        client.keepAlive();
        client.onClose(() -> open.remove(viewer));
        open.add(viewer);
        tell(viewer, format.apply(newest));
    }

    /** Tells all pages. */
    public void tell(Pulse pulse) {
        String data = format.apply(pulse);
        open.forEach(viewer -> tell(viewer, data));
    }

    /** How many pages are open. */
    public int count() {
        return open.size();
    }

    @Override
    public void close() {
        tellers.shutdownNow();
        open.forEach(viewer -> viewer.client().close());
    }

    /** A page that has not taken the last pulse yet misses this one; the next is newer anyway. */
    private void tell(Viewer viewer, String data) {
        if (viewer.busy().compareAndSet(false, true)) {
            tellers.execute(() -> {
                try {
                    viewer.client().sendEvent("pulse", data);
                } finally {
                    viewer.busy().set(false);
                }
            });
        }
    }

    private record Viewer(SseClient client, AtomicBoolean busy) {}
}
