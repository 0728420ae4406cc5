package dev.tidegate.ingest.cohort;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A way to the server that can become silent: connections stay open, new ones are taken, and nothing passes any more. */
public final class Relay implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final URI server;
    private volatile boolean silent;

    /** @param jdbcUrl of the server */
    public Relay(String jdbcUrl) throws IOException {
        this.server = URI.create(jdbcUrl.substring("jdbc:".length()));
        start(this::accept);
    }

    /** The same database by this way. */
    public String url() {
        return "jdbc:"
                + server.toString()
                        .replace(
                                server.getHost() + ":" + server.getPort(),
                                listening.getInetAddress().getHostAddress() + ":" + listening.getLocalPort());
    }

    public void silence() {
        silent = true;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = kept(listening.accept());
                if (!silent) {
                    Socket there = kept(new Socket(server.getHost(), server.getPort()));
                    start(() -> pass(client, there));
                    start(() -> pass(there, client));
                }
            }
        } catch (IOException e) {
            if (!listening.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Socket kept(Socket socket) {
        sockets.add(socket);
        return socket;
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int length = in.read(buffer);
            while (length >= 0) {
                if (!silent) {
                    out.write(buffer, 0, length);
                }
                length = in.read(buffer);
            }
        } catch (IOException e) {
            // One of them has ended, and so has this.
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }
}
