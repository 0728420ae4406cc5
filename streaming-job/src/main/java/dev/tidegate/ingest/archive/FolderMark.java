package dev.tidegate.ingest.archive;

import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.database.ServerIdentity;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.source.LandingNames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.Optional;
import java.util.Properties;

/**
 * What a small hidden file in a folder says: to which stream of which database the folder belongs, and what was moved into it. A
 * folder does not forget when a database is restored, so this tells at a glance, however many files there are, whether one went back.
 *
 * @param stream whose files are in the folder
 * @param epoch of the job that wrote it
 * @param highestFileId no file in the folder has a higher one
 * @param newestFileId the file that the ledger must have; 0 where there is none to ask for
 * @param newestSha256 hash of that file; null where it is not known
 * @param deletedUpTo the newest file that was deleted instead of moved here; 0 where there is none
 */
record FolderMark(
        ServerIdentity server,
        String stream,
        long epoch,
        long highestFileId,
        long newestFileId,
        String newestSha256,
        long deletedUpTo) {

    static final String NAME = LandingNames.FOLDER_MARK;

    /** What versions wrote that knew one stream only. */
    private static final String ONLY_STREAM = "events";

    private static final String TEXT = """
            # To which stream and database this folder belongs, and what Tidegate moved into it last. Keep it: docs/failover.md
            stream=%s
            pipeline=%s
            server=%s
            timeline=%s
            epoch=%d
            highest_file_id=%d
            newest_file_id=%d
            newest_sha256=%s
            deleted_up_to=%d
            """;

    /** Empty where there is none, or none that can be read, as after a crash on a file system without atomic writes. */
    static Optional<FolderMark> read(Folder folder) throws IOException {
        if (folder.stat(NAME).isEmpty()) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (InputStream in = folder.open(NAME, 0)) {
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            String sha256 = properties.getProperty("newest_sha256", "");
            return Optional.of(new FolderMark(
                    new ServerIdentity(
                            text(properties, "pipeline"), text(properties, "server"), text(properties, "timeline")),
                    properties.getProperty("stream", ONLY_STREAM),
                    number(properties, "epoch"),
                    number(properties, "highest_file_id"),
                    number(properties, "newest_file_id"),
                    sha256.isEmpty() ? null : sha256,
                    Long.parseLong(properties.getProperty("deleted_up_to", "0"))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static long number(Properties properties, String key) {
        return Long.parseLong(text(properties, key));
    }

    private static String text(Properties properties, String key) {
        String value = properties.getProperty(key, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("no " + key);
        }
        return value;
    }

    /** The same of a folder that nothing is known of. */
    static FolderMark none(ServerIdentity server, String stream) {
        return new FolderMark(server, stream, 0, 0, 0, null, 0);
    }

    boolean isOf(ServerIdentity own, String ownStream) {
        return stream.equals(ownStream) && server.pipeline().equals(own.pipeline());
    }

    /** @throws RefusedException if the folder belongs to another stream or database: says what to do */
    void proveOf(ServerIdentity own, String ownStream, Folder folder) {
        if (!stream.equals(ownStream)) {
            throw new RefusedException(
                    "Cannot use %s for stream %s: the files of stream %s are in it. Give each stream its own folders"
                            .formatted(folder.location(), ownStream, stream));
        }
        if (!server.pipeline().equals(own.pipeline())) {
            throw belongsToAnother(own, folder);
        }
    }

    RefusedException belongsToAnother(ServerIdentity own, Folder folder) {
        return new RefusedException(
                "Cannot use %s: it belongs to another database (pipeline %s on server %s), and this one is pipeline %s on server %s. Give each database its own folders. If this database takes the place of the other, delete %s in the folder and start again (docs/failover.md)"
                        .formatted(
                                folder.location(),
                                server.pipeline(),
                                server.server(),
                                own.pipeline(),
                                own.server(),
                                NAME));
    }

    void write(Folder folder) throws IOException {
        folder.write(NAME, new ByteArrayInputStream(bytes()));
    }

    /** Returns false, and writes nothing, where the folder has a mark by now. */
    boolean writeFirst(Folder folder) throws IOException {
        try {
            folder.writeNew(NAME, new ByteArrayInputStream(bytes()));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private byte[] bytes() {
        return TEXT.formatted(
                        stream,
                        server.pipeline(),
                        server.server(),
                        server.timeline(),
                        epoch,
                        highestFileId,
                        newestFileId,
                        newestSha256 == null ? "" : newestSha256,
                        deletedUpTo)
                .getBytes(StandardCharsets.UTF_8);
    }
}
