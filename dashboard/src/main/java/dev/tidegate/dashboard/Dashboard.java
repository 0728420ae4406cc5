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
    private final Database database;
    private final Pulses pulses;
    private final Viewers viewers;
    private final WebServer server;
    private final String bind;

    Dashboard(ConnectionSettings settings, String bind, int port) {
        Clock clock = Clock.systemUTC();
        Metrics metrics = new Metrics();
        this.bind = bind;
        database = Database.at(settings);
        viewers = new Viewers(WebServer::event);
        pulses = new Pulses(database, clock, viewers::tell);
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
        database.close();
    }
}
