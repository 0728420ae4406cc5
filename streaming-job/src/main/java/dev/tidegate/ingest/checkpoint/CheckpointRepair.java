package dev.tidegate.ingest.checkpoint;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether Spark will be able to read the checkpoint.
 *
 * <p>A file that a power cut or a full disk left empty, or took away, would stop Spark at each start. The ledger in the database is the
 * truth about what was loaded, so a checkpoint that cannot be read is put aside, and the job begins a new one.
 */
public final class CheckpointRepair {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointRepair.class);

    private static final String VERSION = "v1";

    private CheckpointRepair() {}

    /** Puts a checkpoint on the local disk aside if it cannot be read. */
    public static void putAsideIfBroken(Path checkpoint) throws IOException {
        Optional<Path> broken = firstBroken(checkpoint);
        if (broken.isPresent()) {
            Path aside = checkpoint.resolveSibling(checkpoint.getFileName() + ".broken-"
                    + Files.getLastModifiedTime(checkpoint).toMillis());
            LOG.warn(
                    "The checkpoint file {} cannot be read. Nothing is lost: the ledger knows what is loaded. The checkpoint"
                            + " is put aside as {} and a new one begun.",
                    broken.get(),
                    aside);
            Files.move(checkpoint, aside, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /**
     * Puts a checkpoint aside whose offsets are of no use any more, wherever it lies.
     *
     * @param configuration asked only for a Hadoop file system
     */
    public static void putAside(String checkpoint, Supplier<Configuration> configuration) throws IOException {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(checkpoint);
        FileSystem fileSystem = path.getFileSystem(configuration.get());
        if (!fileSystem.exists(path)) {
            return;
        }
        org.apache.hadoop.fs.Path aside = path.suffix(".put-aside-" + System.currentTimeMillis());
        if (!fileSystem.rename(path, aside)) {
            throw new IOException("Cannot put the checkpoint %s aside as %s".formatted(path, aside));
        }
        LOG.warn("The checkpoint is put aside as {} and a new one begun: the ledger knows what is loaded", aside);
    }

    private static Optional<Path> firstBroken(Path checkpoint) throws IOException {
        Path metadata = checkpoint.resolve("metadata");
        if (Files.exists(metadata) && !isJson(String.join("\n", lines(metadata)))) {
            return Optional.of(metadata);
        }
        List<Path> offsets = batches(checkpoint.resolve("offsets"));
        List<Path> commits = batches(checkpoint.resolve("commits"));
        for (Path batch : Stream.concat(offsets.stream(), commits.stream()).toList()) {
            if (!isReadable(batch)) {
                return Optional.of(batch);
            }
        }
        Optional<Path> lost = beforeNewest(offsets);
        if (lost.isPresent()) {
            return lost;
        }
        // Spark would run the micro-batch before it once more, and then fail to commit that a second time.
        return newest(commits)
                .filter(commit -> number(commit)
                        > newest(offsets).map(CheckpointRepair::number).orElse(-1L))
                .map(commit -> checkpoint.resolve("offsets").resolve(commit.getFileName()));
    }

    /** Spark asks for the offsets before the newest ones, too; where they are missing it does not start. */
    private static Optional<Path> beforeNewest(List<Path> offsets) {
        return newest(offsets)
                .filter(newest -> number(newest) > 0)
                .map(newest -> newest.resolveSibling(Long.toString(number(newest) - 1)))
                .filter(before -> !Files.exists(before));
    }

    private static List<Path> batches(Path log) throws IOException {
        if (!Files.isDirectory(log)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(log)) {
            return files.filter(CheckpointRepair::isNumbered).toList();
        }
    }

    private static Optional<Path> newest(List<Path> batches) {
        return batches.stream().max(Comparator.comparingLong(CheckpointRepair::number));
    }

    private static long number(Path batch) {
        return Long.parseLong(batch.getFileName().toString());
    }

    /** Of a file that is no text: none. */
    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            return List.of();
        }
    }

    private static boolean isNumbered(Path file) {
        return file.getFileName().toString().chars().allMatch(Character::isDigit);
    }

    private static boolean isReadable(Path batch) throws IOException {
        List<String> lines = lines(batch);
        boolean complete = lines.size() >= (batch.getParent().endsWith("offsets") ? 3 : 2);
        return complete
                && lines.get(0).equals(VERSION)
                && lines.stream().skip(1).allMatch(CheckpointRepair::isJson);
    }

    private static boolean isJson(String text) {
        try {
            return JsonParser.parseString(text).isJsonObject();
        } catch (JsonParseException e) {
            return false;
        }
    }
}
