package dev.tidegate.crashtest.running;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A local disk. */
public record Disk() implements Store {

    @Override
    public String location(Path folder) {
        return folder.toString();
    }

    @Override
    public Map<String, String> environment() {
        return Map.of();
    }

    @Override
    public boolean holds(Path folder, String name) {
        return Files.exists(folder.resolve(name));
    }

    @Override
    public long deliver(Path bytes, Path folder, String name, long modifiedMillis) throws IOException {
        Path aside = Files.copy(bytes, bytes.resolveSibling("aside"), StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(aside, FileTime.fromMillis(modifiedMillis));
        Files.move(aside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        return modifiedMillis;
    }

    @Override
    public List<String> names(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        // The archive is a link.
        Path real = folder.toRealPath();
        List<String> names = new ArrayList<>();
        Files.walkFileTree(real, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && !file.endsWith(Folders.MARK)) {
                    names.add(real.relativize(file).toString());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                // The job may move it away just now.
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        Collections.sort(names);
        return names;
    }

    @Override
    public InputStream open(Path folder, String name) throws IOException {
        return Files.newInputStream(folder.resolve(name));
    }
}
