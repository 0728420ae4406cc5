package dev.tidegate.dashboard.turns;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs tasks on a few threads. The tasks of each client wait in a line of their own, and the lines take turns: a client
 * that asks for much makes only itself wait. The lines are limited, and no client gets all threads.
 */
public final class Turns implements AutoCloseable {
    private final Bounds bounds;
    private final ExecutorService threads;
    private final Map<String, Queue<Runnable>> lines = new LinkedHashMap<>();
    private final Map<String, Integer> runningOf = new HashMap<>();
    private int running;
    private int waiting;

    /**
     * How much at most.
     *
     * @param threads tasks that run at once
     * @param threadsOfOne tasks of one client that run at once
     * @param waiting tasks that wait
     * @param waitingOfOne tasks of one client that wait
     */
    public record Bounds(int threads, int threadsOfOne, int waiting, int waitingOfOne) {}

    /** @param name of the threads */
    public Turns(String name, Bounds bounds) {
        this.bounds = bounds;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Runs a task when it is its turn.
     *
     * @param client whose line it waits in
     * @param task throws nothing
     * @return false where too many wait already; then it is not run
     */
    public synchronized boolean offer(String client, Runnable task) {
        Queue<Runnable> line = lines.get(client);
        if (waiting >= bounds.waiting() || (line != null && line.size() >= bounds.waitingOfOne())) {
            return false;
        }
        lines.computeIfAbsent(client, first -> new ArrayDeque<>()).add(task);
        waiting++;
        startWhatMay();
        return true;
    }

    /** Runs nothing any more. */
    @Override
    public synchronized void close() {
        lines.clear();
        waiting = 0;
        threads.shutdownNow();
    }

    private void startWhatMay() {
        for (String client = next(); client != null; client = next()) {
            start(client);
        }
    }

    /** The client whose turn it is; null where nothing may be started now. */
    private String next() {
        if (running >= bounds.threads() || threads.isShutdown()) {
            return null;
        }
        Iterator<String> clients = lines.keySet().iterator();
        while (clients.hasNext()) {
            String client = clients.next();
            if (runningOf.getOrDefault(client, 0) < bounds.threadsOfOne()) {
                return client;
            }
        }
        return null;
    }

    private void start(String client) {
        // If more tasks of this client wait, their line is now the last one.
        Queue<Runnable> line = lines.remove(client);
        Runnable task = line.remove();
        if (!line.isEmpty()) {
            lines.put(client, line);
        }
        waiting--;
        running++;
        runningOf.merge(client, 1, Integer::sum);
        threads.execute(() -> {
            try {
                task.run();
            } finally {
                ended(client);
            }
        });
    }

    private synchronized void ended(String client) {
        running--;
        runningOf.computeIfPresent(client, (same, tasks) -> tasks == 1 ? null : tasks - 1);
        startWhatMay();
    }
}
