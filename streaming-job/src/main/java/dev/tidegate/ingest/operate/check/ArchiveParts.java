package dev.tidegate.ingest.operate.check;

import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.packing.ZipParts;
import dev.tidegate.ingest.source.FileFormats;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;

/** The files that the job would take out of an archive, for as long as they are looked at. */
final class ArchiveParts implements Closeable {

    private final FileFormats formats;
    private final List<Path> made = new ArrayList<>();

    ArchiveParts(FileFormats formats) {
        this.formats = formats;
    }

    /**
     * A file to look at.
     *
     * @param named where it is, or would be when its archive is taken apart
     * @param real where its bytes are
     */
    record Part(Path named, Path real) {}

    /** The parts of an archive; any other file is its only part. */
    List<Part> of(Path file) throws IOException {
        List<Part> itself = List.of(new Part(file, file));
        String name = file.getFileName().toString();
        if (!formats.isArchive(name) || !Files.isRegularFile(file)) {
            return itself;
        }
        Path real = file.toRealPath();
        Folder folder = Folders.local(real.getParent());
        try (ZipParts parts = ZipParts.open(folder, real.getFileName().toString(), Files.size(real))) {
            int count = parts.names().size();
            return count == 0 || (count == 1 && formats.isOneFile(name)) ? itself : copied(parts, file);
        } catch (ZipException e) {
            return itself;
        }
    }

    private List<Part> copied(ZipParts parts, Path file) throws IOException {
        Path folder = Files.createTempDirectory("tidegate-check-");
        made.add(folder);
        List<Part> copied = new ArrayList<>();
        for (int part = 0; part < parts.names().size(); part++) {
            Path copy = folder.resolve(String.valueOf(part));
            made.add(copy);
            try (InputStream bytes = parts.bytes(part)) {
                Files.copy(bytes, copy);
            }
            Files.setLastModifiedTime(copy, Files.getLastModifiedTime(file));
            copied.add(new Part(file.resolveSibling(parts.names().get(part)), copy));
        }
        return copied;
    }

    @Override
    public void close() throws IOException {
        for (int i = made.size() - 1; i >= 0; i--) {
            Files.deleteIfExists(made.get(i));
        }
    }
}
