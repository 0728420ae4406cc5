package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.stream.Stream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Files whose rows have no key but file and line: the same bytes once more are no new rows. They take the file id of the first
 * delivery, so that what is there is found again, and what is missing, since it was refused then, goes in.
 */
final class SameBytes {

    private SameBytes() {}

    /** The files with the source that their rows have; of a stream with a key as they are. Asked behind the fence. */
    static List<StagedFile> inOneSource(Connection connection, Stream stream, List<StagedFile> files)
            throws SQLException {
        if (!Statements.mayShareSource(stream)) {
            return files;
        }
        Map<String, Long> sources = loadedBefore(connection, stream.name(), files);
        List<StagedFile> sourced = new ArrayList<>();
        for (StagedFile file : files) {
            boolean isLoaded = file.state().equals("loaded") && file.sha256() != null;
            Long source =
                    isLoaded ? sources.computeIfAbsent(Deciding.hex(file.sha256()), hash -> file.sourceFileId()) : null;
            sourced.add(source == null ? file : file.from(source));
        }
        return sourced;
    }

    private static Map<String, Long> loadedBefore(Connection connection, String stream, List<StagedFile> files)
            throws SQLException {
        Map<String, Long> sources = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(Sql.FIND_SAME_BYTES)) {
            byte[][] hashes = files.stream().map(StagedFile::sha256).toArray(byte[][]::new);
            statement.setArray(1, connection.createArrayOf("bytea", hashes));
            statement.setString(2, stream);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    sources.put(Deciding.hex(row.getBytes("sha256")), row.getLong("file_id"));
                }
            }
        }
        return sources;
    }
}
