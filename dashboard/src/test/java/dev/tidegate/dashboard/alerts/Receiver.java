package dev.tidegate.dashboard.alerts;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A receiver of notices on a real socket, which does with the next messages what a test wants, and then takes all. */
final class Receiver implements AutoCloseable {
    /** What it does with one message. */
    interface Behaviour {
        void answer(HttpExchange exchange) throws IOException;
    }

    /** A message as it came. */
    record Message(JsonObject body, String id, String contentType, long nanos) {
        String text() {
            return body.get("text").getAsString();
        }

        String event() {
            return body.get("event").getAsString();
        }
    }

    private static final long PATIENCE_S = 20;

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Behaviour> next = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    Receiver() throws IOException {
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook/s3cret-token";
    }

    /** The next message is answered so, before all others are taken. */
    Receiver then(Behaviour behaviour) {
        next.add(behaviour);
        return this;
    }

    static Behaviour status(int status, String... header) {
        return exchange -> {
            if (header.length == 2) {
                exchange.getResponseHeaders().add(header[0], header[1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    /** Says nothing at all. */
    Behaviour hang() {
        return exchange -> {
            try {
                closed.await(PATIENCE_S, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** Takes it, but never comes to an end of its answer. */
    Behaviour drip() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (!closed.await(20, TimeUnit.MILLISECONDS)) {
                    out.write('.');
                    out.flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** The next message; fails where none comes. */
    Message next() throws InterruptedException {
        Message message = messages.poll(PATIENCE_S, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("No message came within " + PATIENCE_S + " s");
        }
        return message;
    }

    /** How many have come and were not asked for. */
    int more() {
        return messages.size();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        messages.add(new Message(
                JsonParser.parseString(body).getAsJsonObject(),
                exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                System.nanoTime()));
        Behaviour behaviour = next.poll();
        try (exchange) {
            (behaviour == null ? status(200) : behaviour).answer(exchange);
        }
    }
}
