package dev.tidegate.crashtest.nemesis;

import dev.tidegate.crashtest.running.Folders;
import dev.tidegate.crashtest.running.JobProcess;
import dev.tidegate.crashtest.running.Patience;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Spark's checkpoint is gone or damaged when the job starts again. */
final class CheckpointDamage {

    private static final Duration TIME_FOR_A_MICRO_BATCH = Duration.ofMinutes(1);

    private CheckpointDamage() {}

    static List<Fault> all() {
        return List.of(
                new Fault("checkpoint deleted", CheckpointDamage::deleted),
                new Fault("last offset truncated", scene -> truncated(scene, "offsets")),
                new Fault("last commit truncated", scene -> truncated(scene, "commits")));
    }

    private static boolean deleted(Scene scene) throws Exception {
        boolean atWork = killed(scene, "offsets");
        Folders.delete(checkpoint(scene));
        scene.job();
        return atWork;
    }

    private static boolean truncated(Scene scene, String log) throws Exception {
        boolean atWork = killed(scene, log);
        truncateLast(scene, log);
        return scene.job().hasSaid("cannot be read. Nothing is lost") && atWork;
    }

    /** The driver dies when the log has something in it. */
    private static boolean killed(Scene scene, String log) throws Exception {
        JobProcess job = scene.job();
        scene.beginLoad();
        Patience.await("something in " + log, TIME_FOR_A_MICRO_BATCH, () -> last(scene, log)
                .isPresent());
        boolean atWork = scene.isAtWork();
        job.kill();
        return atWork;
    }

    private static Path checkpoint(Scene scene) {
        return scene.folders().checkpoint();
    }

    /** To nothing or to half, as a file system without a journal may after a power cut. */
    private static void truncateLast(Scene scene, String log) throws IOException {
        boolean toNothing = scene.random().nextBoolean();
        try (FileChannel file = FileChannel.open(last(scene, log).orElseThrow(), StandardOpenOption.WRITE)) {
            file.truncate(toNothing ? 0 : file.size() / 2);
        }
    }

    private static Optional<Path> last(Scene scene, String log) throws IOException {
        Path folder = checkpoint(scene).resolve(log);
        if (Files.notExists(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9]+"))
                    .max(Comparator.comparingLong(
                            file -> Long.parseLong(file.getFileName().toString())));
        }
    }
}
