package dev.tidegate.ingest.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the system tells of a local folder: on Linux inotify does. It follows the folder and not its name, so before each wait
 * this looks whether the name leads to another folder by now.
 */
final class WatchedFolder implements Arrivals {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedFolder.class);

    private final Path folder;
    private final Predicate<String> names;
    private final WatchService service;
    private WatchKey key;
    private Object watched;
    private String trouble;

    /** Watches a folder, if the system lets us: it may have no more watches to give. */
    static Arrivals of(Path folder, Predicate<String> names) {
        try {
            return new WatchedFolder(folder, names);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.info("Cannot watch {}: {}. Files in it are found by looking.", folder, e.toString());
            return Arrivals.UNKNOWN;
        }
    }

    private WatchedFolder(Path folder, Predicate<String> names) throws IOException {
        this.folder = folder;
        this.names = names;
        this.service = folder.getFileSystem().newWatchService();
        watch();
    }

    /** {@inheritDoc} What came before the folder was watched, or while it was not, has to be found by a look. */
    @Override
    public void await(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        if (watch()) {
            return;
        }
        WatchKey told;
        do {
            told = service.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } while (told != null && !isOfInterest(told));
    }

    @Override
    public boolean areSeen() {
        return key != null && key.isValid();
    }

    /** An overflow says that something was not told. */
    private boolean isOfInterest(WatchKey told) {
        boolean ofInterest = !told.equals(key);
        for (WatchEvent<?> event : told.pollEvents()) {
            ofInterest |= !(event.context() instanceof Path name) || names.test(name.toString());
        }
        return !told.reset() || ofInterest;
    }

    /** Watches what the name leads to now; returns whether that is another folder than before. */
    private boolean watch() {
        try {
            Object now = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
            if (areSeen() && Objects.equals(now, watched)) {
                return false;
            }
            if (key != null) {
                key.cancel();
            }
            key = folder.register(service, StandardWatchEventKinds.ENTRY_CREATE);
            watched = now;
            trouble = null;
            return true;
        } catch (IOException e) {
            key = null;
            if (!e.toString().equals(trouble)) {
                LOG.info("Cannot watch {}: {}. Files in it are found by looking.", folder, e.toString());
            }
            trouble = e.toString();
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
