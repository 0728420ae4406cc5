package dev.tidegate.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the images of a test server can be had. Asked of the docker command, because Testcontainers tries for minutes,
 * in each JVM anew, where no registry answers.
 */
final class DockerImages {
    private static final String RYUK = "testcontainers/ryuk";
    private static final String RYUK_OFF = "TESTCONTAINERS_RYUK_DISABLED";

    private DockerImages() {}

    /**
     * Pulls an image where it is missing, and sees to it that Testcontainers' own can be had.
     *
     * @throws ServerUnavailableException where they cannot
     */
    static void require(String image) throws ServerUnavailableException {
        if (!succeeds("version")) {
            // No docker command, or it looks for its engine elsewhere: Testcontainers must find out by itself.
            return;
        }
        if (!succeeds("image", "inspect", image) && !succeeds("pull", "--quiet", image)) {
            throw new ServerUnavailableException("the image " + image + " is not here and cannot be pulled");
        }
        boolean ryukIsOff = Boolean.parseBoolean(System.getenv(RYUK_OFF));
        if (!ryukIsOff && output("image", "ls", "--quiet", RYUK).isEmpty() && !succeeds("manifest", "inspect", image)) {
            throw new ServerUnavailableException(
                    "the image " + RYUK + ", which clears containers away, is not here and no" + " registry answers. "
                            + RYUK_OFF + "=true does without it");
        }
    }

    private static boolean succeeds(String... arguments) {
        try {
            docker(arguments);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String output(String... arguments) {
        try {
            return docker(arguments);
        } catch (IOException e) {
            return "";
        }
    }

    private static String docker(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return Command.run(command, InputStream.nullInputStream());
    }
}
