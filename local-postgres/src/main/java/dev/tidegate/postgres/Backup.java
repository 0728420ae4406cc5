package dev.tidegate.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A backup of a test server, taken while it runs, and the write-ahead log that it archives since: with both it is
 * restored to any moment. By the functions of the server and not by pg_basebackup, which is not among the programs that
 * are embedded.
 */
final class Backup {
    private static final String ADMINISTRATION = "postgres";
    private static final int SECONDS = 60;

    /** What belongs to the process, and the log, which comes from the archive. */
    private static final Set<Path> NOT_COPIED =
            Set.of(Path.of("pg_wal"), Path.of("postmaster.pid"), Path.of("postmaster.opts"), Path.of("server.log"));

    private final EmbeddedServer server;
    private final PostgresServer programs;
    private final Path files;
    private final Path archive;

    Backup(EmbeddedServer server, PostgresServer programs, Path folder) {
        this.server = server;
        this.programs = programs;
        this.files = folder.resolve("files");
        this.archive = folder.resolve("archive");
    }

    /** Begins to archive, and copies the files. An earlier backup is thrown away. */
    void take() throws IOException, SQLException {
        Folders.delete(files);
        Folders.delete(archive);
        Files.createDirectories(archive);
        Files.createDirectories(files.getParent());
        execute("ALTER SYSTEM SET archive_mode = on");
        execute("ALTER SYSTEM SET archive_command = 'test ! -f \"" + archive + "/%f\" && cp \"%p\" \"" + archive
                + "/%f\"'");
        server.stop();
        server.start();
        try (Connection connection = server.connect(ADMINISTRATION);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('tidegate', true)");
            Folders.copyWhileInUse(programs.data(), files, NOT_COPIED);
            // Returns when all of the log that the copy needs is archived.
            Files.writeString(files.resolve("backup_label"), text(statement, "SELECT labelfile FROM pg_backup_stop()"));
        }
    }

    /** Puts the copy in the place of the server's files, and replays the archive up to a moment. */
    void restore(Instant moment) throws IOException, SQLException {
        try (Connection connection = server.connect(ADMINISTRATION);
                Statement statement = connection.createStatement()) {
            String last = text(statement, "SELECT pg_walfile_name(pg_switch_wal())");
            await(() -> Files.exists(archive.resolve(last)), "archive " + last);
        }
        programs.kill();
        programs.replaceBy(files);
        // +00 and not Z: this setting takes no name of a zone.
        Files.writeString(
                programs.data().resolve("postgresql.auto.conf"),
                """
                restore_command = 'cp "%s/%%f" "%%p"'
                recovery_target_time = '%s+00'
                recovery_target_action = 'promote'
                """.formatted(archive, LocalDateTime.ofInstant(moment, ZoneOffset.UTC)),
                StandardOpenOption.APPEND);
        Files.createFile(programs.data().resolve("recovery.signal"));
        server.start();
        try (Connection connection = server.connect(ADMINISTRATION);
                Statement statement = connection.createStatement()) {
            await(() -> text(statement, "SELECT pg_is_in_recovery()").equals("f"), "recover up to " + moment);
        }
        // The tests that follow have it as it was, without an archive.
        execute("ALTER SYSTEM RESET ALL");
        server.stop();
        server.start();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.connect(ADMINISTRATION);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    private interface Condition {
        boolean holds() throws SQLException;
    }

    private static void await(Condition condition, String what) throws IOException, SQLException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("The test server did not " + what + " within " + SECONDS + " s");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
