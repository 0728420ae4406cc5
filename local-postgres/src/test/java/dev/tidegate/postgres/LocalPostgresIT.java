package dev.tidegate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The program as its users run it. Each test mostly waits for processes, so some run at a time. */
@Execution(ExecutionMode.CONCURRENT)
class LocalPostgresIT {

    @TempDir
    Path folder;

    private Path data;

    /** Puts PostgreSQL's programs where the one under test would unpack them, which takes seconds. */
    @BeforeEach
    void unpackBefore() throws IOException {
        data = folder.resolve("data");
        Path programs = PostgresPrograms.unpackBelow(Path.of("target")).home();
        Files.createSymbolicLink(folder.resolve(programs.getFileName()), programs.toAbsolutePath());
    }

    @Test
    void dataIsKeptBetweenRunsAndSigtermStopsInOrder() throws Exception {
        // Where no programs are, so it unpacks them by itself.
        data = folder.resolve("elsewhere").resolve("data");
        try (LocalPostgresProcess first = LocalPostgresProcess.start(data, 0).awaitReady()) {
            insertOneReject(first);
            assertThat(first.terminate()).isZero();
            assertThat(data.resolve("postmaster.pid")).doesNotExist();
        }
        try (LocalPostgresProcess second = LocalPostgresProcess.start(data, 0).awaitReady()) {
            assertThat(rejects(second)).isEqualTo("1");
            assertThat(Files.readString(data.resolve("server.log"))).doesNotContain("not properly shut down");
        }
    }

    @Test
    void eachProgramHasALoginWithAPasswordThatOnlyTheOwnerReads() throws Exception {
        try (LocalPostgresProcess postgres = LocalPostgresProcess.start(data, 0).awaitReady()) {
            for (String role : List.of("tidegate_job", "tidegate_dashboard", "tidegate_admin")) {
                assertThat(PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(postgres.secrets().resolve(role + ".password"))))
                        .isEqualTo("rw-------");
                try (Connection connection = postgres.connect(role)) {
                    assertThat(connection.isValid(5)).isTrue();
                }
                assertThat(postgres.output()).doesNotContain(postgres.password(role));
            }
            assertThat(postgres.secrets()).isEqualTo(folder.resolve("secrets"));
        }
    }

    @Test
    @Tag("versions")
    void dataOfAnotherVersionIsRefused() throws Exception {
        Files.createDirectories(data);
        Files.writeString(data.resolve("PG_VERSION"), "15\n");
        PostgresServer server = new PostgresServer(PostgresPrograms.unpackBelow(folder), data);
        assertThatThrownBy(() -> server.start(Loopback.freePort(0), "kept.conf"))
                .isInstanceOf(ServerUnavailableException.class)
                .hasMessage("Cannot use " + data + ": it is of PostgreSQL 15, this is " + ServerChoice.version()
                        + ". Move the folder away or name another one");
    }

    @Test
    void nobodyGetsInWithoutThePassword() throws Exception {
        try (LocalPostgresProcess postgres = LocalPostgresProcess.start(data, 0).awaitReady()) {
            for (String user : List.of("postgres", "tidegate_job")) {
                assertThatThrownBy(() -> DriverManager.getConnection(
                                "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/tidegate", user, "wrong"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("password authentication failed");
            }
        }
    }

    @Test
    void committedRowsAreSafe() throws Exception {
        try (LocalPostgresProcess postgres = LocalPostgresProcess.start(data, 0).awaitReady()) {
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                assertThat(one(postgres, "SELECT current_setting('" + setting + "')"))
                        .isEqualTo("on");
            }
        }
    }

    @Test
    void aServerThatAKilledProcessLeftBehindIsTakenOver() throws Exception {
        int port;
        try (LocalPostgresProcess first = LocalPostgresProcess.start(data, 0).awaitReady()) {
            insertOneReject(first);
            port = first.port();
            first.kill();
        }
        try (LocalPostgresProcess second =
                LocalPostgresProcess.start(data, port).awaitReady()) {
            assertThat(second.output()).contains("left behind");
            assertThat(rejects(second)).isEqualTo("1");
        }
    }

    @Test
    void aServerThatWasKilledTooStartsAgainWithTheCommittedRows() throws Exception {
        try (LocalPostgresProcess first = LocalPostgresProcess.start(data, 0).awaitReady()) {
            insertOneReject(first);
            first.kill();
            new PostgresServer(PostgresPrograms.unpackBelow(folder), data).kill();
        }
        assertThat(data.resolve("postmaster.pid")).exists();
        try (LocalPostgresProcess second = LocalPostgresProcess.start(data, 0).awaitReady()) {
            assertThat(rejects(second)).isEqualTo("1");
        }
    }

    @Test
    void aPidFileThatNamesAnotherProgramDoesNotMatter() throws Exception {
        try (LocalPostgresProcess first = LocalPostgresProcess.start(data, 0).awaitReady()) {
            first.terminate();
        }
        // After a restart of the machine any program may have the number.
        Files.writeString(
                data.resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n" + data + "\n");
        try (LocalPostgresProcess second = LocalPostgresProcess.start(data, 0).awaitReady()) {
            assertThat(rejects(second)).isEqualTo("0");
        }
    }

    @Test
    void aSecondOneOnTheSameFolderIsRefusedInOneLine() throws Exception {
        try (LocalPostgresProcess first = LocalPostgresProcess.start(data, 0).awaitReady();
                LocalPostgresProcess second = LocalPostgresProcess.start(data, 0)) {
            assertThat(second.exitCode()).isEqualTo(3);
            assertThat(second.output().strip())
                    .contains("runs it already")
                    .contains(data.toString())
                    .hasLineCount(1);
            assertThat(rejects(first)).isEqualTo("0");
        }
    }

    @Test
    void aPortThatIsTakenIsRefusedInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
                LocalPostgresProcess postgres = LocalPostgresProcess.start(data, taken.getLocalPort())) {
            assertThat(postgres.exitCode()).isEqualTo(3);
            assertThat(postgres.output().strip())
                    .contains("port " + taken.getLocalPort())
                    .contains("--port")
                    .hasLineCount(1);
        }
    }

    @Test
    void aFolderThatHoldsSomethingElseIsRefusedInOneLine() throws Exception {
        Files.createDirectories(data);
        Files.writeString(data.resolve("thesis.txt"), "years of work");
        try (LocalPostgresProcess postgres = LocalPostgresProcess.start(data, 0)) {
            assertThat(postgres.exitCode()).isEqualTo(3);
            assertThat(postgres.output()).contains("no PostgreSQL").contains(data.toString());
            assertThat(data.resolve("thesis.txt")).hasContent("years of work");
        }
    }

    @Test
    void aKeptDatabaseThatTheSetupDoesNotFitIsRefusedInOneLine() throws Exception {
        try (LocalPostgresProcess first = LocalPostgresProcess.start(data, 0).awaitReady()) {
            String superuser = first.password("postgres");
            try (Connection connection = DriverManager.getConnection(
                            "jdbc:postgresql://127.0.0.1:" + first.port() + "/tidegate", "postgres", superuser);
                    Statement statement = connection.createStatement()) {
                statement.execute("ALTER TABLE raw_events DROP COLUMN price CASCADE");
            }
            first.terminate();
        }
        try (LocalPostgresProcess second = LocalPostgresProcess.start(data, 0)) {
            assertThat(second.exitCode()).isEqualTo(3);
            assertThat(second.output().strip())
                    .contains("column \"price\"")
                    .contains("another version")
                    .hasLineCount(1);
        }
    }

    @Test
    void lostPasswordFilesAreMadeAnew() throws Exception {
        try (LocalPostgresProcess first = LocalPostgresProcess.start(data, 0).awaitReady()) {
            insertOneReject(first);
            first.terminate();
        }
        Folders.delete(folder.resolve("secrets"));
        try (LocalPostgresProcess second = LocalPostgresProcess.start(data, 0).awaitReady()) {
            assertThat(rejects(second)).isEqualTo("1");
        }
    }

    private static void insertOneReject(LocalPostgresProcess postgres) throws IOException, SQLException {
        try (Connection connection = postgres.connect("tidegate_job");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO rejected_events (stream, file_id, line, byte_offset, byte_length, rejected_at, reason, message, raw)"
                            + " VALUES ('events', 1, 1, 0, 1, now(), 'test', 'test', 'x')");
        }
    }

    private static String rejects(LocalPostgresProcess postgres) throws IOException, SQLException {
        return one(postgres, "SELECT count(*) FROM rejected_events");
    }

    private static String one(LocalPostgresProcess postgres, String query) throws IOException, SQLException {
        try (Connection connection = postgres.connect("tidegate_job");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }
}
