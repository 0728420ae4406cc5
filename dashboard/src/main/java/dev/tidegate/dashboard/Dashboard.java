package dev.tidegate.dashboard;

import dev.tidegate.dashboard.database.ConnectionSettings;
import dev.tidegate.dashboard.database.Database;
import dev.tidegate.dashboard.live.Pulses;
import dev.tidegate.dashboard.live.Viewers;
import dev.tidegate.dashboard.panel.Answers;
import dev.tidegate.dashboard.web.Metrics;
import dev.tidegate.dashboard.web.WebServer;
import java.time.Clock;

/** The parts, put together. */
final class Dashboard implements AutoCloseable {
    /** Half of the server's cores is what a dashboard may take, and each query takes milliseconds. */
    private static final int CONNECTIONS = 4;

    private final Database database;
    private final Database watched;
    private final Pulses pulses;
    private final Viewers viewers;
    private final WebServer server;
    private final String bind;

    Dashboard(ConnectionSettings settings, String bind, int port) {
        Clock clock = Clock.systemUTC();
        Metrics metrics = new Metrics();
        this.bind = bind;
        database = Database.at(settings, CONNECTIONS);
        // On a connection of its own: a pulse that waits behind slow queries would say that the database is gone.
        watched = Database.at(settings, 1);
        viewers = new Viewers(WebServer::event);
        pulses = new Pulses(watched, clock, viewers::tell);
        Answers answers = new Answers(database, () -> pulses.newest().batch(), clock, metrics::query);
        server = new WebServer(bind, port, answers, viewers, pulses::newest, metrics);
        metrics.watch(pulses::newest, viewers::count);
    }

    /** Serves, whether the database is there or not. */
    void start() {
        server.start();
        pulses.start();
    }

    String address() {
        String host = bind.contains(":") ? "[" + bind + "]" : bind;
        return "http://" + host + ":" + server.port() + "/";
    }

    @Override
    public void close() {
        pulses.close();
        viewers.close();
        server.close();
        watched.close();
        database.close();
    }
}
