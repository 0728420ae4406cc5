package dev.tidegate.ingest.operate.doctor;

import dev.tidegate.ingest.database.Database;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.SslMode;
import org.postgresql.ssl.NonValidatingFactory;
import org.postgresql.util.PSQLException;

/** The way to the database: who is on it can read along, or answer in its place, unless the server proves who it is. */
final class NetworkExam {

    private static final String NETWORK = "network";

    private final Database database;
    private final Examination examination;

    NetworkExam(Database database, Examination examination) {
        this.database = database;
        this.examination = examination;
    }

    void run() {
        Properties url = Driver.parseURL(database.url(), null);
        List<String> remote = Stream.of(PGProperty.PG_HOST.getOrDefault(url).split(",", -1))
                .filter(host -> !isThisMachine(host))
                .toList();
        if (PGProperty.SOCKET_FACTORY.getOrDefault(url) != null) {
            examination.ok(NETWORK, "by a socket factory of your own, which is not looked at");
        } else if (remote.isEmpty()) {
            examination.ok(NETWORK, "the database is on this machine");
        } else if (isVerified(url)) {
            examination.ok(NETWORK, "encrypted, and the server has to prove that it is " + String.join(", ", remote));
        } else {
            examination.warn(
                    NETWORK,
                    "%s is another machine and the connection is not verified (sslmode=%s)"
                            .formatted(String.join(", ", remote), mode(url)),
                    "Add ?sslmode=verify-full&sslrootcert=FILE to --jdbc-url; docs/security.md tells how");
        }
    }

    private static boolean isVerified(Properties url) {
        try {
            return SslMode.of(url) == SslMode.VERIFY_FULL
                    && !NonValidatingFactory.class.getName().equals(PGProperty.SSL_FACTORY.getOrDefault(url));
        } catch (PSQLException e) {
            return false;
        }
    }

    private static String mode(Properties url) {
        try {
            return SslMode.of(url).value;
        } catch (PSQLException e) {
            return "unknown";
        }
    }

    /** A name that nobody knows is none of this machine. */
    private static boolean isThisMachine(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException e) {
            return false;
        }
    }
}
