package dev.tidegate.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Takes the place of the command {@code sample}: says where files land, then a file of one line every tenth of a second.
 * It is as slow to begin as a program can be: all files that wait for the job are loaded before it says a word.
 */
final class StandInSample {
    private StandInSample() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(
                StandInJob.option(arguments, "--deliver").resolve("orders"));
        while (StandInJob.hasFiles(folder)) {
            Thread.sleep(20);
        }
        System.out.println("Files of the stream orders land in " + folder);
        StandInGenerator.main(new String[] {"--folder=" + folder});
    }
}
