package dev.tidegate.ingest.mapping;

import dev.tidegate.ingest.rules.EventFormat;
import dev.tidegate.ingest.rules.EventRules;
import dev.tidegate.ingest.rules.IdColumns;
import dev.tidegate.ingest.source.Dialect;
import dev.tidegate.ingest.source.FileFormat;
import dev.tidegate.ingest.source.NamePattern;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads one mapping file. docs/mapping.md tells its keys. */
final class MappingFile {

    private static final List<String> KEYS = List.of(
            "files",
            "delimiter",
            "quote",
            "encoding",
            "decimal_point",
            "time_format",
            "time_zone",
            "columns",
            "constants",
            "event_types",
            "event_id_from",
            "event_id_namespace");

    private static final Set<String> MEANINGS = Set.of("view", "click", "buy", EventFormat.FILTERED);

    private final Entry top;
    private final Map<String, Entry> entries;
    private final MappedColumns columns;

    private MappingFile(Entry top) {
        this.top = top;
        this.entries = top.entries(KEYS);
        this.columns = new MappedColumns(
                group("columns", EventRules.COLUMNS),
                group("constants", EventRules.COLUMNS),
                entry("event_id_from").map(Entry::items).orElse(List.of()));
    }

    /** @throws MappingException if it is none */
    static Mapping read(Path file) {
        Entry top = new Entry(file.toString(), "a mapping", yaml(file));
        MappingFile read = new MappingFile(top);
        return new Mapping(file.toString(), read.format(), read.values());
    }

    private static Node yaml(Path file) {
        try {
            byte[] yaml = Files.readAllBytes(file);
            LoadSettings settings =
                    LoadSettings.builder().setLabel(file.toString()).build();
            return new Compose(settings)
                    .composeInputStream(new ByteArrayInputStream(yaml))
                    .orElseThrow(() -> new MappingException(
                            file + ":1", "the file is empty: expected keys such as files and columns", null));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new MappingException(file + ":" + line, "this is no YAML: " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new MappingException(
                    file + ":1",
                    "this is no YAML: " + e.getMessage().lines().findFirst().orElse(""),
                    e);
        } catch (NoSuchFileException e) {
            throw new MappingException(file.toString(), "there is no such file: expected a mapping in YAML", e);
        } catch (IOException e) {
            throw new MappingException(file.toString(), "cannot be read: " + e, e);
        }
    }

    private Optional<Entry> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    private Map<String, Entry> group(String key, List<String> known) {
        return entry(key).map(entry -> entry.entries(known)).orElse(Map.of());
    }

    private FileFormat format() {
        List<NamePattern> files = entry("files")
                .orElseThrow(() -> top.wrong(
                        "the key files is missing: expected the names of the files it is for, such as shop-*.csv"))
                .items()
                .stream()
                .map(item -> item.as(NamePattern::new))
                .toList();
        return new FileFormat(files, dialect(), columns.ofSource());
    }

    private Dialect dialect() {
        Charset charset =
                entry("encoding").map(entry -> entry.as(MappingFile::charset)).orElse(StandardCharsets.UTF_8);
        byte delimiter = asciiAt("delimiter", Dialect.RFC4180.delimiter());
        byte quote = asciiAt("quote", Dialect.RFC4180.quote());
        try {
            return new Dialect(delimiter, quote, charset);
        } catch (IllegalArgumentException e) {
            Entry last = entry("quote").or(() -> entry("delimiter")).orElse(top);
            throw entry("encoding")
                    .filter(entry -> delimiter != quote)
                    .orElse(last)
                    .wrong(e.getMessage(), e);
        }
    }

    private byte asciiAt(String key, byte otherwise) {
        return entry(key).map(entry -> entry.as(MappingFile::ascii)).orElse(otherwise);
    }

    private static byte ascii(String text) {
        if (text.length() != 1 || text.charAt(0) >= 0x7f || "\0\n\r".contains(text)) {
            throw new IllegalArgumentException(
                    "'%s' is not one ASCII character, such as \";\" or, in double quotes, \"\\t\"".formatted(text));
        }
        return (byte) text.charAt(0);
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new IllegalArgumentException(
                    "'%s' is no encoding that Java knows: expected UTF-8, ISO-8859-1, windows-1252 or the like"
                            .formatted(name),
                    e);
        }
    }

    private EventFormat values() {
        EventFormat format = new EventFormat(
                entry("decimal_point")
                        .map(entry -> entry.as(MappingFile::point))
                        .orElse('.'),
                entry("time_format").map(Entry::text).orElse(EventFormat.ISO),
                entry("time_zone").map(entry -> entry.as(MappingFile::zone)).orElse(null),
                eventTypes(),
                columns.constants(),
                idColumns());
        EventRules rules = rules(format);
        columns.checkConstants(rules);
        return format;
    }

    private EventRules rules(EventFormat format) {
        try {
            return new EventRules(ZoneOffset.UTC, format);
        } catch (IllegalArgumentException e) {
            throw entry("time_format")
                    .orElse(top)
                    .wrong(
                            ("time_format: '%s' is no time format, %s: expected iso, epoch_seconds, epoch_millis, epoch_micros,"
                                            + " or a pattern such as dd.MM.yyyy HH:mm:ss")
                                    .formatted(format.timeFormat(), e.getMessage()),
                            e);
        }
    }

    private static char point(String text) {
        if (!text.equals(".") && !text.equals(",")) {
            throw new IllegalArgumentException("'%s' is neither \".\" nor \",\"".formatted(text));
        }
        return text.charAt(0);
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'%s' is not a time zone such as UTC or Europe/Berlin".formatted(text), e);
        }
    }

    private Map<String, String> eventTypes() {
        Map<String, String> types = new HashMap<>();
        entry("event_types").map(Entry::entries).orElse(Map.of()).forEach((name, entry) -> {
            String meaning = entry.text();
            if (!MEANINGS.contains(meaning)) {
                throw entry.wrong(
                        "event_types: '%s' is no event type: expected view, click, buy or filtered".formatted(meaning));
            }
            if (types.put(name.strip().toLowerCase(Locale.ROOT), meaning) != null) {
                throw entry.wrong(
                        "event_types: '%s' is there twice; upper and lower case are the same".formatted(name));
            }
        });
        return types;
    }

    private IdColumns idColumns() {
        Optional<Entry> namespace = entry("event_id_namespace");
        if (columns.idColumns().isEmpty()) {
            namespace.ifPresent(entry -> {
                throw entry.wrong("event_id_namespace without event_id_from: expected both or neither");
            });
            return null;
        }
        return new IdColumns(
                namespace.map(entry -> entry.as(MappingFile::uuid)).orElse(IdColumns.NAMESPACE), columns.idColumns());
    }

    private static UUID uuid(String text) {
        String complaint = new EventRules(ZoneOffset.UTC).complaint("event_id", text);
        if (complaint != null) {
            throw new IllegalArgumentException(complaint);
        }
        return UUID.fromString(text.strip());
    }
}
