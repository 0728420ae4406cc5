package dev.tidegate.ingest.source;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The gates of the streaming queries in this process, by the name in the source's option {@code gate}.
 *
 * <p>Spark makes a source by its name from options that are text: this map is the only way in which an object of the job
 * reaches it, and the one static state of the project.
 */
public final class LandingGates {

    private static final Map<String, LandingGate> BY_NAME = new ConcurrentHashMap<>();

    private LandingGates() {}

    /** Makes a gate known until the registration is closed. */
    public static Registration register(String name, LandingGate gate) {
        if (BY_NAME.putIfAbsent(name, gate) != null) {
            throw new IllegalStateException("A streaming query named %s is already running here".formatted(name));
        }
        return () -> BY_NAME.remove(name, gate);
    }

    /** @throws IllegalArgumentException if no such gate is registered */
    static LandingGate named(String name) {
        LandingGate gate = BY_NAME.get(name);
        if (gate == null) {
            throw new IllegalArgumentException("Option gate: no gate %s is registered in this process".formatted(name));
        }
        return gate;
    }

    /** For a query without a gate: each version of a file is offered once in the life of the query. */
    static LandingGate onceEach() {
        return new OnceEach();
    }

    /** Ends a registration. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    private static final class OnceEach implements LandingGate {

        private final Set<LandedFile> offered = new HashSet<>();

        @Override
        public boolean open() {
            return true;
        }

        @Override
        public boolean admits(LandedFile file) {
            return !offered.contains(identity(file));
        }

        @Override
        public void offered(List<LandedFile> files) {
            files.forEach(file -> offered.add(identity(file)));
        }

        @Override
        public void unreadable(LandedFile file, String why) {
            offered.add(identity(file));
        }

        @Override
        public void waiting(long files, OptionalLong oldestModifiedMillis) {}

        @Override
        public void pause(Duration duration) throws InterruptedException {
            Thread.sleep(duration.toMillis());
        }

        private static LandedFile identity(LandedFile file) {
            return file.framed(null);
        }
    }
}
