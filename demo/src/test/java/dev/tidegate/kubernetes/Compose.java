package dev.tidegate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code docker-compose.yml} and {@code Dockerfile} say of the same images. */
final class Compose {

    private static final Path TOP = Path.of("..");
    private static final Pattern DEFAULT = Pattern.compile("\\$\\{[A-Z_]+:-([^}]*)}");

    private final Map<String, Object> services;
    private final Map<String, Object> common;

    private Compose(Map<String, Object> file) {
        this.services = Strict.map(file.get("services"));
        this.common = Strict.map(file.get("x-service"));
    }

    static Compose read() throws IOException {
        return new Compose(Strict.documents(TOP.resolve("docker-compose.yml")).get(0));
    }

    /** What it is where nobody has set a variable. */
    String setting(String service, String key) {
        Object value = Strict.map(services.get(service)).get(key);
        assertThat(value).as("%s of %s", key, service).isNotNull();
        return DEFAULT.matcher(value.toString()).replaceAll(found -> Matcher.quoteReplacement(found.group(1)));
    }

    /** Where a container of ours may write, by its size: {@code /tmp} only. */
    String sizeOfTmp() {
        String tmpfs = ((List<?>) common.get("tmpfs")).get(0).toString();
        Matcher size = Pattern.compile("/tmp:.*\\bsize=([0-9]+m)\\b.*").matcher(tmpfs);
        assertThat(size.matches()).as(tmpfs).isTrue();
        return size.group(1);
    }

    /** A number of an instruction in the part of the Dockerfile that makes an image. */
    static long number(String image, String instruction) throws IOException {
        return Long.parseLong(instruction(image, instruction + " ([0-9]+)\\b").group(1));
    }

    /** The one instruction in the part of the Dockerfile that makes an image. */
    static MatchResult instruction(String image, String form) throws IOException {
        String file = Files.readString(TOP.resolve("Dockerfile"));
        int begin = file.indexOf(" AS " + image + "\n");
        assertThat(begin).as("Dockerfile makes " + image).isPositive();
        int end = file.indexOf("\nFROM ", begin);
        String part = file.substring(begin, end < 0 ? file.length() : end);
        // Root is only for what is copied.
        List<MatchResult> found =
                Pattern.compile("(?m)^" + form).matcher(part).results().toList();
        assertThat(found).as("%s of %s", form, image).hasSize(1);
        return found.get(0);
    }
}
