package dev.tidegate.ingest.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Room on the local disks that the job writes on. Asked when somebody asks for the metrics, never by the load. */
final class Disks {

    private final Map<String, Path> folders;

    /** @param folders the folders by what they are for */
    Disks(Map<String, Path> folders) {
        this.folders = Map.copyOf(folders);
    }

    void register(PrometheusRegistry registry) {
        gauge(
                registry,
                "tidegate_job_disk_free_bytes",
                "Room for the job on the disk of a folder.",
                FileStore::getUsableSpace);
        gauge(registry, "tidegate_job_disk_size_bytes", "Size of the disk of a folder.", FileStore::getTotalSpace);
    }

    private void gauge(PrometheusRegistry registry, String name, String help, Amount amount) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("folder")
                .callback(
                        sample -> folders.forEach((folder, path) -> sample.call(amountOrUnknown(path, amount), folder)))
                .register(registry);
    }

    private static double amountOrUnknown(Path path, Amount amount) {
        try {
            return amount.of(Files.getFileStore(path));
        } catch (IOException e) {
            // The job says what is wrong with its folders.
            return Double.NaN;
        }
    }

    private interface Amount {
        long of(FileStore store) throws IOException;
    }
}
