package dev.tidegate.ingest.checkpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.spark.sql.execution.streaming.CheckpointFileManager.CancellableFSDataOutputStream;

/** A file that appears with all of its content or not at all. */
final class AtomicFile extends CancellableFSDataOutputStream {

    private final Path path;
    private final Path partial;
    private final FileChannel channel;
    private final boolean overwrite;
    private final boolean sync;
    private boolean done;

    private AtomicFile(
            Path path, Path partial, FileChannel channel, OutputStream out, boolean overwrite, boolean sync) {
        super(out);
        this.path = path;
        this.partial = partial;
        this.channel = channel;
        this.overwrite = overwrite;
        this.sync = sync;
    }

    /** @param sync whether it is on disk once it is closed; else a power cut may leave it empty, or not at all */
    static AtomicFile create(Path path, boolean overwrite, boolean sync) throws IOException {
        Path partial = path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID() + ".tmp");
        FileChannel channel = FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new AtomicFile(path, partial, channel, Channels.newOutputStream(channel), overwrite, sync);
    }

    @Override
    public void close() throws IOException {
        if (done) {
            return;
        }
        done = true;
        flush();
        if (sync) {
            channel.force(true);
        }
        channel.close();
        if (!overwrite && Files.exists(path)) {
            Files.delete(partial);
            throw new FileAlreadyExistsException("Cannot write %s: it exists already".formatted(path));
        }
        Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE);
        if (sync) {
            try (FileChannel folder = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    @Override
    public void cancel() {
        if (done) {
            return;
        }
        done = true;
        try {
            channel.close();
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("Cannot remove the unfinished checkpoint file " + partial, e);
        }
    }
}
