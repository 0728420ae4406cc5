package dev.tidegate.ingest.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathFilter;
import org.apache.spark.sql.execution.streaming.CheckpointFileManager;
import org.apache.spark.sql.execution.streaming.FileContextBasedCheckpointFileManager;

/**
 * Keeps checkpoint files as plain files: written aside and renamed. On any file system but the local one it is Spark's own
 * manager.
 *
 * <p>What is written for each micro-batch does not wait for the disk, four times: the ledger is the truth about what is
 * loaded, so a power cut may cost these files, and {@link CheckpointRepair} puts a checkpoint aside that lacks some.
 */
public final class PlainCheckpointFileManager implements CheckpointFileManager {

    /** Its files are written once for each micro-batch. */
    private static final Set<String> OF_MICRO_BATCHES = Set.of("offsets", "commits");

    private final Path root;
    private final FileSystem local;
    private final CheckpointFileManager elsewhere;

    /** Called by Spark. */
    public PlainCheckpointFileManager(Path root, Configuration configuration) throws IOException {
        FileSystem fileSystem = root.getFileSystem(configuration);
        boolean isLocal = "file".equals(fileSystem.getScheme());
        this.root = root;
        this.local = isLocal ? FileSystem.getLocal(configuration).getRaw() : null;
        this.elsewhere = isLocal ? null : new FileContextBasedCheckpointFileManager(root, configuration);
    }

    @Override
    public CancellableFSDataOutputStream createAtomic(Path path, boolean overwriteIfPossible) {
        try {
            return elsewhere == null
                    ? AtomicFile.create(toLocal(path), overwriteIfPossible, !isOfMicroBatch(path))
                    : elsewhere.createAtomic(path, overwriteIfPossible);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the checkpoint file " + path, e);
        }
    }

    private static boolean isOfMicroBatch(Path path) {
        return OF_MICRO_BATCHES.contains(path.getParent().getName());
    }

    @Override
    public FSDataInputStream open(Path path) {
        if (elsewhere != null) {
            return elsewhere.open(path);
        }
        try {
            return local.open(path);
        } catch (IOException e) {
            throw sneaky(e);
        }
    }

    @Override
    public FileStatus[] list(Path path, PathFilter filter) {
        if (elsewhere != null) {
            return elsewhere.list(path, filter);
        }
        try (Stream<java.nio.file.Path> entries = Files.list(toLocal(path))) {
            List<FileStatus> found = new ArrayList<>();
            for (java.nio.file.Path entry : (Iterable<java.nio.file.Path>) entries::iterator) {
                Path name = new Path(path, entry.getFileName().toString());
                if (filter.accept(name)) {
                    found.add(status(entry, name));
                }
            }
            return found.toArray(FileStatus[]::new);
        } catch (NoSuchFileException e) {
            throw sneaky(new FileNotFoundException(path.toString()));
        } catch (IOException e) {
            throw sneaky(e);
        }
    }

    private static FileStatus status(java.nio.file.Path entry, Path name) throws IOException {
        return new FileStatus(
                Files.size(entry),
                Files.isDirectory(entry),
                1,
                0,
                Files.getLastModifiedTime(entry).toMillis(),
                name);
    }

    @Override
    public void mkdirs(Path path) {
        if (elsewhere != null) {
            elsewhere.mkdirs(path);
            return;
        }
        try {
            Files.createDirectories(toLocal(path));
        } catch (IOException e) {
            throw sneaky(e);
        }
    }

    @Override
    public boolean exists(Path path) {
        return elsewhere == null ? Files.exists(toLocal(path)) : elsewhere.exists(path);
    }

    @Override
    public void delete(Path path) {
        if (elsewhere != null) {
            elsewhere.delete(path);
            return;
        }
        try (Stream<java.nio.file.Path> below = Files.walk(toLocal(path))) {
            for (java.nio.file.Path each :
                    below.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (NoSuchFileException e) {
            // Gone already: what was asked for.
            return;
        } catch (IOException e) {
            throw sneaky(e);
        }
    }

    @Override
    public boolean isLocal() {
        return elsewhere == null || elsewhere.isLocal();
    }

    @Override
    public Path createCheckpointDirectory() {
        if (elsewhere != null) {
            return elsewhere.createCheckpointDirectory();
        }
        mkdirs(root);
        return new Path(toLocal(root).toUri());
    }

    private static java.nio.file.Path toLocal(Path path) {
        return java.nio.file.Path.of(Path.getPathWithoutSchemeAndAuthority(path).toString());
    }

    /** Spark's Scala code expects an IOException as such from methods that declare none. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> RuntimeException sneaky(IOException failure) throws T {
        throw (T) failure;
    }
}
