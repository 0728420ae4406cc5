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

/** Spark's checkpoint of one of the streams is gone or damaged when the job starts again. */
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
        Path checkpoint = anyCheckpoint(scene);
        boolean atWork = killed(scene, checkpoint.resolve("offsets"));
        Folders.delete(checkpoint);
        scene.job();
        return atWork;
    }

    private static boolean truncated(Scene scene, String log) throws Exception {
        Path folder = anyCheckpoint(scene).resolve(log);
        boolean atWork = killed(scene, folder);
        truncateLast(scene, folder);
        return scene.job().hasSaid("cannot be read. Nothing is lost") && atWork;
    }

    /** The driver dies when the log has something in it. */
    private static boolean killed(Scene scene, Path log) throws Exception {
        JobProcess job = scene.job();
        scene.beginLoad();
        Patience.await(
                "something in " + log, TIME_FOR_A_MICRO_BATCH, () -> last(log).isPresent());
        boolean atWork = scene.isAtWork();
        job.kill();
        return atWork;
    }

    private static Path anyCheckpoint(Scene scene) {
        return scene.folders().of(scene.anyStream()).checkpoint();
    }

    /** To nothing or to half, as a file system without a journal may after a power cut. */
    private static void truncateLast(Scene scene, Path log) throws IOException {
        boolean toNothing = scene.random().nextBoolean();
        try (FileChannel file = FileChannel.open(last(log).orElseThrow(), StandardOpenOption.WRITE)) {
            file.truncate(toNothing ? 0 : file.size() / 2);
        }
    }

    private static Optional<Path> last(Path log) throws IOException {
        if (Files.notExists(log)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(log)) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9]+"))
                    .max(Comparator.comparingLong(
                            file -> Long.parseLong(file.getFileName().toString())));
        }
    }
}
