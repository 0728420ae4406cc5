package dev.tidegate.crashtest.running;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder on a small file system of its own, in memory. Needs the right to mount. */
public final class SmallDisk implements AutoCloseable {

    private static final long ROOM = 48 << 10;
    private static final long PLENTY = 4L << 30;

    private final Path folder;
    private boolean mounted;

    public SmallDisk(Path folder) {
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /** Takes away the one that a run which was killed has left behind, with all that is on it. */
    public void removeLeftover() throws IOException, InterruptedException {
        if (Files.isDirectory(folder)
                && !Files.getFileStore(folder)
                        .equals(Files.getFileStore(folder.toAbsolutePath().getParent()))
                && !run("umount", "-l", folder.toString())) {
            throw new IOException(
                    "A run that was killed has left the file system %1$s mounted, which cannot be taken away. Expected: umount -l %1$s as root"
                            .formatted(folder));
        }
    }

    /** Makes it; returns whether this system allows that. */
    public boolean mount() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        mounted = run("mount", "-t", "tmpfs", "-o", "size=" + PLENTY, "tidegate-crash-test", folder.toString());
        return mounted;
    }

    /** Leaves room for a few files only. */
    public void fill() throws IOException, InterruptedException {
        FileStore store = Files.getFileStore(folder);
        resize(store.getTotalSpace() - store.getUsableSpace() + ROOM);
    }

    /** Makes room for all. */
    public void free() throws IOException, InterruptedException {
        resize(PLENTY);
    }

    private void resize(long bytes) throws IOException, InterruptedException {
        if (!run("mount", "-o", "remount,size=" + bytes, folder.toString())) {
            throw new IOException("Cannot give %s a size of %d bytes".formatted(folder, bytes));
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(List.of(command))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /** Takes it away, with all that is on it. */
    @Override
    public void close() throws IOException {
        if (mounted) {
            try {
                run("umount", "-l", folder.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
