package dev.tidegate.ingest;

import dev.tidegate.ingest.files.Folders;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the files of a stream lie, and what Spark remembers of it. Paths, or URIs such as {@code hdfs://}.
 *
 * @param input where they land
 * @param archive where loaded ones go
 * @param quarantine where those go that cannot be loaded as a whole
 * @param checkpoint Spark's; beside those of other streams, never in one
 */
record StreamFolders(String input, String archive, String quarantine, String checkpoint) {

    /** Those of a declared stream, beside or below these. */
    StreamFolders of(String stream) {
        return new StreamFolders(
                below(input, stream), below(archive, stream), below(quarantine, stream), beside(checkpoint, stream));
    }

    private static String below(String folder, String stream) {
        return withoutSlash(folder) + "/" + stream;
    }

    private static String beside(String folder, String stream) {
        return withoutSlash(folder) + "-" + stream;
    }

    private static String withoutSlash(String folder) {
        return folder.length() > 1 && folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
    }

    /** Those on this machine, by what they are for. */
    Map<String, Path> local() {
        Map<String, Path> local = new LinkedHashMap<>();
        Map.of("input", input, "archive", archive, "quarantine", quarantine, "checkpoint", checkpoint)
                .forEach((use, location) -> {
                    if (!Folders.isRemote(location)) {
                        local.put(use, Folders.localPath(location));
                    }
                });
        return local;
    }
}
