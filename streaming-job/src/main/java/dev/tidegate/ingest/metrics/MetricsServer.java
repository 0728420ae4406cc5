package dev.tidegate.ingest.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Answers on {@code /metrics} and to those who probe, by daemon threads of its own. */
public final class MetricsServer implements AutoCloseable {

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final HTTPServer server;

    private MetricsServer(HTTPServer server) {
        this.server = server;
    }

    static MetricsServer start(
            InetAddress address, int port, PrometheusRegistry registry, Supplier<List<Health>> health)
            throws IOException {
        return new MetricsServer(HTTPServer.builder()
                .inetAddress(address)
                .port(port)
                .registry(registry)
                .registerHealthHandler(false)
                .defaultHandler(exchange -> answer(exchange, health))
                .buildAndStart());
    }

    /** The port it listens on. */
    public int port() {
        return server.getPort();
    }

    private static void answer(HttpExchange exchange, Supplier<List<Health>> health) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case "/livez" -> send(exchange, OK, "text/plain", "The process answers\n");
            case "/readyz" -> tell(exchange, Health::areReady, health.get());
            case "/healthz" -> tell(exchange, Health::areUp, health.get());
            default -> send(exchange, NOT_FOUND, "text/plain", "There are /metrics, /healthz, /readyz and /livez\n");
        }
    }

    private static void tell(HttpExchange exchange, Predicate<List<Health>> well, List<Health> now) throws IOException {
        send(exchange, well.test(now) ? OK : UNAVAILABLE, "application/json", Health.json(now));
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(status, -1);
            } else {
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
