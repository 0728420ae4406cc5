package dev.tidegate.dashboard.web;

import dev.tidegate.dashboard.database.DatabaseException;
import dev.tidegate.dashboard.database.Problem;
import dev.tidegate.dashboard.live.Pulse;
import dev.tidegate.dashboard.live.Viewers;
import dev.tidegate.dashboard.panel.Answer;
import dev.tidegate.dashboard.panel.Answers;
import dev.tidegate.dashboard.panel.Panel;
import dev.tidegate.dashboard.panel.Question;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.staticfiles.Location;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The server: page, JSON, CSV, live events, health, metrics. Reads only, so there is nothing but GET. */
public final class WebServer implements AutoCloseable {
    private static final int MOST_VIEWERS = 500;
    private static final String CSV = ".csv";

    private final String bind;
    private final Answers answers;
    private final Viewers viewers;
    private final Supplier<Pulse> pulse;
    private final Metrics metrics;
    private final Bodies bodies = new Bodies();
    private final Javalin javalin;

    /**
     * Starts nothing yet.
     *
     * @param bind address to listen on
     * @param port 0 for any free one
     * @param pulse the newest look at the pipeline
     */
    public WebServer(String bind, int port, Answers answers, Viewers viewers, Supplier<Pulse> pulse, Metrics metrics) {
        this.bind = bind;
        this.answers = answers;
        this.viewers = viewers;
        this.pulse = pulse;
        this.metrics = metrics;
        this.javalin = Javalin.create(config -> configure(config, port));
    }

    /** The data of a server-sent event. */
    public static String event(Pulse pulse) {
        return new Bodies().json(pulse.forViewers());
    }

    /** Listens. */
    public void start() {
        javalin.start();
    }

    /** The port it listens on. */
    public int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        javalin.stop();
    }

    private void configure(JavalinConfig config, int port) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.jetty.host = bind;
        config.jetty.port = port;
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        config.http.prefer405over404 = true;
        config.staticFiles.add(files -> {
            files.directory = "/page";
            files.location = Location.CLASSPATH;
        });
        config.routes.before(this::guard);
        config.routes.get(
                "/api/status", context -> send(context, bodies.json(pulse.get().forViewers())));
        config.routes.sse("/api/live", client -> viewers.add(client, pulse.get()));
        config.routes.get("/api/{panel}", this::panel);
        config.routes.get("/healthz", this::health);
        config.routes.get("/metrics", context -> context.contentType(Metrics.contentType())
                .result(metrics.text()));
        config.routes.exception(BadRequest.class, (e, context) -> fail(context, 400, e.getMessage()));
        config.routes.exception(
                DatabaseException.class,
                (e, context) -> fail(context, e.problem() == Problem.TOO_SLOW ? 504 : 503, e.getMessage()));
        config.routes.error(404, context -> fail(context, 404, "There is nothing at " + context.path()));
        config.routes.error(405, context -> fail(context, 405, "The dashboard only reads: GET"));
    }

    private void guard(Context context) {
        SecurityHeaders.ALWAYS.forEach(context::header);
        if (SecurityHeaders.isForeign(bind, context.header("Host"))) {
            fail(context, 421, "This dashboard answers to localhost only");
            context.skipRemainingHandlers();
        } else if (context.path().equals("/api/live") && viewers.count() >= MOST_VIEWERS) {
            fail(context, 503, "There are " + MOST_VIEWERS + " viewers already");
            context.skipRemainingHandlers();
        }
    }

    private void panel(Context context) {
        String name = context.pathParam("panel");
        boolean asCsv = name.endsWith(CSV);
        String label = asCsv ? name.substring(0, name.length() - CSV.length()) : name;
        Optional<Panel> panel = Panel.labelled(label);
        if (panel.isEmpty()) {
            fail(context, 404, "There is no panel " + label);
            return;
        }
        Question question = Questions.of(panel.get(), context.queryParamMap());
        Answer answer = answers.to(question);
        if (asCsv) {
            context.header("Content-Disposition", "attachment; filename=\"tidegate-" + label + ".csv\"");
            context.header("Cache-Control", "no-store");
            context.contentType("text/csv; charset=utf-8").result(bodies.csv(answer.table()));
        } else {
            send(context, bodies.json(question, answer));
        }
    }

    /** Loading may have stopped, which is no fault of this process: only the database decides. */
    private void health(Context context) {
        Pulse seen = pulse.get();
        boolean up = seen.state() != Pulse.State.DATABASE_DOWN;
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", up ? "up" : "down");
        body.put("reason", seen.reason());
        body.put("viewers", viewers.count());
        context.status(up ? 200 : 503);
        send(context, bodies.json(body));
    }

    private void fail(Context context, int status, String reason) {
        context.status(status);
        send(context, bodies.json(Map.of("error", reason)));
    }

    private static void send(Context context, String json) {
        context.header("Cache-Control", "no-store");
        context.contentType("application/json; charset=utf-8").result(json);
    }
}
