package dev.tidegate.ingest.yaml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A file in YAML, as nodes that know their lines. */
public final class YamlFile {

    private static final int MAX_BYTES = 1 << 20;

    /** Nothing that people write here has more than five. */
    private static final int MAX_DEPTH = 32;

    private YamlFile() {}

    /**
     * Reads a file.
     *
     * @param what it is, for messages
     * @throws YamlException if it cannot be read, is empty or is no YAML
     */
    public static Entry read(Path file, String what) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MAX_BYTES) {
                throw new YamlException(
                        file.toString(),
                        "has %d bytes: expected %s of 1 MiB at most".formatted(Files.size(file), what),
                        null);
            }
            return read(Files.readAllBytes(file), file.toString(), what);
        } catch (NoSuchFileException e) {
            throw new YamlException(file.toString(), "there is no such file: expected %s in YAML".formatted(what), e);
        } catch (IOException e) {
            throw new YamlException(file.toString(), "cannot be read: " + e, e);
        }
    }

    /**
     * Reads the content of a file.
     *
     * @param name of the file, for messages
     * @param what it is, for messages
     * @throws YamlException if it is empty or no YAML
     */
    public static Entry read(byte[] content, String name, String what) {
        LoadSettings settings = LoadSettings.builder().setLabel(name).build();
        try {
            refuseMazes(content, name, settings);
            return new Compose(settings)
                    .composeInputStream(new ByteArrayInputStream(content))
                    .map(node -> new Entry(name, what, node))
                    .orElseThrow(() -> new YamlException(
                            name + ":1",
                            "the file is empty: expected %s, lines of the form 'key: value'".formatted(what),
                            null));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw noYaml(name, line, e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw noYaml(name, 1, e.getMessage().lines().findFirst().orElse(""), e);
        }
    }

    /** What a reader cannot follow from top to bottom: anchors could make millions of a few lines, and depth ends the stack. */
    private static void refuseMazes(byte[] content, String name, LoadSettings settings) {
        int depth = 0;
        for (Event event : new Parse(settings).parseInputStream(new ByteArrayInputStream(content))) {
            int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
            boolean marked = event instanceof NodeEvent node && node.getAnchor().isPresent();
            if (marked || event instanceof AliasEvent) {
                throw new YamlException(
                        name + ":" + line, "anchors (&) and aliases (*) are not taken: expected the text itself", null);
            }
            if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
                throw new YamlException(
                        name + ":" + line,
                        "lists and keys lie in one another more than %d deep".formatted(MAX_DEPTH),
                        null);
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
    }

    private static YamlException noYaml(String name, int line, String problem, Throwable cause) {
        return new YamlException(name + ":" + line, "this is no YAML: " + problem, cause);
    }
}
