package dev.tidegate.dashboard.web;

import dev.tidegate.dashboard.database.DatabaseException;
import dev.tidegate.dashboard.database.Problem;
import dev.tidegate.dashboard.live.Pulse;
import dev.tidegate.dashboard.live.Viewers;
import dev.tidegate.dashboard.panel.Answer;
import dev.tidegate.dashboard.panel.Answers;
import dev.tidegate.dashboard.panel.BusyException;
import dev.tidegate.dashboard.panel.Panel;
import dev.tidegate.dashboard.panel.Question;
import dev.tidegate.dashboard.turns.Turns;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.staticfiles.Location;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server: page, JSON, CSV, live events, health, metrics. It only reads, so it takes only GET. */
public final class WebServer implements AutoCloseable {
    /** The address of the event stream. */
    static final String LIVE = "/api/live";

    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final String CSV = ".csv";
    private static final String JSON = "application/json; charset=utf-8";

    private final Gate gate;
    private final Answers answers;
    private final Viewers viewers;
    private final Supplier<Pulse> pulse;
    private final Supplier<Map<String, Object>> alerts;
    private final Metrics metrics;
    private final Bodies bodies = new Bodies();
    /** Threads that send answers. A client that takes its answer slowly holds only these, and only a few of them. */
    private final Turns writers = new Turns("writer", new Turns.Bounds(16, 4, 2_000, 400));

    private final Javalin javalin;

    /**
     * Starts nothing yet.
     *
     * @param bind address to listen on
     * @param port 0 for any free one
     * @param hosts the names that it answers to
     * @param pulse the newest look at the streams
     * @param alerts the alerts as the page shows them; empty where nobody asked for any
     */
    public WebServer(
            String bind,
            int port,
            AllowedHosts hosts,
            Answers answers,
            Viewers viewers,
            Supplier<Pulse> pulse,
            Supplier<Map<String, Object>> alerts,
            Metrics metrics) {
        this.gate = new Gate(hosts);
        this.answers = answers;
        this.viewers = viewers;
        this.pulse = pulse;
        this.alerts = alerts;
        this.metrics = metrics;
        this.javalin = Javalin.create(config -> configure(config, bind, port));
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
        writers.close();
    }

    private void configure(JavalinConfig config, String bind, int port) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        Limits.apply(config.jetty, bind, port);
        config.http.prefer405over404 = true;
        config.staticFiles.add(files -> {
            files.directory = "/page";
            files.location = Location.CLASSPATH;
        });
        config.routes.before(this::guard);
        config.routes.get(
                "/api/status", context -> send(context, bodies.json(pulse.get().forViewers())));
        config.routes.sse(LIVE, client -> viewers.add(client, client(client.ctx()), pulse.get()));
        config.routes.get("/api/alerts", context -> send(context, bodies.json(alerts.get())));
        config.routes.get("/api/{panel}", this::panel);
        config.routes.get("/livez", context -> context.result("The process answers\n"));
        config.routes.get("/readyz", this::health);
        config.routes.get("/healthz", this::health);
        config.routes.get("/metrics", context -> context.contentType(Metrics.contentType())
                .result(metrics.text()));
        config.routes.exception(BadRequest.class, (e, context) -> fail(context, 400, e.getMessage()));
        config.routes.exception(
                DatabaseException.class,
                (e, context) -> fail(context, e.problem() == Problem.TOO_SLOW ? 504 : 503, e.getMessage()));
        config.routes.exception(BusyException.class, (e, context) -> later(context, e.getMessage()));
        config.routes.error(404, context -> fail(context, 404, "There is nothing at " + context.path()));
        config.routes.error(405, context -> fail(context, 405, "The dashboard only reads: GET"));
    }

    private void guard(Context context) {
        SecurityHeaders.ALWAYS.forEach(context::header);
        Optional<Gate.Refusal> refusal = gate.refusal(context.req());
        if (refusal.isPresent()) {
            context.header("Connection", "close");
            fail(context, refusal.get().status(), refusal.get().reason());
            context.skipRemainingHandlers();
        } else if (context.path().equals(LIVE) && !viewers.hasRoomFor(client(context))) {
            later(context, "Too many pages are open");
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
        context.future(() -> written(context, question, asCsv));
    }

    /** Answers are sent on threads of their own: those that ask the database must not wait for a client. */
    private CompletableFuture<Void> written(Context context, Question question, boolean asCsv) {
        String client = client(context);
        RequestEnd end = RequestEnd.of(context.req());
        CompletableFuture<Void> done = new CompletableFuture<>();
        var unused = answers.to(question, client).whenComplete((answer, failure) -> {
            boolean taken = writers.offer(client, () -> {
                Throwable wrong = failure instanceof CompletionException ? failure.getCause() : failure;
                if (wrong == null) {
                    wrong = tried(() -> write(context, question, answer, asCsv), end);
                }
                // The client is gone, and Jetty has taken the request back: there is nothing to finish.
                if (!end.isReached()) {
                    finish(done, wrong);
                }
            });
            if (!taken) {
                done.completeExceptionally(new BusyException("Too many answers wait to be taken"));
            }
        });
        return done;
    }

    /** What went wrong, or null: the request must come to an end in any case. */
    private static Throwable tried(Runnable writing, RequestEnd end) {
        try {
            if (!end.isReached()) {
                writing.run();
            }
            return null;
        } catch (Throwable broken) {
            return broken;
        }
    }

    private static void finish(CompletableFuture<Void> done, Throwable wrong) {
        if (wrong == null) {
            done.complete(null);
        } else {
            done.completeExceptionally(wrong);
        }
    }

    private void write(Context context, Question question, Answer answer, boolean asCsv) {
        context.header("Cache-Control", "no-store");
        if (asCsv) {
            context.header(
                    "Content-Disposition",
                    "attachment; filename=\"tidegate-" + question.panel().label() + ".csv\"");
        }
        context.contentType(asCsv ? "text/csv; charset=utf-8" : JSON);
        try {
            Writer out = new BufferedWriter(new OutputStreamWriter(context.outputStream(), StandardCharsets.UTF_8));
            if (asCsv) {
                bodies.csv(answer.table(), out);
            } else {
                bodies.json(question, answer, out);
            }
            out.flush();
        } catch (IOException e) {
            LOG.debug("A client went away, or took its answer too slowly", e);
        }
    }

    /** Says whether the database answers. A job that has stopped is not a fault of this process. */
    private void health(Context context) {
        Pulse seen = pulse.get();
        boolean up = seen.health() != Pulse.Health.DATABASE_DOWN;
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", up ? "up" : "down");
        body.put("reason", seen.reason());
        body.put("streams", seen.states());
        body.put("viewers", viewers.count());
        context.status(up ? 200 : 503);
        send(context, bodies.json(body));
    }

    private void fail(Context context, int status, String reason) {
        context.status(status);
        send(context, bodies.json(Map.of("error", reason)));
    }

    private void later(Context context, String reason) {
        context.header("Retry-After", String.valueOf(BusyException.ASK_AGAIN_AFTER));
        fail(context, 503, reason);
    }

    private static String client(Context context) {
        return ClientAddress.of(context.req().getRemoteAddr());
    }

    private static void send(Context context, String json) {
        context.header("Cache-Control", "no-store");
        context.contentType(JSON).result(json);
    }
}
