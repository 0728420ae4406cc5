package dev.tidegate.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;

/** The PostgreSQL that all tests of a JVM share; a fault test must undo what it does to it. */
public abstract sealed class TestServer implements AutoCloseable permits ContainerServer, EmbeddedServer {

    /**
     * A setting of the server for the passwords that it is given: a login takes the client 1 ms and not 11. Tests log in tens of
     * thousands of times, and nobody guesses their passwords.
     */
    static final String QUICK_LOGIN = "scram_iterations=1";

    /** Where it listens. */
    public abstract String host();

    /** Where it listens. */
    public abstract int port();

    /** The superuser. */
    public abstract Login superuser();

    /** Whether {@link #crash}, {@link #stop} and {@link #start} can be done: with the embedded server, not in a container. */
    public abstract boolean supportsCrash();

    /**
     * Kills all its processes at once (SIGKILL) and returns when they are gone.
     *
     * @throws UnsupportedOperationException where it does not {@linkplain #supportsCrash support} that
     */
    public abstract void crash() throws IOException;

    /**
     * Stops it in order: sessions are ended, all is written.
     *
     * @throws UnsupportedOperationException where it does not {@linkplain #supportsCrash support} that
     */
    public abstract void stop() throws IOException;

    /**
     * Starts it again after {@link #crash} or {@link #stop}, on the same port with the same data; where it runs, nothing
     * happens.
     */
    public abstract void start() throws IOException;

    /**
     * Stops it in order, keeps a copy of all its data, and starts it again.
     *
     * @throws UnsupportedOperationException where it does not {@linkplain #supportsCrash support} that
     */
    public abstract void keepCopy() throws IOException;

    /**
     * Kills it and starts it with the data of the copy: all that was committed since is gone, as after a restore.
     *
     * @param asStandby whether as a standby that lagged and is promoted, on a timeline of its own
     * @throws UnsupportedOperationException where it does not {@linkplain #supportsCrash support} that
     */
    public abstract void goBack(boolean asStandby) throws IOException;

    /**
     * Lets it archive its write-ahead log, and takes a backup of it while it runs. It is started anew for that.
     *
     * @throws UnsupportedOperationException where it does not {@linkplain #supportsCrash support} that
     */
    public abstract void keepBackup() throws IOException, SQLException;

    /**
     * Kills it, and restores it from that backup and the archived log: what was committed up to a moment is there.
     *
     * @throws UnsupportedOperationException where it does not {@linkplain #supportsCrash support} that
     */
    public abstract void goBackTo(Instant moment) throws IOException, SQLException;

    /** How a program connects to one of its databases, without user and password. */
    public final String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host() + ":" + port() + "/" + database;
    }

    /** A new connection of the superuser to one of its databases. */
    public final Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                jdbcUrl(database), superuser().user(), superuser().password());
    }

    /** Stops it for good. */
    @Override
    public abstract void close() throws IOException;
}
