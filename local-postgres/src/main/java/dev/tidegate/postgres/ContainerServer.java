package dev.tidegate.postgres;

import java.time.Instant;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A server in a container of the official image. */
final class ContainerServer extends TestServer {
    /** The newest minor version that the registry has. */
    private static final String IMAGE = "postgres:";

    private final PostgreSQLContainer container;

    private ContainerServer(PostgreSQLContainer container) {
        this.container = container;
    }

    /**
     * Pulls the image where it is missing, and starts it.
     *
     * @throws ServerUnavailableException where no Docker engine answers, or an image cannot be had
     */
    static ContainerServer make() throws ServerUnavailableException {
        PostgreSQLContainer container = null;
        String image = IMAGE + ServerChoice.version();
        DockerImages.require(image);
        try {
            if (!DockerClientFactory.instance().isDockerAvailable()) {
                throw new ServerUnavailableException("no Docker engine answers");
            }
            container = new PostgreSQLContainer(image);
            container.withEnv("POSTGRES_INITDB_ARGS", "--set=" + QUICK_LOGIN);
            // The reasons are those given in test.conf.
            container.setCommand(
                    "postgres",
                    "-c",
                    "fsync=off",
                    "-c",
                    "full_page_writes=off",
                    "-c",
                    "max_connections=200",
                    "-c",
                    "jit=off",
                    "-c",
                    "timezone=UTC");
            container.start();
            return new ContainerServer(container);
        } catch (RuntimeException e) {
            if (container != null) {
                container.stop();
            }
            throw new ServerUnavailableException("a Docker engine answers, but " + firstCause(e), e);
        }
    }

    @Override
    public String host() {
        return container.getHost();
    }

    @Override
    public int port() {
        return container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT);
    }

    @Override
    public Login superuser() {
        return new Login(container.getUsername(), container.getPassword());
    }

    @Override
    public boolean supportsCrash() {
        return false;
    }

    @Override
    public void crash() {
        throw unsupported();
    }

    @Override
    public void stop() {
        throw unsupported();
    }

    @Override
    public void start() {
        // It runs for as long as this object is there.
    }

    @Override
    public void keepCopy() {
        throw unsupported();
    }

    @Override
    public void goBack(boolean asStandby) {
        throw unsupported();
    }

    @Override
    public void keepBackup() {
        throw unsupported();
    }

    @Override
    public void goBackTo(Instant moment) {
        throw unsupported();
    }

    @Override
    public void close() {
        container.close();
    }

    private static UnsupportedOperationException unsupported() {
        // A container that is started again gets another port, and fault tests are about the same port.
        return new UnsupportedOperationException("A server in a container cannot be stopped and started again on its"
                + " port: ask supportsCrash() first, or run with -D" + ServerChoice.PROPERTY + "=embedded");
    }

    /** Testcontainers wraps what happened many times over. */
    private static String firstCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }
}
