package dev.tidegate.crashtest.nemesis;

import dev.tidegate.crashtest.running.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Spark's checkpoint is gone or damaged when the job starts again. */
final class CheckpointDamage {

    private static final int FILES = 6;
    private static final int LOADING_MILLIS = 1200;

    private CheckpointDamage() {}

    static List<Fault> all() {
        return List.of(
                new Fault("checkpoint deleted", scene -> damage(scene, () -> Folders.delete(checkpoint(scene)))),
                new Fault("last offset truncated", scene -> damage(scene, () -> truncateLast(scene, "offsets"))),
                new Fault("last commit truncated", scene -> damage(scene, () -> truncateLast(scene, "commits"))));
    }

    private interface Damage {
        void happens() throws IOException;
    }

    private static void damage(Scene scene, Damage damage) throws Exception {
        var job = scene.job();
        scene.deliver(FILES);
        scene.delay(LOADING_MILLIS);
        job.kill();
        damage.happens();
        scene.job();
    }

    private static Path checkpoint(Scene scene) {
        return scene.folders().checkpoint();
    }

    /** To nothing or to half, as a file system without a journal may after a power cut. */
    private static void truncateLast(Scene scene, String log) throws IOException {
        boolean toNothing = scene.random().nextBoolean();
        Optional<Path> last;
        try (Stream<Path> files = Files.list(checkpoint(scene).resolve(log))) {
            last = files.filter(file -> file.getFileName().toString().matches("[0-9]+"))
                    .max(Comparator.comparingLong(
                            file -> Long.parseLong(file.getFileName().toString())));
        }
        if (last.isPresent()) {
            try (FileChannel file = FileChannel.open(last.get(), StandardOpenOption.WRITE)) {
                file.truncate(toNothing ? 0 : file.size() / 2);
            }
        }
    }
}
