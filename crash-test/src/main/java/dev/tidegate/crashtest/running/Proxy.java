package dev.tidegate.crashtest.running;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/** Stands between the job and the database, and loses what it is told to. */
public final class Proxy implements AutoCloseable {

    private final int serverPort;
    private final ServerSocket door;
    private final Weather weather = new Weather();

    private Proxy(int serverPort, ServerSocket door) {
        this.serverPort = serverPort;
        this.door = door;
    }

    /** Opens one in front of a server of this machine. */
    public static Proxy open(int serverPort) throws IOException {
        Proxy proxy = new Proxy(serverPort, new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(proxy::accept, "proxy");
        thread.setDaemon(true);
        thread.start();
        return proxy;
    }

    /** Where the job finds the database. */
    public int port() {
        return door.getLocalPort();
    }

    /**
     * Cuts the next connection for which this can be; the job's heartbeat is left alone.
     *
     * @param chunks how many pieces that the cut could have hit get through before it does
     */
    public void cut(Cut cut, int chunks) {
        weather.arm(cut, chunks);
    }

    /** Whether the cut that was asked for has been made. */
    public boolean hasCut() {
        return !weather.isArmed();
    }

    /** From now on nothing gets through for this time; then all of it does. */
    public void stall(Duration duration) {
        weather.stall(duration);
    }

    /** How many pieces of what the job loads were held back so far. */
    public long heldBack() {
        return weather.heldBack();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                connect(door.accept());
            } catch (IOException e) {
                weather.note(e);
            }
        }
    }

    /** Where the server is down, the client finds its connection closed, as behind a load balancer. */
    private void connect(Socket client) throws IOException {
        Socket server = new Socket();
        try {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            new Link(client, server, weather).open();
        } catch (IOException e) {
            client.close();
            server.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
