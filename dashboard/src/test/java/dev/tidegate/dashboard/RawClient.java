package dev.tidegate.dashboard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** An HTTP client that says just what it is told to, and comes from an address of its own. */
final class RawClient {
    private final InetSocketAddress server;
    private final String from;

    /** @param from the address that it comes from, such as 127.0.0.2 */
    RawClient(Dashboard dashboard, String from) {
        this.server = new InetSocketAddress(
                InetAddress.getLoopbackAddress(),
                URI.create(dashboard.address()).getPort());
        this.from = from;
    }

    int port() {
        return server.getPort();
    }

    /** Connects, and takes no more than a few kilobytes unless it reads. */
    Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout((int) Duration.ofSeconds(45).toMillis());
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(server, 5_000);
        return socket;
    }

    /** What comes back for these lines, up to the end of the connection. */
    String send(String... lines) throws IOException {
        try (Socket socket = connect()) {
            write(socket, String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n");
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The status for a GET with a Host that is right, and these headers. */
    int get(String path, String... headers) throws IOException {
        String[] lines = new String[headers.length + 2];
        lines[0] = "GET " + path + " HTTP/1.1";
        lines[1] = "Host: localhost:" + port();
        System.arraycopy(headers, 0, lines, 2, headers.length);
        return status(send(lines));
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** 0 where nothing came back. */
    static int status(String answer) {
        return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
    }
}
