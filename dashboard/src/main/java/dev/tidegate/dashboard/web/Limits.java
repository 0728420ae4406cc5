package dev.tidegate.dashboard.web;

import io.javalin.config.JettyConfig;
import java.time.Duration;
import java.util.function.Function;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ThreadLimitHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** How much of the server one client can have, and for how long. docs/dashboard.md lists all limits. */
final class Limits {
    private static final int THREADS = 128;

    /** The others are for health and metrics, however many addresses ask at once, and for the server itself. */
    private static final int THREADS_OF_ALL_CLIENTS = 112;

    private static final int THREADS_OF_ONE = 16;
    private static final int CONNECTIONS = 2_000;
    private static final int CONNECTIONS_OF_ONE = 400;
    private static final int HEADER_BYTES = 8 * 1024;

    /** So much the system keeps for a client that reads nothing. */
    private static final int SEND_BUFFER_BYTES = 128 * 1024;

    /** Longer than an event stream is ever silent. */
    private static final Duration IDLE = Duration.ofSeconds(15);

    private static final Duration HEADER_IN = Duration.ofSeconds(20);
    private static final Duration ANSWER_IN = Duration.ofSeconds(60);

    private Limits() {}

    static void apply(JettyConfig jetty, String bind, int port) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 8);
        threads.setName("http");
        jetty.threadPool = threads;
        jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setRequestHeaderSize(HEADER_BYTES);
        });
        jetty.modifyServer(server -> {
            server.insertHandler(new SlowAnswers(ANSWER_IN, WebServer.LIVE));
            server.insertHandler(threads(
                    THREADS_OF_ONE,
                    request -> ClientAddress.of(request.getConnectionMetaData().getRemoteSocketAddress())));
            server.insertHandler(threads(THREADS_OF_ALL_CLIENTS, request -> "all"));
        });
        jetty.addConnector((server, http) -> connector(server, http, bind, port));
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, String bind, int port) {
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(bind);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE.toMillis());
        connector.setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
        connector.addBean(new ConnectionsOfClients(CONNECTIONS, CONNECTIONS_OF_ONE));
        connector.addBean(new SlowRequests(HEADER_IN));
        return connector;
    }

    /** Who has so many threads that are busy waits for one of them, but still gets health and metrics. */
    private static ThreadLimitHandler threads(int most, Function<Request, String> of) {
        ThreadLimitHandler limit = new ThreadLimitHandler(null, false) {
            @Override
            protected String getRemoteIP(Request request) {
                return of.apply(request);
            }
        };
        limit.setThreadLimit(most);
        limit.excludePath(Gate.PROBES.toArray(String[]::new));
        return limit;
    }
}
