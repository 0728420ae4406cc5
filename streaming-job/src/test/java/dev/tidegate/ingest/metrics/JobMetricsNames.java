package dev.tidegate.ingest.metrics;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The names of the metrics that a job shows, read from what it answers. */
public final class JobMetricsNames {

    private JobMetricsNames() {}

    public static void of(Consumer<String> names) throws Exception {
        JobMetrics metrics = new JobMetrics(List.of("events"), Duration.ofMinutes(5), Duration.ofSeconds(10));
        metrics.watchDisks(Map.of("input", Path.of(".")));
        try (MetricsServer server = metrics.serve(InetAddress.getLoopbackAddress(), 0)) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            answer.body()
                    .lines()
                    .filter(line -> line.startsWith("# TYPE "))
                    .map(line -> line.substring("# TYPE ".length(), line.lastIndexOf(' ')))
                    .forEach(names);
        }
    }
}
