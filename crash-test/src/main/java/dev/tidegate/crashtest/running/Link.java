package dev.tidegate.crashtest.running;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One connection through the proxy: two threads, one a direction. */
final class Link {

    private static final byte[] COMMITTED = "C\0\0\0\13COMMIT\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int BUFFER = 64 << 10;

    private final Socket client;
    private final Socket server;
    private final Weather weather;
    private final ClientMessages messages = new ClientMessages();

    Link(Socket client, Socket server, Weather weather) {
        this.client = client;
        this.server = server;
        this.weather = weather;
    }

    void open() {
        start("requests", () -> pump(client.getInputStream(), server.getOutputStream(), this::loses));
        start("answers", () -> pump(server.getInputStream(), client.getOutputStream(), this::losesAnswer));
    }

    private void start(String what, Step step) {
        Thread thread = new Thread(
                () -> {
                    try {
                        step.run();
                    } catch (IOException | InterruptedException e) {
                        // One side is gone: so is the connection.
                        weather.note(e);
                    } finally {
                        cut();
                    }
                },
                "proxy " + what);
        thread.setDaemon(true);
        thread.start();
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private interface Loss {
        boolean loses(byte[] chunk, int length);
    }

    private void pump(InputStream from, OutputStream to, Loss loss) throws IOException, InterruptedException {
        byte[] chunk = new byte[BUFFER];
        for (int length = from.read(chunk); length >= 0; length = from.read(chunk)) {
            if (loss.loses(chunk, length)) {
                return;
            }
            weather.awaitCalm(!messages.isHeartbeat());
            to.write(chunk, 0, length);
        }
    }

    private boolean loses(byte[] chunk, int length) {
        boolean commits = messages.commits(chunk, length);
        if (messages.isHeartbeat()) {
            return false;
        }
        return (commits && weather.strikes(Cut.COMMIT_LOST)) || weather.strikes(Cut.REQUEST_LOST);
    }

    private boolean losesAnswer(byte[] chunk, int length) {
        if (messages.isHeartbeat()) {
            return false;
        }
        return (isCommitted(chunk, length) && weather.strikes(Cut.COMMIT_ANSWER_LOST))
                || weather.strikes(Cut.ANSWER_LOST);
    }

    private static boolean isCommitted(byte[] chunk, int length) {
        for (int at = 0; at + COMMITTED.length <= length; at++) {
            if (Arrays.equals(chunk, at, at + COMMITTED.length, COMMITTED, 0, COMMITTED.length)) {
                return true;
            }
        }
        return false;
    }

    /** Cuts it in both directions. */
    void cut() {
        for (Socket end : new Socket[] {client, server}) {
            try {
                end.close();
            } catch (IOException e) {
                weather.note(e);
            }
        }
    }
}
