package dev.tidegate.dashboard.web;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.io.SelectorManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the open connections of one client and of all. One too many is closed at once. Jetty's own limit stops
 * accepting connections, so one client could shut out all others.
 */
final class ConnectionsOfClients implements SelectorManager.AcceptListener {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionsOfClients.class);

    private final int most;
    private final int mostOfOne;
    private final Map<SelectableChannel, String> open = new HashMap<>();
    private final Map<String, Integer> openOf = new HashMap<>();

    ConnectionsOfClients(int most, int mostOfOne) {
        this.most = most;
        this.mostOfOne = mostOfOne;
    }

    @Override
    public synchronized void onAccepting(SelectableChannel channel) {
        SocketAddress remote = remote(channel);
        String client = ClientAddress.of(remote);
        if (open.size() < most && openOf.getOrDefault(client, 0) < mostOfOne) {
            open.put(channel, client);
            openOf.merge(client, 1, Integer::sum);
        } else {
            LOG.debug("Too many connections; one of {} is closed", client);
            close(channel);
        }
    }

    @Override
    public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        onClosed(channel);
    }

    @Override
    public synchronized void onClosed(SelectableChannel channel) {
        String client = open.remove(channel);
        if (client != null) {
            openOf.computeIfPresent(client, (same, count) -> count == 1 ? null : count - 1);
        }
    }

    private static SocketAddress remote(SelectableChannel channel) {
        try {
            return channel instanceof SocketChannel socket ? socket.getRemoteAddress() : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static void close(SelectableChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("Cannot close a connection", e);
        }
    }
}
