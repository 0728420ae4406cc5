package dev.tidegate.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which server tests get: a container where a Docker engine answers and has the image, else an embedded one. The system
 * property {@value #PROPERTY} asks for one of them, and then the other is no substitute.
 */
enum ServerChoice {
    AUTOMATIC {
        @Override
        TestServer make(Path programs) throws IOException {
            try {
                return logged(ContainerServer.make(), "a Docker engine answers");
            } catch (ServerUnavailableException e) {
                return logged(EmbeddedServer.make(programs), e.getMessage());
            }
        }
    },
    DOCKER {
        @Override
        TestServer make(Path programs) throws IOException {
            return logged(ContainerServer.make(), ASKED_FOR);
        }
    },
    EMBEDDED {
        @Override
        TestServer make(Path programs) throws IOException {
            return logged(EmbeddedServer.make(programs), ASKED_FOR);
        }
    };

    /** Name of the system property: {@code automatic}, {@code docker} or {@code embedded}. */
    static final String PROPERTY = "tidegate.test.postgres";

    /** Name of the system property with the major version of the server; the poms choose the embedded programs by it, too. */
    static final String VERSION_PROPERTY = "tidegate.test.postgres.version";

    private static final String USUAL_VERSION = "16";
    private static final String ASKED_FOR = PROPERTY + " asks for it";
    private static final Logger LOG = LoggerFactory.getLogger(TestDatabase.class);

    /** Starts the server. */
    abstract TestServer make(Path programs) throws IOException;

    /** What the system property says. */
    static ServerChoice fromSystemProperty() {
        return valueOf(System.getProperty(PROPERTY, "automatic").toUpperCase(Locale.ROOT));
    }

    /** The major version that the server has to have. */
    static int version() {
        return Integer.parseInt(System.getProperty(VERSION_PROPERTY, USUAL_VERSION));
    }

    private static TestServer logged(TestServer server, String why) {
        String where = server instanceof ContainerServer ? "in a container" : "embedded";
        LOG.info("Tests use PostgreSQL {} {}: {}", version(), where, why);
        return server;
    }
}
