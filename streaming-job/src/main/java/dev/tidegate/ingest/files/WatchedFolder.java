package dev.tidegate.ingest.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the system tells of a local folder, and of those below it where they are asked for: on Linux inotify does. It follows the
 * folder and not its name, so before each wait this looks whether the name leads to another folder by now.
 */
final class WatchedFolder implements Arrivals {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedFolder.class);

    private final Path folder;
    private final Predicate<String> names;
    private final Predicate<String> folders; // null where only the folder itself is watched
    private final WatchService service;
    private final Map<WatchKey, Path> below = new HashMap<>();
    private WatchKey key;
    private Object watched;
    private String trouble;

    /**
     * Watches a folder, if the system lets us: it may have no more watches to give.
     *
     * @param folders which of those below it are watched, too, by their paths; null for none
     */
    static Arrivals of(Path folder, Predicate<String> names, Predicate<String> folders) {
        try {
            return new WatchedFolder(folder, names, folders);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.info("Cannot watch {}: {}. Files in it are found by looking.", folder, e.toString());
            return Arrivals.UNKNOWN;
        }
    }

    private WatchedFolder(Path folder, Predicate<String> names, Predicate<String> folders) throws IOException {
        this.folder = folder;
        this.names = names;
        this.folders = folders;
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
        Path place = told.equals(key) ? folder : below.get(told);
        boolean ofInterest = place == null;
        for (WatchEvent<?> event : told.pollEvents()) {
            boolean isNamed = event.context() instanceof Path;
            ofInterest |= !isNamed || names.test(event.context().toString());
            if (isNamed && place != null) {
                watchBelow(place.resolve((Path) event.context()));
            }
        }
        if (!told.reset()) {
            below.remove(told);
            return true;
        }
        return ofInterest;
    }

    /** Watches what the name leads to now; returns whether that is another folder than before. */
    private boolean watch() {
        try {
            Object now = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
            if (areSeen() && Objects.equals(now, watched)) {
                return false;
            }
            forget();
            key = register(folder);
            watched = now;
            trouble = null;
        } catch (IOException e) {
            key = null;
            tell(e);
            return false;
        }
        watchBelow(folder);
        return true;
    }

    private void forget() {
        if (key != null) {
            key.cancel();
        }
        below.keySet().forEach(WatchKey::cancel);
        below.clear();
    }

    private WatchKey register(Path place) throws IOException {
        return place.register(service, StandardWatchEventKinds.ENTRY_CREATE);
    }

    /** Each folder before what lies in it: what is made meanwhile is told, or found here. */
    private void watchBelow(Path from) {
        Deque<Path> left = new ArrayDeque<>();
        left.push(from);
        while (folders != null && !left.isEmpty()) {
            Path place = left.pop();
            try {
                if (!place.equals(folder)) {
                    if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS) || !folders.test(relative(place))) {
                        continue;
                    }
                    below.put(register(place), place);
                }
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(place)) {
                    entries.forEach(left::push);
                }
            } catch (NoSuchFileException | NotDirectoryException e) {
                LOG.debug("{} was taken away at once", place, e);
            } catch (DirectoryIteratorException e) {
                tell(e.getCause());
            } catch (IOException e) {
                tell(e);
            }
        }
    }

    private String relative(Path place) {
        return folder.relativize(place).toString().replace(place.getFileSystem().getSeparator(), "/");
    }

    /** What is not watched is found by a look, which is made in any case. */
    private void tell(IOException e) {
        if (!e.toString().equals(trouble)) {
            LOG.info("Cannot watch {}: {}. Files in it are found by looking.", folder, e.toString());
        }
        trouble = e.toString();
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
