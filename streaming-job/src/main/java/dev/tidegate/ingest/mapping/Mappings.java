package dev.tidegate.ingest.mapping;

import dev.tidegate.ingest.rules.EventFormat;
import dev.tidegate.ingest.rules.EventRules;
import dev.tidegate.ingest.source.Columns;
import dev.tidegate.ingest.source.FileFormats;
import dev.tidegate.ingest.yaml.YamlException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The mappings that were given, in their order: the first that lists a file's name is the file's. */
public record Mappings(List<Mapping> all) {

    /** All files are in the native format. */
    public static final Mappings NONE = new Mappings(List.of());

    private static final Columns NATIVE = new Columns(EventRules.COLUMNS, EventRules.REQUIRED);

    public Mappings {
        all = List.copyOf(all);
    }

    /**
     * Reads mapping files.
     *
     * @throws YamlException if one of the files is no mapping
     */
    public static Mappings read(List<Path> files) {
        List<Mapping> all = new ArrayList<>();
        for (Path file : files) {
            all.add(MappingFile.read(file));
        }
        return new Mappings(all);
    }

    /** How files are framed and what their columns are called. */
    public FileFormats formats() {
        return new FileFormats(all.stream().map(Mapping::format).toList(), NATIVE);
    }

    /** How values are written, by the number of the file's format. */
    public List<EventFormat> values() {
        List<EventFormat> values = new ArrayList<>(List.of(EventFormat.NATIVE));
        all.forEach(mapping -> values.add(mapping.values()));
        return values;
    }

    /** The mapping of a file; none where it is in the native format. */
    public Optional<Mapping> of(String name) {
        int number = formats().number(name);
        return number == FileFormats.NATIVE ? Optional.empty() : Optional.of(all.get(number - 1));
    }

    /** Whether the event ids of a file are made, so that rows that are there twice have to be told apart. */
    public boolean derivesIds(String name) {
        return of(name).map(Mapping::derivesIds).orElse(false);
    }
}
