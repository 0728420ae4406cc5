package dev.tidegate.dashboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dashboard.live.Pulse;
import dev.tidegate.dashboard.live.Viewers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SlowClientsTest {
    private static final int LENGTH = 20_000_000;

    @Test
    void whoTakesAnAnswerByteByByteHoldsNoThreadThoughNeverIdle() throws Exception {
        CompletableFuture<Void> written = new CompletableFuture<>();
        Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SlowAnswers slow = new SlowAnswers(Duration.ofSeconds(2), "/live");
        slow.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                Callback seen = Callback.from(() -> written.complete(null), written::completeExceptionally);
                response.write(true, ByteBuffer.allocate(LENGTH), Callback.combine(seen, callback));
                return true;
            }
        });
        server.setHandler(slow);
        server.start();
        try (Socket socket = connect(((ServerConnector) server.getConnectors()[0]).getLocalPort(), "/")) {
            Instant deadline = Instant.now().plusSeconds(30);
            while (!written.isDone()) {
                assertThat(socket.getInputStream().read()).isNotNegative();
                assertThat(Instant.now()).isBefore(deadline);
                Thread.sleep(1);
            }
            assertThat(written).isCompletedExceptionally();
        } finally {
            server.stop();
        }
    }

    @Test
    @Tag("long")
    void aViewerWhoReadsNothingIsDropped() throws Exception {
        Pulse pulse = new Pulse(Pulse.Health.LIVE, "a".repeat(1_000_000), Instant.EPOCH, Instant.EPOCH, List.of());
        Viewers viewers = new Viewers(WebServer::event);
        WebServer server = new WebServer(
                "127.0.0.1", 0, AllowedHosts.of("127.0.0.1", ""), null, viewers, () -> pulse, Map::of, new Metrics());
        server.start();
        try (Socket socket = connect(server.port(), "/api/live")) {
            Instant deadline = Instant.now().plusSeconds(40);
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            while (viewers.count() == 0) {
                assertThat(Instant.now()).isBefore(deadline);
                Thread.sleep(20);
            }
            while (viewers.count() > 0) {
                viewers.tell(pulse);
                assertThat(Instant.now()).isBefore(deadline);
                Thread.sleep(100);
            }
        } finally {
            viewers.close();
            server.close();
        }
    }

    private static Socket connect(int port, String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
