package dev.tidegate.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** The one address our servers listen on. */
final class Loopback {
    /** As text. */
    static final String HOST = "127.0.0.1";

    private static final byte[] ADDRESS = {127, 0, 0, 1};

    private Loopback() {}

    /**
     * The wanted port, if nobody listens on it.
     *
     * @param wanted 0 for any free one
     * @throws ServerUnavailableException where it is taken
     */
    static int freePort(int wanted) throws ServerUnavailableException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(ADDRESS), wanted));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new ServerUnavailableException(
                    "Cannot start PostgreSQL: port " + wanted + " of " + HOST
                            + " is taken. Choose another one with --port; 0 takes any that is free",
                    e);
        }
    }
}
