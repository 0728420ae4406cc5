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

    private static final String ASKED_FOR = PROPERTY + " asks for it";
    private static final Logger LOG = LoggerFactory.getLogger(TestDatabase.class);

    /** Starts the server. */
    abstract TestServer make(Path programs) throws IOException;

    /** What the system property says. */
    static ServerChoice fromSystemProperty() {
        return valueOf(System.getProperty(PROPERTY, "automatic").toUpperCase(Locale.ROOT));
    }

    private static TestServer logged(TestServer server, String why) {
        LOG.info("Tests use PostgreSQL {}: {}", server instanceof ContainerServer ? "in a container" : "embedded", why);
        return server;
    }
}
