package dev.tidegate.dashboard;

import dev.tidegate.dashboard.alerts.Alerts;
import dev.tidegate.dashboard.alerts.Rules;
import dev.tidegate.dashboard.database.ConnectionSettings;
import dev.tidegate.dashboard.database.Database;
import dev.tidegate.dashboard.live.Pulses;
import dev.tidegate.dashboard.live.Viewers;
import dev.tidegate.dashboard.panel.Answers;
import dev.tidegate.dashboard.web.AllowedHosts;
import dev.tidegate.dashboard.web.Metrics;
import dev.tidegate.dashboard.web.WebServer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts, put together. */
final class Dashboard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);

    private final Database database;
    private final Database watched;
    private final Optional<AlertWatch> alerts;
    private final Pulses pulses;
    private final Viewers viewers;
    private final Answers answers;
    private final AllowedHosts hosts;
    private final WebServer server;
    private final String bind;

    /** The alerts, with a connection of their own: neither page nor pulse wait for their questions. */
    private record AlertWatch(Database database, Alerts alerts) {}

    /** What people are told of, and where it is kept what they know. */
    record AlertSettings(Rules rules, Path state) {}

    /** Without alerts. */
    Dashboard(ConnectionSettings settings, String bind, int port, AllowedHosts hosts) {
        this(settings, bind, port, hosts, Optional.empty());
    }

    Dashboard(ConnectionSettings settings, String bind, int port, AllowedHosts hosts, Optional<AlertSettings> wanted) {
        Clock clock = Clock.systemUTC();
        Metrics metrics = new Metrics();
        this.bind = bind;
        this.hosts = hosts;
        database = Database.at(settings, Answers.CONNECTIONS);
        // On a connection of its own: a pulse that waits behind slow queries would say that the database is gone.
        watched = Database.at(settings, 1);
        viewers = new Viewers(WebServer::event);
        pulses = new Pulses(watched, clock, viewers::tell);
        answers = new Answers(database, () -> pulses.newest().batch(), clock, metrics::query);
        alerts = wanted.map(settled -> watch(settings, settled, clock));
        server = new WebServer(
                bind,
                port,
                hosts,
                answers,
                viewers,
                pulses::newest,
                () -> alerts.map(watch -> watch.alerts().view()).orElse(Map.of()),
                metrics);
        metrics.watch(pulses::newest, viewers::count);
        alerts.ifPresent(watch -> metrics.watchAlerts(
                watch.alerts()::notices, watch.alerts()::open, watch.alerts()::waiting, watch.alerts()::judges));
    }

    /** Serves, whether the database is there or not. */
    void start() {
        if (hosts.isAny()) {
            LOG.warn("--allowed-hosts is *: a foreign web page can read the dashboard by a name of its own.");
        } else if (hosts.isAddressesOnly()) {
            LOG.info("The dashboard answers to addresses and localhost only; --allowed-hosts gives it names.");
        }
        server.start();
        pulses.start();
        alerts.ifPresent(watch -> watch.alerts().start());
    }

    String address() {
        String host = bind.contains(":") ? "[" + bind + "]" : bind;
        return "http://" + host + ":" + server.port() + "/";
    }

    @Override
    public void close() {
        alerts.ifPresent(watch -> {
            watch.alerts().close();
            watch.database().close();
        });
        pulses.close();
        viewers.close();
        server.close();
        answers.close();
        watched.close();
        database.close();
    }

    private static AlertWatch watch(ConnectionSettings settings, AlertSettings wanted, Clock clock) {
        Database asked = Database.at(settings, 1);
        return new AlertWatch(asked, new Alerts(wanted.rules(), wanted.state(), asked, clock));
    }
}
