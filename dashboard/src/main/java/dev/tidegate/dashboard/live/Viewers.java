package dev.tidegate.dashboard.live;

import io.javalin.http.sse.SseClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * The open pages. Each is told on its own thread, so that a slow one does not delay the others. Their number is
 * limited, in all and for one client: each takes a connection and, where its line is slow, a thread.
 */
public final class Viewers implements AutoCloseable {
    /** Most pages in all. */
    public static final int MOST = 500;

    /** Most pages of one client. All who come through a proxy count as one. */
    public static final int MOST_OF_ONE = 100;

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

    /** Whether one more page of this client may be opened. */
    public boolean hasRoomFor(String client) {
        return open.size() < MOST
                && open.stream().filter(viewer -> viewer.of().equals(client)).count() < MOST_OF_ONE;
    }

    /**
     * A page was opened; it hears the newest pulse at once.
     *
     * @param of the client that opened it; if there is no room for it any more, its stream ends at once
     */
    public synchronized void add(SseClient client, String of, Pulse newest) {
        if (!hasRoomFor(of)) {
            client.close();
            return;
        }
        Viewer viewer = new Viewer(client, of, new AtomicBoolean());
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

    private record Viewer(SseClient client, String of, AtomicBoolean busy) {}
}
