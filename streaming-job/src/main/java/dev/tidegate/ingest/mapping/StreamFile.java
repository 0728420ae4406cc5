package dev.tidegate.ingest.mapping;

import dev.tidegate.ingest.stream.DeclaredStream;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.yaml.Entry;
import dev.tidegate.ingest.yaml.Faults;
import dev.tidegate.ingest.yaml.YamlException;
import dev.tidegate.ingest.yaml.YamlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The file of a stream: what its table is, and how its files are written, where that is not as RFC 4180 has it.
 *
 * @param own how the files of the names that it lists are written; empty where it does not say
 */
public record StreamFile(Stream stream, Optional<Mapping> own) {

    /**
     * Reads it.
     *
     * @throws YamlException with all that is wrong
     */
    public static StreamFile read(Path file) {
        Entry top = YamlFile.read(file, "a stream");
        Faults faults = new Faults();
        List<String> known = new ArrayList<>(DeclaredStream.KEYS);
        known.addAll(MappingFile.KEYS);
        Map<String, Entry> entries = top.entries(known, faults);
        DeclaredStream declared = new DeclaredStream(top, entries, faults);
        if (Events.is(declared.name())) {
            faults.add(entries.get("stream"), "stream: events is built in: expected another name");
        }
        new DeclaredValues(declared, top, entries, faults).check();
        faults.refuse();
        Stream stream = declared.stream();
        return new StreamFile(stream, MappingFile.of(stream, top, entries));
    }
}
