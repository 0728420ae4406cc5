package dev.tidegate.ingest.operate.guess.sample;

import dev.tidegate.ingest.yaml.Entry;
import dev.tidegate.ingest.yaml.YamlFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is known of exports before a file is looked at, from {@code known_exports.yaml}.
 *
 * @param names what headers call a column, the best first
 * @param parts parts of such names
 * @param words what texts mean, in lower case
 * @param nulls texts that stand for nothing
 */
public record KnownExports(
        Map<String, List<String>> names,
        Map<String, List<String>> parts,
        Map<String, String> words,
        List<String> nulls,
        List<Export> all) {

    private static final String FILE = "known_exports.yaml";

    /**
     * One that is public.
     *
     * @param mapping the name of the project's own mapping for it; null where there is none
     * @param headers that only it has; empty where it has no header
     * @param files a pattern of the names of its files, for one without a header
     * @param names of its columns, for one without a header
     * @param columns headers of columns, by the column
     * @param refunds as a mapping has it; null for none
     */
    public record Export(
            String about,
            String mapping,
            List<String> headers,
            String files,
            List<String> names,
            Map<String, String> columns,
            Map<String, String> constants,
            Map<String, String> words,
            boolean monthFirst,
            boolean lineTotal,
            String refunds) {}

    /** What ships with the command. */
    public static KnownExports read() {
        try (InputStream in = KnownExports.class.getResourceAsStream(FILE)) {
            Map<String, Entry> top =
                    YamlFile.read(in.readAllBytes(), FILE, "known exports").entries();
            Map<String, String> words = new HashMap<>();
            top.get("words").entries().forEach((type, texts) -> texts.items()
                    .forEach(text -> words.put(text.text(), type)));
            List<Export> all = new ArrayList<>();
            top.get("exports").entries().values().forEach(entry -> all.add(export(entry.entries())));
            return new KnownExports(
                    lists(top.get("names")), lists(top.get("parts")), words, texts(top.get("nulls")), all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Export export(Map<String, Entry> keys) {
        return new Export(
                keys.get("about").text(),
                keys.containsKey("mapping") ? keys.get("mapping").text() : null,
                texts(keys.get("headers")),
                keys.containsKey("files") ? keys.get("files").text() : null,
                texts(keys.get("names")),
                map(keys.get("columns")),
                map(keys.get("constants")),
                map(keys.get("words")),
                keys.containsKey("month_first"),
                keys.containsKey("price_is"),
                keys.containsKey("refunds")
                        ? Yaml.map(map(keys.get("refunds")).entrySet().stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey,
                                        entry -> Yaml.text(entry.getValue()),
                                        (a, b) -> a,
                                        LinkedHashMap::new)))
                        : null);
    }

    private static Map<String, List<String>> lists(Entry entry) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        entry.entries().forEach((name, texts) -> lists.put(name, texts(texts)));
        return lists;
    }

    private static List<String> texts(Entry entry) {
        return entry == null
                ? List.of()
                : entry.items().stream().map(Entry::text).toList();
    }

    private static Map<String, String> map(Entry entry) {
        Map<String, String> map = new LinkedHashMap<>();
        if (entry != null) {
            entry.entries().forEach((name, text) -> map.put(name, text.text()));
        }
        return map;
    }

    /** Letters and digits alone, as names are compared. */
    public static String bare(String name) {
        return name.toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Whether headers call a column so. */
    boolean isName(String text) {
        String bare = bare(text);
        return names.values().stream().anyMatch(list -> list.contains(bare));
    }

    /** The one that has such a header. */
    public Optional<Export> of(List<String> headers) {
        Set<String> bare = headers.stream().map(KnownExports::bare).collect(Collectors.toSet());
        return all.stream()
                .filter(export -> !export.headers().isEmpty()
                        && bare.containsAll(export.headers().stream()
                                .map(KnownExports::bare)
                                .toList()))
                .findFirst();
    }

    /** The one that has no header and such files. */
    public Optional<Export> of(String file, int fields) {
        String name = file.toLowerCase(Locale.ROOT);
        return all.stream()
                .filter(export -> export.files() != null
                        && name.matches(export.files())
                        && export.names().size() == fields)
                .findFirst();
    }

    /** What a word means; null where that is not known. */
    public String meaning(String word) {
        return words.get(word.strip().toLowerCase(Locale.ROOT));
    }
}
