package dev.tidegate.dashboard.alerts;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * Where the state of the alerts is kept, since the login of the dashboard may not write to the database. One process holds it
 * at a time; the system takes the lock back when that process ends, however it ends.
 */
final class StateFile implements AutoCloseable {
    private static final String MOVE_AWAY = "move it away. Then alerts that are open begin anew";

    private final Path path;
    private final Gson gson = new GsonBuilder()
            .registerTypeAdapter(Instant.class, new Moments().nullSafe())
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .create();
    private FileChannel locked;

    StateFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    /**
     * Whether this process holds it, after trying to.
     *
     * @throws IOException where the folder cannot be written to
     */
    boolean hold() throws IOException {
        if (locked != null) {
            return true;
        }
        Files.createDirectories(path.getParent());
        FileChannel channel = FileChannel.open(beside(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            locked = channel.tryLock() == null ? null : channel;
        } catch (OverlappingFileLockException e) {
            locked = null;
        } finally {
            if (locked == null) {
                channel.close();
            }
        }
        return locked != null;
    }

    /** What was written last; nothing before. */
    State read() throws IOException {
        if (!Files.exists(path)) {
            return State.NOTHING;
        }
        State state = understood(Files.readString(path));
        if (state.version() != State.VERSION) {
            throw new IOException(
                    path + " is the state of alerts of another version, " + state.version() + ": " + MOVE_AWAY);
        }
        return state;
    }

    private State understood(String text) throws IOException {
        try {
            State state = gson.fromJson(text, State.class);
            if (state != null) {
                return state;
            }
        } catch (RuntimeException e) {
            // Gson throws what it likes where it meets what it does not expect.
            throw new IOException(path + " cannot be understood: " + MOVE_AWAY, e);
        }
        throw new IOException(path + " is empty: " + MOVE_AWAY);
    }

    /** Replaces it: whoever reads it, also after a crash, finds the old state or the new one, whole. */
    void write(State state) throws IOException {
        Path next = beside(".new");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(gson.toJson(state).getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        if (locked != null) {
            locked.close();
            locked = null;
        }
    }

    private Path beside(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    private static final class Moments extends TypeAdapter<Instant> {
        @Override
        public void write(JsonWriter out, Instant moment) throws IOException {
            out.value(moment.toString());
        }

        @Override
        public Instant read(JsonReader in) throws IOException {
            return Instant.parse(in.nextString());
        }
    }
}
