package dev.tidegate.ingest.database;

import java.io.FileNotFoundException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Why no session comes about, where waiting does not help and the SQLSTATE does not say so: TLS, whose failures the driver
 * reports as those of a broken network, and PgBouncer, which has one SQLSTATE for all that it refuses.
 *
 * <p>What the driver says is in the language of the machine; only names in it are looked at.
 */
public enum ConnectFailure {
    /** The file of the authority to trust is missing, or is none. */
    AUTHORITY_UNREADABLE("Name the file of the authority that signed the server's certificate by sslrootcert=FILE in"
            + " --jdbc-url; without it ~/.postgresql/root.crt is read"),
    /** Expired, or not valid yet. */
    CERTIFICATE_OUT_OF_DATE("The server's certificate is out of date, or this machine's clock is: renew it"),
    /** Signed by somebody else. */
    CERTIFICATE_NOT_TRUSTED(
            "The server's certificate is not signed by an authority that is trusted: name the file of the"
                    + " right one by sslrootcert=FILE in --jdbc-url"),
    /** Good, but for another name. */
    OTHER_HOST("The server's certificate is for another host: let --jdbc-url name the server as its certificate does"),
    /** TLS is asked for, and the server has none. */
    NO_TLS("Switch ssl on in the server, or name the right one in --jdbc-url"),
    /** PgBouncer lets only those pass that it knows. */
    STARTUP_PARAMETER(
            "That is PgBouncer: leave the parameter out of --jdbc-url, or name it in ignore_startup_parameters"
                    + " of pgbouncer.ini"),
    /** PgBouncer does not know the database or the login. */
    LOGIN_AT_POOLER(
            "That is PgBouncer: look at [databases] and auth_file in pgbouncer.ini, and at --user and its password");

    private final String advice;

    ConnectFailure(String advice) {
        this.advice = advice;
    }

    /** Which one it is; empty for a failure of any other kind. */
    public static Optional<ConnectFailure> of(SQLException failure) {
        return Optional.ofNullable(
                switch (failure.getSQLState() == null ? "" : failure.getSQLState()) {
                    case "08006" -> ofCertificate(failure);
                    case "08004" -> says(failure, "SSL") ? NO_TLS : null;
                    case "08P01" -> ofPooler(failure);
                    default -> null;
                });
    }

    /** What to do, a sentence without its full stop. */
    public String advice() {
        return advice;
    }

    private static ConnectFailure ofCertificate(SQLException failure) {
        // Before a word is exchanged: what goes wrong on the wire is an SSLException.
        if (failure.getCause() instanceof FileNotFoundException
                || failure.getCause() instanceof GeneralSecurityException) {
            return AUTHORITY_UNREADABLE;
        }
        if (has(failure, CertificateExpiredException.class) || has(failure, CertificateNotYetValidException.class)) {
            return CERTIFICATE_OUT_OF_DATE;
        }
        if (has(failure, CertificateException.class) || has(failure, CertPathValidatorException.class)) {
            return CERTIFICATE_NOT_TRUSTED;
        }
        return says(failure, "PgjdbcHostnameVerifier") ? OTHER_HOST : null;
    }

    private static ConnectFailure ofPooler(SQLException failure) {
        if (says(failure, "unsupported startup parameter")) {
            return STARTUP_PARAMETER;
        }
        return Stream.of("authentication failed", "no such database", "no such user")
                        .anyMatch(words -> says(failure, words))
                ? LOGIN_AT_POOLER
                : null;
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static boolean says(SQLException failure, String words) {
        return String.valueOf(failure.getMessage()).contains(words);
    }
}
