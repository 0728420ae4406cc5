package dev.tidegate.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import okhttp3.tls.HeldCertificate;

/** TLS of the server that tests share, with certificates made on the spot. While it is open, clients that ask for TLS get it. */
public final class ServerTls implements AutoCloseable {
    private static final Duration TO_RELOAD = Duration.ofSeconds(20);

    private final TestDatabase database;
    private final HeldCertificate authority = authority();

    /** Switches TLS on, with a certificate for the host that the server is reached by. */
    public ServerTls(TestDatabase database) throws SQLException {
        this.database = database;
        show(database.host(), Duration.ofDays(1));
    }

    /** Lets the server show a certificate for another host. */
    public void showOfAnotherHost() throws SQLException {
        show("db.example", Duration.ofDays(1));
    }

    /** Lets the server show a certificate that was good until yesterday. */
    public void showExpired() throws SQLException {
        show(database.host(), Duration.ofDays(-1));
    }

    /** Writes the certificate of the authority that has signed those of the server into a file; returns it. */
    public Path authority(Path file) throws IOException {
        return Files.writeString(file, authority.certificatePem());
    }

    /** Writes the certificate of an authority that has signed nothing into a file; returns it. */
    public Path anotherAuthority(Path file) throws IOException {
        return Files.writeString(file, authority().certificatePem());
    }

    private static HeldCertificate authority() {
        return new HeldCertificate.Builder()
                .certificateAuthority(0)
                .commonName("authority of a test")
                .build();
    }

    private void show(String host, Duration validFor) throws SQLException {
        Instant end = Instant.now().plus(validFor);
        HeldCertificate certificate = new HeldCertificate.Builder()
                .signedBy(authority)
                .commonName(host)
                .addSubjectAlternativeName(host)
                .validityInterval(end.minus(Duration.ofDays(30)).toEpochMilli(), end.toEpochMilli())
                .build();
        String name = "tls-" + System.nanoTime();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            write(statement, name + ".key", certificate.privateKeyPkcs8Pem());
            write(statement, name + ".crt", certificate.certificatePem());
            statement.execute("ALTER SYSTEM SET ssl_key_file = '" + name + ".key'");
            statement.execute("ALTER SYSTEM SET ssl_cert_file = '" + name + ".crt'");
            statement.execute("ALTER SYSTEM SET ssl = on");
            statement.execute("SELECT pg_reload_conf()");
        }
        await("SELECT current_setting('ssl') || current_setting('ssl_cert_file')", "on" + name + ".crt");
    }

    /** The server writes it, into its data folder: it may run in a container. */
    private static void write(Statement statement, String file, String content) throws SQLException {
        String lines = "'" + String.join("','", content.strip().lines().toList()) + "'";
        statement.execute("COPY (SELECT unnest(ARRAY[" + lines + "])) TO PROGRAM 'umask 077 && cat > " + file + "'");
    }

    /** New sessions have new settings once the server has read them. */
    private void await(String query, String expected) throws SQLException {
        Instant end = Instant.now().plus(TO_RELOAD);
        while (!database.rows(query).contains(expected)) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("The server has not read its settings within " + TO_RELOAD);
            }
        }
    }

    /** Switches TLS off. */
    @Override
    public void close() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String setting : new String[] {"ssl", "ssl_cert_file", "ssl_key_file"}) {
                statement.execute("ALTER SYSTEM RESET " + setting);
            }
            statement.execute("SELECT pg_reload_conf()");
        }
        await("SELECT current_setting('ssl')", "off");
    }
}
