package dev.tidegate.ingest.mapping;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A file in YAML, as nodes that know their lines. */
final class YamlFile {

    private YamlFile() {}

    /**
     * Reads a file.
     *
     * @param what it is, for messages
     * @throws MappingException if it cannot be read, is empty or is no YAML
     */
    static Entry read(Path file, String what) {
        try {
            LoadSettings settings =
                    LoadSettings.builder().setLabel(file.toString()).build();
            return new Compose(settings)
                    .composeInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))
                    .map(node -> new Entry(file.toString(), what, node))
                    .orElseThrow(() -> new MappingException(
                            file + ":1", "the file is empty: expected keys such as files and columns", null));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw noYaml(file, line, e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw noYaml(file, 1, e.getMessage().lines().findFirst().orElse(""), e);
        } catch (NoSuchFileException e) {
            throw new MappingException(file.toString(), "there is no such file: expected a mapping in YAML", e);
        } catch (IOException e) {
            throw new MappingException(file.toString(), "cannot be read: " + e, e);
        }
    }

    private static MappingException noYaml(Path file, int line, String problem, Throwable cause) {
        return new MappingException(file + ":" + line, "this is no YAML: " + problem, cause);
    }
}
