package dev.tidegate.ingest.mapping;

import dev.tidegate.ingest.csv.Columns;
import dev.tidegate.ingest.rules.FormatRules;
import dev.tidegate.ingest.rules.ValueFormat;
import dev.tidegate.ingest.source.FileFormats;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.yaml.YamlException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The mappings that were given for a stream, in their order: the first that lists a file's name is the file's.
 *
 * @param declared how the texts of the stream's declaration are written
 * @param others how the values of files that no mapping lists are written
 */
public record Mappings(Stream stream, List<Mapping> all, ValueFormat declared, ValueFormat others) {

    public Mappings {
        all = List.copyOf(all);
    }

    /** All files are as the stream says. */
    public static Mappings none(Stream stream) {
        return new Mappings(stream, List.of(), ValueFormat.NATIVE, ValueFormat.NATIVE);
    }

    /**
     * Reads mapping files; those for other streams are left out.
     *
     * @throws YamlException if one of the files is no mapping
     */
    public static Mappings read(Stream stream, List<Path> files) {
        return new Mappings(
                stream,
                files.stream()
                        .flatMap(file -> MappingFile.read(file, stream).stream())
                        .toList(),
                ValueFormat.NATIVE,
                ValueFormat.NATIVE);
    }

    /**
     * The name of the stream for which a file is a mapping.
     *
     * @throws YamlException if the file cannot be read
     */
    public static String stream(Path file) {
        return MappingFile.stream(file);
    }

    /** The same for the stream with columns that are as its table has them. */
    public Mappings with(Stream resolved) {
        return new Mappings(resolved, all, declared, others);
    }

    /** The same, and behind them what the stream's own file says of how its files are written. */
    public Mappings and(Optional<Mapping> own) {
        List<Mapping> more = new ArrayList<>(all);
        own.ifPresent(more::add);
        return new Mappings(stream, more, own.map(Mapping::values).orElse(declared), others);
    }

    /** The same where the job takes these event types; a mapping that says itself which it takes keeps them. */
    public Mappings accepting(Set<String> eventTypes) {
        return Events.is(stream.name())
                ? new Mappings(
                        stream,
                        all.stream()
                                .map(mapping -> mapping.accepting(eventTypes))
                                .toList(),
                        declared,
                        others.accepting(eventTypes))
                : this;
    }

    /** How files are framed and what their columns are called. */
    public FileFormats formats() {
        return new FileFormats(all.stream().map(Mapping::format).toList(), columns());
    }

    /** What the headers of files call the columns that no mapping lists. */
    public Columns columns() {
        return new Columns(stream.headers(), stream.requiredHeaders(), Set.of(), MappedColumns.others(stream));
    }

    /**
     * The rules, by the number of the file's format.
     *
     * @param inputZone of timestamps for which neither the record, the column nor its format says one
     */
    public FormatRules rules(ZoneId inputZone) {
        return new FormatRules(stream, inputZone, values(), declared);
    }

    private List<ValueFormat> values() {
        List<ValueFormat> values = new ArrayList<>(List.of(others));
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
