package dev.tidegate.ingest.metrics;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.scheduler.SparkListener;

/** What the job tells about itself while it runs: {@link #of} takes what happens to a stream, {@link #serve} shows it. */
public final class JobMetrics {

    private final Instruments instruments = new Instruments();
    private final Map<String, StreamMetrics> streams = new LinkedHashMap<>();

    /**
     * @param names of the streams
     * @param patience without progress for so long while files wait, a stream is not healthy
     * @param trigger time between two looks into the folder
     */
    public JobMetrics(List<String> names, Duration patience, Duration trigger) {
        for (String name : names) {
            instruments.begin(name);
            streams.put(
                    name,
                    new StreamMetrics(name, instruments, new Progress(name, System::nanoTime, patience, trigger)));
        }
        instruments.watch(List.copyOf(streams.values()), System::currentTimeMillis);
    }

    /** Where is told what happens to a stream. */
    public StreamMetrics of(String stream) {
        return streams.get(stream);
    }

    /**
     * Answers on {@code /metrics}, {@code /healthz}, {@code /readyz} and {@code /livez} until it is closed.
     *
     * @param port 0 for any free one
     * @throws IOException if it cannot listen there
     */
    public MetricsServer serve(InetAddress address, int port) throws IOException {
        return MetricsServer.start(address, port, instruments.registry(), () -> streams.values().stream()
                .map(StreamMetrics::health)
                .toList());
    }

    /** Shows the room on the disks of these local folders, too. */
    public void watchDisks(Map<String, Path> folders) {
        new Disks(folders).register(instruments.registry());
    }

    /** Hears from Spark that tasks end: each is of the stream whose scheduler pool it runs in. */
    public SparkListener taskListener() {
        return new EndedTasks(streams);
    }
}
