package dev.tidegate.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Takes the generator's place: a file of one line every tenth of a second. */
final class StandInGenerator {
    private StandInGenerator() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = StandInJob.option(arguments, "--folder");
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(0)));
        for (int number = 1; ; number++) {
            Path written = Files.writeString(folder.resolve(number + "-" + System.nanoTime() + ".tmp"), "an event\n");
            Files.move(written, Path.of(written.toString().replace(".tmp", ".csv")));
            Thread.sleep(100);
        }
    }
}
