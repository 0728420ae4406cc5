package dev.tidegate.s3;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lies between a client and a server that speak HTTP, one request a connection, and lets requests meet with faults. The server
 * gets one request at a time: S3 decides on a condition and does what was asked in one step, and these servers in two.
 */
public final class FlakyLink implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?im)^Content-Length: *([0-9]+)$");
    /** A client that asks whether it may send its body. */
    private static final Pattern MAY_I = Pattern.compile("(?im)^Expect: *100-continue\r\n");

    private static final String GO_ON = "HTTP/1.1 100 Continue\r\n\r\n";
    private static final String ERROR =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code>" + "<Message>%s</Message></Error>";
    private static final String ANSWER =
            "HTTP/1.1 %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s";

    private final URI server;
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger struck = new AtomicInteger();
    private final Object turn = new Object();
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
        /** The server says that this is not allowed. */
        FORBIDDEN,
        /** It does not come to the server. */
        LOST,
        /** The server does it, and nobody hears of it. */
        UNHEARD,
        /** Half of the answer comes. */
        HALVED,
        /** It takes its time. */
        LATE
    }

    /** What somebody asks the server for, not through the link. */
    @FunctionalInterface
    public interface Request<T> {
        T send() throws IOException;
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

    /** Asks the server while nothing gets to it through the link. */
    public <T> T alone(Request<T> request) throws IOException {
        synchronized (turn) {
            return request.send();
        }
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
        try (client) {
            String head = head(client.getInputStream());
            if (head.isEmpty()) {
                return;
            }
            Fault fault = faults.apply(head.substring(0, head.indexOf('\r')));
            struck.addAndGet(fault == Fault.NONE ? 0 : 1);
            switch (fault) {
                case LOST -> {}
                case SLOW_DOWN -> refuse(client, "503 Slow Down", "SlowDown", "Please reduce your request rate.");
                case FORBIDDEN -> refuse(client, "403 Forbidden", "AccessDenied", "Access Denied");
                default -> pass(client, head, fault);
            }
        } catch (IOException e) {
            // A side that closes is what this is for.
            return;
        }
    }

    private static void refuse(Socket client, String status, String code, String message) throws IOException {
        String error = ERROR.formatted(code, message);
        client.getOutputStream()
                .write(ANSWER.formatted(status, error.length(), error).getBytes(ISO_8859_1));
    }

    private void pass(Socket client, String head, Fault fault) throws IOException {
        if (fault == Fault.LATE) {
            try {
                Thread.sleep(1500);
            } catch (InterruptedException e) {
                return;
            }
        }
        byte[] whole = ask(head, body(head, client));
        OutputStream answer = client.getOutputStream();
        switch (fault) {
            case UNHEARD -> {}
            case HALVED -> {
                int body = new String(whole, ISO_8859_1).indexOf("\r\n\r\n") + 4;
                answer.write(whole, 0, body + (whole.length - body) / 2);
            }
            default -> answer.write(whole);
        }
    }

    /** All of it, before the server is asked: a client may be stopped, or die, in the middle of it. */
    private static byte[] body(String head, Socket client) throws IOException {
        Matcher length = LENGTH.matcher(head);
        if (!length.find()) {
            return new byte[0];
        }
        if (MAY_I.matcher(head).find()) {
            client.getOutputStream().write(GO_ON.getBytes(ISO_8859_1));
        }
        int expected = Integer.parseInt(length.group(1));
        byte[] body = client.getInputStream().readNBytes(expected);
        if (body.length < expected) {
            throw new IOException("%d bytes of a body, expected %d".formatted(body.length, expected));
        }
        return body;
    }

    private byte[] ask(String head, byte[] body) throws IOException {
        String asked = MAY_I.matcher(head).replaceFirst("").replaceFirst("\r\n", "\r\nConnection: close\r\n");
        return alone(() -> {
            try (Socket up = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
                up.getOutputStream().write(asked.getBytes(ISO_8859_1));
                up.getOutputStream().write(body);
                return up.getInputStream().readAllBytes();
            }
        });
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
