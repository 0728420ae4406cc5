package dev.tidegate.ingest.operate.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidegate.ingest.operate.Operated;
import dev.tidegate.ingest.operate.Operated.Ran;
import dev.tidegate.postgres.PgBouncer;
import dev.tidegate.postgres.ServerTls;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands, over TLS, through PgBouncer, and with a password that a command prints. */
class NetworkIT {

    @RegisterExtension
    private final Operated pipeline = new Operated();

    @Test
    void commandsWantTheServerToProveWhoItIs() throws Exception {
        try (ServerTls tls = new ServerTls(pipeline.database())) {
            String url = pipeline.database().jdbcUrl() + "?sslmode=verify-full&sslrootcert=";
            String right = url + tls.authority(pipeline.home().resolve("ca.crt"));
            String wrong = url + tls.anotherAuthority(pipeline.home().resolve("other.crt"));
            assertThat(files(right).exitCode()).as(files(right).err()).isZero();
            assertOneLine(files(wrong), "not signed by an authority that is trusted", "sslrootcert=FILE");
            assertThat(doctor(wrong).out()).contains("not signed by an authority that is trusted");
            tls.showOfAnotherHost();
            assertOneLine(files(right), "is for another host");
            tls.showExpired();
            assertOneLine(files(right), "out of date");
        }
    }

    @Test
    void throughPgBouncerInSessionModeCommandsWork() throws Exception {
        assumeTrue(PgBouncer.isInstalled(), "Debian's package pgbouncer is not installed");
        try (PgBouncer pooler = PgBouncer.start(pipeline.database(), pipeline.home(), "pool_mode = session")) {
            assertThat(files(pooler.jdbcUrl()).exitCode()).isZero();
            assertThat(doctor(pooler.jdbcUrl()).out())
                    .doesNotContain("PgBouncer")
                    .contains("ok       schema");
        }
    }

    @Test
    void throughPgBouncerInTransactionModeTheyAreRefusedByName() throws Exception {
        assumeTrue(PgBouncer.isInstalled(), "Debian's package pgbouncer is not installed");
        try (PgBouncer pooler = PgBouncer.start(pipeline.database(), pipeline.home(), "pool_mode = transaction")) {
            assertOneLine(files(pooler.jdbcUrl()), "PgBouncer", "pool_mode = session");
            assertThat(doctor(pooler.jdbcUrl()).out()).containsPattern("wrong +database .*\\n +PgBouncer");
        }
    }

    @Test
    void doctorSaysWhereTheWayToTheDatabaseIsNotVerified() throws Exception {
        assertThat(pipeline.tidegate("doctor").out()).containsPattern("ok +network +the database is on this machine");
        // A name that nobody has.
        String url = "jdbc:postgresql://db.invalid:5432/shop?connectTimeout=1";
        assertThat(doctor(url).out())
                .containsPattern("warning +network +db.invalid is another machine .*sslmode=prefer.*\\n .*verify-full");
        assertThat(doctor(url + "&sslmode=require").out()).containsPattern("warning +network .*sslmode=require");
        assertThat(doctor(url + "&sslmode=verify-full&sslrootcert=/nowhere").out())
                .containsPattern("ok +network +encrypted, and the server has to prove that it is db.invalid");
        assertThat(doctor(url + "&sslmode=verify-full&sslfactory=org.postgresql.ssl.NonValidatingFactory")
                        .out())
                .containsPattern("warning +network");
    }

    @Test
    void commandsAskACommandForThePassword() throws Exception {
        String user = pipeline.database().operator().user();
        String file = Files.writeString(
                        pipeline.home().resolve("token"),
                        pipeline.database().operator().password())
                .toString();
        String[] wrong = {"files", "--jdbc-url", pipeline.database().jdbcUrl(), "--user", user, "--password-command"};
        assertThat(Operated.plain(with(wrong, "cat " + file)).exitCode()).isZero();
        assertOneLine(Operated.plain(with(wrong, "echo no >&2; exit 4")), "exit code 4 and said: no");
        Ran both = pipeline.tidegateOnDatabase("files", "--password-command", "cat " + file);
        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(both.err()).contains("--password-command", "--password-file", "expected one of them");
    }

    private static String[] with(String[] words, String more) {
        String[] all = Arrays.copyOf(words, words.length + 1);
        all[words.length] = more;
        return all;
    }

    private Ran files(String url) throws Exception {
        return run("files", url);
    }

    private Ran doctor(String url) throws Exception {
        return run("doctor", url);
    }

    private Ran run(String command, String url) throws Exception {
        String[] login = pipeline.login(pipeline.database().operator()).toArray(String[]::new);
        login[1] = url;
        return Operated.plain(
                Stream.concat(Stream.of(command), Stream.of(login)).toArray(String[]::new));
    }

    private static void assertOneLine(Ran ran, String... parts) {
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines()).singleElement().asString().contains(parts);
    }
}
