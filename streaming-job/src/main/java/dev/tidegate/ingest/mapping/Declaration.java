package dev.tidegate.ingest.mapping;

import dev.tidegate.ingest.source.Dialect;
import dev.tidegate.ingest.source.FileFormat;
import dev.tidegate.ingest.source.NamePattern;
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
import java.util.stream.Collectors;

/**
 * A stream's own file: what the stream is, and how its files are written. docs/streams.md tells the keys.
 *
 * @param mapping of files that no other mapping lists
 */
public record Declaration(Stream stream, Mapping mapping) {

    /** The keys of a mapping that such a file may have. */
    static final List<String> OF_MAPPINGS = List.of(
            "files", "delimiter", "quote", "encoding", "decimal_point", "time_format", "time_zone", "words", "null");

    private static final List<String> USUAL_FILES = List.of("*.csv", "*.csv.gz");

    /**
     * Reads a file.
     *
     * @throws YamlException with all that is wrong in it
     */
    public static Declaration read(Path file) {
        Faults faults = new Faults();
        Entry top = YamlFile.read(file, "a stream");
        List<String> known = new ArrayList<>(DeclaredStream.KEYS);
        known.addAll(OF_MAPPINGS);
        Map<String, Entry> entries = top.entries(known, faults);
        DeclaredStream declared = new DeclaredStream(top, entries, faults);
        if (Events.STREAM.name().equals(declared.name())) {
            faults.add(entries.get("stream"), "stream: events is built in: expected another name");
        }
        List<NamePattern> files = files(entries.get("files"), faults);
        Dialect dialect = faults.tried(top, () -> new MappedFraming(top, entries).dialect())
                .orElse(Dialect.RFC4180);
        DeclaredValues values = new DeclaredValues(declared, entries, faults);
        faults.refuse();
        Stream stream = declared.stream();
        FileFormat format = new FileFormat(files, dialect, Mappings.none(stream).columns());
        return new Declaration(stream, new Mapping(file.toString(), format, values.format()));
    }

    private static List<NamePattern> files(Entry entry, Faults faults) {
        if (entry == null) {
            return USUAL_FILES.stream().map(NamePattern::new).collect(Collectors.toList());
        }
        List<NamePattern> files = new ArrayList<>();
        faults.tried(entry, entry::items)
                .ifPresent(items -> items.forEach(item -> {
                    Optional<NamePattern> pattern = faults.tried(item, () -> item.as(NamePattern::new));
                    pattern.ifPresent(files::add);
                }));
        return files;
    }
}
