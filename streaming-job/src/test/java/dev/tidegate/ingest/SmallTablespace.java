package dev.tidegate.ingest;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A small disk, in memory, on which a database lies. Needs the right to mount, and a server on this machine. */
final class SmallTablespace implements AutoCloseable {

    private final TestDatabase database;
    private final Path folder;
    private final String name;

    private SmallTablespace(TestDatabase database, Path folder) {
        this.database = database;
        this.folder = folder;
        this.name = "small_" + folder.getFileName().toString().replaceAll("[^0-9]", "");
    }

    /** Makes it and moves the database there; where that is not possible, the test is not run, and says so. */
    static SmallTablespace of(TestDatabase database) throws Exception {
        assumeThat(database.server().supportsCrash())
                .as("a server in a container does not see a disk that is mounted here")
                .isTrue();
        SmallTablespace small = new SmallTablespace(database, Files.createTempDirectory("tidegate-small-disk-"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "mode=777,size=1g", "tidegate-test", small.folder.toString()))
                .as("this system does not let the user of the tests mount")
                .isTrue();
        // PostgreSQL takes an empty folder of its own user only, and may run as another user than the tests.
        Path data = Files.createDirectory(
                small.folder.resolve("data"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path serverFolder = Path.of(database.rows("SHOW data_directory").get(0));
        Files.setOwner(data, Files.getOwner(serverFolder));
        database.execute("CREATE TABLESPACE %s LOCATION '%s'".formatted(small.name, data));
        small.moveDatabase(small.name);
        return small;
    }

    /** Leaves so much room for what is to come. */
    void leave(long bytes) throws IOException, InterruptedException {
        FileStore store = Files.getFileStore(folder);
        long size = store.getTotalSpace() - store.getUsableSpace() + bytes;
        if (!run("mount", "-o", "remount,size=" + size, folder.toString())) {
            throw new IOException("Cannot give %s a size of %d bytes".formatted(folder, size));
        }
    }

    /** Waits until nobody is connected: a session that was closed, or autovacuum's, may not have ended yet. */
    private void moveDatabase(String tablespace) throws SQLException {
        database.disconnect();
        TestPipeline.await()
                .ignoreExceptionsMatching(
                        e -> e instanceof SQLException failure && "55006".equals(failure.getSQLState()))
                .untilAsserted(() -> {
                    try (Connection connection = database.server().connect("postgres");
                            Statement statement = connection.createStatement()) {
                        statement.execute("ALTER DATABASE \"%s\" SET TABLESPACE %s"
                                .formatted(database.databaseName(), tablespace));
                    }
                });
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(List.of(command))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /** Moves the database back, for what is checked after the test, and takes the disk away. */
    @Override
    public void close() throws IOException, SQLException {
        moveDatabase("pg_default");
        database.execute("DROP TABLESPACE " + name);
        try {
            run("umount", "-l", folder.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.delete(folder);
    }
}
