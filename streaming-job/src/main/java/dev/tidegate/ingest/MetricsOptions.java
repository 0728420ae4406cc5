package dev.tidegate.ingest;

import dev.tidegate.ingest.environment.FromEnvironment;
import dev.tidegate.ingest.metrics.JobMetrics;
import dev.tidegate.ingest.metrics.MetricsServer;
import dev.tidegate.ingest.options.DurationConverter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the job shows its metrics, if it does. */
final class MetricsOptions {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsOptions.class);
    private static final int LAST_PORT = 65_535;

    @FromEnvironment
    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description =
                    "port for /metrics (Prometheus), /healthz, /readyz, /livez; 0 takes any free port (default: no metrics)")
    Integer port;

    @FromEnvironment
    @Option(
            names = "--metrics-bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "address on which the metrics port listens (default: ${DEFAULT-VALUE})")
    String bind;

    @FromEnvironment
    @Option(
            names = "--unhealthy-after",
            paramLabel = "DURATION",
            defaultValue = "5 minutes",
            converter = DurationConverter.class,
            description =
                    "/healthz answers 503 when files wait and none was loaded for this long (default: ${DEFAULT-VALUE})")
    Duration unhealthyAfter;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** @throws ParameterException if there is no such port or address */
    void validate() {
        if (port != null && (port < 0 || port > LAST_PORT)) {
            throw wrong("--metrics-port", port, "a port from 0 to " + LAST_PORT);
        }
        address();
    }

    /**
     * Shows the metrics until it is closed.
     *
     * @return null where they are not wanted
     * @throws ParameterException if the port cannot be listened on
     */
    MetricsServer serve(JobMetrics metrics) {
        if (port == null) {
            return null;
        }
        try {
            MetricsServer server = metrics.serve(address(), port);
            LOG.info("Metrics on http://{}:{}/metrics, health on /healthz", bind, server.port());
            return server;
        } catch (IOException e) {
            throw new ParameterException(
                    command.commandLine(),
                    "Cannot answer on %s port %d: %s. Name a free port with --metrics-port"
                            .formatted(bind, port, e.getMessage()),
                    e);
        }
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw wrong("--metrics-bind", bind, "an address of this machine");
        }
    }

    private ParameterException wrong(String option, Object value, String expected) {
        return new ParameterException(
                command.commandLine(),
                "Invalid value for option '%s': '%s' is not %s".formatted(option, value, expected));
    }
}
