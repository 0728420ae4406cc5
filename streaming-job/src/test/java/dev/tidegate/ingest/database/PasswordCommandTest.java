package dev.tidegate.ingest.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordCommandTest {

    @TempDir
    Path folder;

    @Test
    void theFirstLineOfTheOutputIsThePasswordAskedAnewEachTime() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "first\nmore\n");
        Password password = Password.byCommand("cat " + token);
        assertThat(password.ask()).isEqualTo("first");
        Files.writeString(token, "second \r\n");
        assertThat(password.ask()).isEqualTo("second ");
    }

    @Test
    void aCommandThatFailsIsToldByExitCodeAndWordsWithoutThePassword() {
        assertThatThrownBy(() -> Password.byCommand("echo geheim; printf 'got geheim\\nno\\033[1m token' >&2; exit 7")
                        .ask())
                .isInstanceOf(SQLException.class)
                .hasMessage("The password command ended with exit code 7 and said: got *** no [1m token")
                .matches(failure -> SqlFailure.of((SQLException) failure) == SqlFailure.REPEAT, "may pass by itself");
    }

    @Test
    void aCommandThatDoesNotExistIsNotAskedForEver() {
        assertThatThrownBy(() -> Password.byCommand("/no/such/program --now").ask())
                .hasMessageContaining("exit code 127")
                .matches(failure -> SqlFailure.isOfLogin((SQLException) failure), "is of the login");
    }

    @Test
    void noOutputIsNoPassword() {
        assertThatThrownBy(() -> Password.byCommand("echo why >&2").ask())
                .hasMessage("The password command printed no password and said: why");
    }

    @Test
    void aCommandThatHangsIsEndedWithAllThatItStarted() {
        Instant begun = Instant.now();
        Path pid = folder.resolve("pid");
        assertThatThrownBy(() -> Password.byCommand("sleep 300 & echo $! > " + pid + "; wait")
                        .ask())
                .hasMessage("The password command did not end within 10 s");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(60));
        // One that has ended has no program, though its number may stay until somebody asks for it.
        Awaitility.await().untilAsserted(() -> assertThat(
                        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                                .flatMap(process -> process.info().command()))
                .isEmpty());
    }

    @Test
    void neitherCommandNorPasswordIsShown() {
        assertThat(new Database("jdbc:postgresql://h/d?sslpassword=pin&ssl=true", "me", Password.of("geheim")))
                .hasToString("jdbc:postgresql://h/d?sslpassword=***&ssl=true as me");
        assertThat(Password.of("geheim").toString() + Password.byCommand("echo geheim"))
                .doesNotContain("geheim");
    }
}
