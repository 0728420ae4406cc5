package dev.tidegate.generator.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A text file in the making, in UTF-8 with a line feed behind each line. It appears whole under its name when it is published;
 * if it is closed before that, it is deleted.
 */
final class PendingFile implements Closeable {

    private static final int BUFFERED_CHARACTERS = 1 << 16;

    private final Path temporary;
    private final Path target;
    private final FileChannel channel;
    private final BufferedWriter writer;
    private boolean published;

    /**
     * Begins a file.
     *
     * @param temporary its name until then, in the same folder
     * @throws java.nio.file.FileAlreadyExistsException if {@code temporary} exists
     */
    PendingFile(Path temporary, Path target) throws IOException {
        this.temporary = temporary;
        this.target = target;
        channel = FileChannel.open(temporary, CREATE_NEW, WRITE);
        writer = new BufferedWriter(Channels.newWriter(channel, UTF_8), BUFFERED_CHARACTERS);
    }

    String name() {
        return target.getFileName().toString();
    }

    void write(String line) throws IOException {
        writer.write(line);
        writer.write('\n');
    }

    /** Forces the file to the disk and gives it its name. A file that bears the name is replaced. */
    void publish() throws IOException {
        writer.flush();
        channel.force(true);
        channel.close();
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        published = true;
        forceName();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        // Once published, the temporary name may already be another's.
        if (!published) {
            Files.deleteIfExists(temporary);
        }
    }

    /** A rename is kept by the folder, not by the file. Windows opens no folder, and keeps the rename by itself. */
    private void forceName() throws IOException {
        if (File.separatorChar == '/') {
            try (FileChannel folder = FileChannel.open(target.toAbsolutePath().getParent(), READ)) {
                folder.force(true);
            }
        }
    }
}
