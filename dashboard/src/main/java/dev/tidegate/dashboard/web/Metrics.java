package dev.tidegate.dashboard.web;

import dev.tidegate.dashboard.live.Pulse;
import dev.tidegate.dashboard.live.StreamPulse;
import dev.tidegate.dashboard.panel.Panel;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Metrics for Prometheus: of this process, and of each stream as the last pulse showed it. */
public final class Metrics {
    private static final List<String> COUNTS =
            List.of("inserted", "updated", "unchanged", "stale", "duplicate", "filtered", "rejected");

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final Histogram queries = Histogram.builder()
            .name("tidegate_dashboard_query_seconds")
            .help("Time of the queries that were run, by panel. Answers from memory are not in it.")
            .labelNames("panel")
            .classicUpperBounds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 10)
            .register(registry);

    /** Begins with the metrics of the Java machine. */
    public Metrics() {
        JvmMetrics.builder().register(registry);
    }

    /** A query was run. */
    public void query(Panel panel, Duration took) {
        queries.labelValues(panel.label()).observe(took.toNanos() / 1e9);
    }

    /** Adds the metrics of the streams and of the viewers. */
    public void watch(Supplier<Pulse> pulse, IntSupplier viewers) {
        gauge("tidegate_dashboard_viewers", "Open pages.", viewers::getAsInt);
        gauge(
                "tidegate_database_up",
                "1 if the database answers.",
                () -> pulse.get().health() == Pulse.Health.DATABASE_DOWN ? 0 : 1);
        Supplier<List<StreamPulse>> streams = () -> pulse.get().streams();
        ofEachStream(
                "tidegate_ingest_live",
                "1 if loading goes on, 0 if it has stopped, falls behind or is not known.",
                streams,
                stream -> pulse.get().isLive(stream) ? 1 : 0);
        ofEachStream("tidegate_ingest_files_waiting", "Files that wait to be loaded.", streams, "files_waiting");
        ofEachStream("tidegate_ingest_files_held", "Files that cannot be loaded or moved.", streams, "files_held");
        ofEachStream(
                "tidegate_ingest_oldest_waiting_seconds",
                "How long the oldest waiting file has been waiting.",
                streams,
                "oldest_waiting_seconds");
        ofEachStream(
                "tidegate_ingest_heartbeat_age_seconds",
                "Time since the streaming job last reported.",
                streams,
                "heartbeat_age_seconds");
        ofEachStream("tidegate_ingest_last_batch", "Number of the newest micro-batch.", streams, "last_batch");
        CounterWithCallback.builder()
                .name("tidegate_ingest_records_total")
                .help("Records of all loaded files by what became of them.")
                .labelNames("stream", "outcome")
                .callback(sample -> streams.get()
                        .forEach(
                                each -> COUNTS.forEach(count -> sample.call(each.number(count), each.stream(), count))))
                .register(registry);
    }

    /**
     * Adds the metrics of the alerts.
     *
     * @param notices how many, by what became of them
     * @param open alerts by rule
     * @param waiting notices that are still to be sent
     * @param judges whether this process is the one that looks at the rules
     */
    public void watchAlerts(
            Supplier<Map<String, Long>> notices,
            Supplier<Map<String, Long>> open,
            IntSupplier waiting,
            BooleanSupplier judges) {
        CounterWithCallback.builder()
                .name("tidegate_alert_notices_total")
                .help("Notices of alerts: sent, tries that failed, held back and told together later, given up.")
                .labelNames("outcome")
                .callback(sample -> notices.get().forEach((outcome, number) -> sample.call(number, outcome)))
                .register(registry);
        GaugeWithCallback.builder()
                .name("tidegate_alerts_open")
                .help("Alerts that have begun and are not over.")
                .labelNames("rule")
                .callback(sample -> open.get().forEach((rule, number) -> sample.call(number, rule)))
                .register(registry);
        gauge("tidegate_alert_notices_waiting", "Notices that are still to be sent.", waiting::getAsInt);
        gauge(
                "tidegate_alerts_judged",
                "1 if this process looks at the rules of alerts, 0 if another one does, or none can.",
                () -> judges.getAsBoolean() ? 1 : 0);
    }

    /** In Prometheus' text format. */
    String text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out, registry.scrape());
        } catch (IOException e) {
            throw new IllegalStateException("Writing to memory failed", e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    static String contentType() {
        return PrometheusTextFormatWriter.CONTENT_TYPE;
    }

    private void gauge(String name, String help, Supplier<Number> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(sample -> sample.call(value.get().doubleValue()))
                .register(registry);
    }

    private void ofEachStream(String name, String help, Supplier<List<StreamPulse>> streams, String column) {
        ofEachStream(name, help, streams, stream -> stream.number(column));
    }

    private void ofEachStream(
            String name, String help, Supplier<List<StreamPulse>> streams, ToDoubleFunction<StreamPulse> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("stream")
                .callback(
                        sample -> streams.get().forEach(each -> sample.call(value.applyAsDouble(each), each.stream())))
                .register(registry);
    }
}
