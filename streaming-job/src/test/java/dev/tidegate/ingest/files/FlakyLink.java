package dev.tidegate.ingest.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Lies between a client and a server that speak HTTP, one request a connection, and lets requests meet with faults. */
public final class FlakyLink implements AutoCloseable {

    private static final String SLOW_DOWN = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>SlowDown</Code>"
            + "<Message>Please reduce your request rate.</Message></Error>";

    private final URI server;
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger struck = new AtomicInteger();
    private volatile Function<String, Fault> faults = request -> Fault.NONE;

    public FlakyLink(URI server) throws IOException {
        this.server = server;
        daemon(this::accept);
    }

    /** What happens to a request. */
    public enum Fault {
        NONE,
        /** The server asks for patience. */
        SLOW_DOWN,
        /** It does not come to the server. */
        LOST,
        /** The server does it, and nobody hears of it. */
        UNHEARD,
        /** Half of the answer comes. */
        HALVED,
        /** It takes its time. */
        LATE
    }

    /** Where a client finds the server through it. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** Says what happens from now on to a request, of which it is told the first line. */
    public void meet(Function<String, Fault> fault) {
        struck.set(0);
        faults = fault;
    }

    /** The first so many requests whose first line begins so meet with this fault. */
    public void meet(Fault fault, int times, String begin) {
        AtomicInteger left = new AtomicInteger(times);
        meet(request -> request.startsWith(begin) && left.getAndDecrement() > 0 ? fault : Fault.NONE);
    }

    /** How many have met with one. */
    public int struck() {
        return struck.get();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                daemon(() -> serve(client));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket up = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
            String head = head(client.getInputStream());
            if (head.isEmpty()) {
                return;
            }
            Fault fault = faults.apply(head.substring(0, head.indexOf('\r')));
            struck.addAndGet(fault == Fault.NONE ? 0 : 1);
            OutputStream answer = client.getOutputStream();
            switch (fault) {
                case LOST -> {}
                case SLOW_DOWN -> {
                    String status = "HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n"
                            + "Connection: close\r\n\r\n%s";
                    answer.write(status.formatted(SLOW_DOWN.length(), SLOW_DOWN).getBytes(ISO_8859_1));
                }
                default -> pass(client, up, head, fault);
            }
        } catch (IOException e) {
            // A side that closes is what this is for.
            return;
        }
    }

    private static void pass(Socket client, Socket up, String head, Fault fault) throws IOException {
        if (fault == Fault.LATE) {
            try {
                Thread.sleep(1500);
            } catch (InterruptedException e) {
                return;
            }
        }
        up.getOutputStream()
                .write(head.replaceFirst("\r\n", "\r\nConnection: close\r\n").getBytes(ISO_8859_1));
        daemon(() -> {
            try {
                client.getInputStream().transferTo(up.getOutputStream());
            } catch (IOException e) {
                // The answer has come.
                return;
            }
        });
        OutputStream answer = client.getOutputStream();
        if (fault == Fault.NONE || fault == Fault.LATE) {
            up.getInputStream().transferTo(answer);
            return;
        }
        byte[] whole = up.getInputStream().readAllBytes();
        if (fault == Fault.HALVED) {
            int body = new String(whole, ISO_8859_1).indexOf("\r\n\r\n") + 4;
            answer.write(whole, 0, body + (whole.length - body) / 2);
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            if (b == '\n' && head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
                return head.toString(ISO_8859_1);
            }
        }
        return "";
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "flaky link");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
