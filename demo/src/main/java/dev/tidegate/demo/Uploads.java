package dev.tidegate.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Brings what the generator writes into the bucket, as a producer somewhere else would. */
final class Uploads implements AutoCloseable {

    private static final long LOOK_MILLIS = 200;

    private final Path folder;
    private final Bucket bucket;
    private final Screen screen;
    private final Thread thread = new Thread(this::run, "uploads");
    private volatile boolean ended;
    private String trouble;

    private Uploads(Path folder, Bucket bucket, Screen screen) {
        this.folder = folder;
        this.bucket = bucket;
        this.screen = screen;
    }

    static Uploads start(Path folder, Bucket bucket, Screen screen) {
        Uploads uploads = new Uploads(folder, bucket, screen);
        uploads.thread.setDaemon(true);
        uploads.thread.start();
        return uploads;
    }

    private void run() {
        try {
            while (!ended) {
                uploadAll();
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void uploadAll() throws InterruptedException {
        try {
            for (Path file : LandingFolder.finished(folder)) {
                bucket.upload(file, "input/" + file.getFileName());
                Files.delete(file);
            }
            trouble = null;
        } catch (IOException e) {
            if (!e.toString().equals(trouble)) {
                screen.say("Cannot upload into the bucket, trying again: " + e.getMessage());
            }
            trouble = e.toString();
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
