package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.postgres.ServerTls;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** With {@code sslmode=verify-full} the server has to prove who it is; where it cannot, that is said in one line. */
class TlsIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @TempDir
    Path folder;

    private ServerTls tls;

    @BeforeEach
    void switchOn() throws Exception {
        tls = new ServerTls(pipeline.database());
        pipeline.deliver("a.csv", event(1));
    }

    @AfterEach
    void switchOff() throws Exception {
        tls.close();
    }

    @Test
    void serverThatProvesWhoItIsIsLoadedInto() throws Exception {
        pipeline.execute("CREATE TABLE seen (ssl boolean)");
        pipeline.execute("GRANT INSERT ON seen TO PUBLIC");
        pipeline.execute("CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO public.seen"
                + " SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid(); RETURN NULL; END$$");
        pipeline.execute("CREATE TRIGGER note AFTER INSERT ON ingested_files EXECUTE FUNCTION note()");
        pipeline.runOnce("--jdbc-url", verified(tls.authority(folder.resolve("ca.crt"))));
        assertThat(pipeline.rows("SELECT DISTINCT ssl FROM seen")).containsExactly("t");
        assertThat(pipeline.inputFiles()).isEmpty();
    }

    @Test
    void certificateOfAnAuthorityThatIsNotTrustedIsRefused() throws Exception {
        assertRefused(verified(tls.anotherAuthority(folder.resolve("ca.crt"))), "not signed by", "sslrootcert=FILE");
    }

    @Test
    void certificateOfAnotherHostIsRefused() throws Exception {
        tls.showOfAnotherHost();
        assertRefused(verified(tls.authority(folder.resolve("ca.crt"))), "is for another host", "--jdbc-url");
    }

    @Test
    void certificateThatHasExpiredIsRefused() throws Exception {
        tls.showExpired();
        assertRefused(verified(tls.authority(folder.resolve("ca.crt"))), "out of date", "renew it");
    }

    @Test
    void missingFileOfTheAuthorityIsNamed() throws Exception {
        assertRefused(verified(folder.resolve("nowhere.crt")), "nowhere.crt", "sslrootcert=FILE");
    }

    @Test
    void fileThatIsNoCertificateIsNamed() throws Exception {
        assertRefused(verified(Files.writeString(folder.resolve("no.crt"), "none")), "sslrootcert=FILE");
    }

    @Test
    void serverWithoutTlsIsRefused() throws Exception {
        Path authority = tls.authority(folder.resolve("ca.crt"));
        tls.close();
        assertRefused(verified(authority), "SSL", "Switch ssl on");
    }

    private String verified(Path authority) {
        return pipeline.database().jdbcUrl() + "?sslmode=verify-full&sslrootcert=" + authority;
    }

    private void assertRefused(String url, String... parts) throws Exception {
        RunningJob job = pipeline.start("--jdbc-url", url);
        assertThat(job.exitStatus()).isEqualTo(3);
        assertThat(pipeline.log().of("ERROR"))
                .singleElement()
                .asString()
                .startsWith("ERROR Cannot start with jdbc:postgresql:")
                .contains(parts)
                .doesNotContain("stack trace")
                .doesNotContain("\n");
        assertThat(pipeline.log().of("WARN")).isEmpty();
        assertThat(pipeline.inputFiles()).containsExactly("a.csv");
    }
}
