package dev.tidegate.ingest.yaml;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A place in a file, and what stands there.
 *
 * @param name for messages: the key, or what it is an item of
 */
public record Entry(String file, String name, Node node) {

    /**
     * What to throw where this entry is wrong.
     *
     * @param problem what was found and what was expected; the line stands before it
     */
    public YamlException wrong(String problem) {
        return wrong(problem, null);
    }

    /** The same, with the cause for those who debug. */
    public YamlException wrong(String problem, Throwable cause) {
        return new YamlException(file + ":" + line(), problem, cause);
    }

    /** Where it begins, from 1. */
    public int line() {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    /** What the text is when it is understood; what does not understand it says what was expected. */
    public <T> T as(Function<String, T> understand) {
        String text = text();
        try {
            return understand.apply(text);
        } catch (IllegalArgumentException e) {
            throw wrong("%s: %s".formatted(name, e.getMessage()), e);
        }
    }

    /** A text that is not empty. YAML's numbers and truth values are texts here. */
    public String text() {
        String text = textOrNothing();
        if (text.isEmpty()) {
            throw noValue();
        }
        return text;
    }

    /** A text, which is empty only where it stands in quotes: a forgotten value is none. */
    public String textOrNothing() {
        if (!(node instanceof ScalarNode scalar)) {
            throw wrong("%s is a %s: expected one text".formatted(name, kind()));
        }
        if (scalar.isPlain() && scalar.getValue().isEmpty()) {
            throw noValue();
        }
        return scalar.getValue();
    }

    private YamlException noValue() {
        return wrong("%s has no value: expected a text".formatted(name));
    }

    /** The items of a list; a text is a list of one. */
    public List<Entry> items() {
        if (node instanceof ScalarNode) {
            return List.of(this);
        }
        if (!(node instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
            throw wrong("%s is %s: expected a text or a list of texts"
                    .formatted(name, node instanceof SequenceNode ? "an empty list" : "a " + kind()));
        }
        return sequence.getValue().stream()
                .map(item -> new Entry(file, name, item))
                .toList();
    }

    /** The entries below it, by their keys and in their order; none where nothing stands there. */
    public Map<String, Entry> entries() {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong("%s is a %s: expected lines of the form 'key: value'".formatted(name, kind()));
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Entry key = new Entry(file, "a key of " + name, tuple.getKeyNode());
            if (entries.put(key.text(), new Entry(file, key.text(), tuple.getValueNode())) != null) {
                throw key.wrong("'%s' is there twice: expected it once".formatted(key.text()));
            }
        }
        return entries;
    }

    /** The same, with keys of which there are only these. */
    public Map<String, Entry> entries(List<String> known) {
        Map<String, Entry> entries = entries();
        for (NodeTuple tuple : ((MappingNode) node).getValue()) {
            Entry key = new Entry(file, name, tuple.getKeyNode());
            if (!known.contains(key.text())) {
                throw key.wrong(unknown(key.text(), known));
            }
        }
        return entries;
    }

    /** The same; what is wrong with the keys is told with the other faults, and what is right is there. */
    public Map<String, Entry> entries(Collection<String> known, Faults faults) {
        if (!(node instanceof MappingNode mapping)) {
            faults.add(this, "%s is a %s: expected lines of the form 'key: value'".formatted(name, kind()));
            return Map.of();
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Entry key = new Entry(file, "a key of " + name, tuple.getKeyNode());
            faults.tried(key, key::text).ifPresent(word -> {
                if (!known.isEmpty() && !known.contains(word)) {
                    faults.add(key, unknown(word, known));
                } else if (entries.putIfAbsent(word, new Entry(file, word, tuple.getValueNode())) != null) {
                    faults.add(key, "'%s' is there twice: expected it once".formatted(word));
                }
            });
        }
        return entries;
    }

    private String unknown(String key, Collection<String> known) {
        return "unknown key '%s' in %s: expected one of %s%s"
                .formatted(key, name, String.join(", ", known), Nearest.hint(key, known));
    }

    /** Whether it is a text, and not a list or a group of keys. */
    public boolean isText() {
        return node instanceof ScalarNode;
    }

    /** Whether it is a group of keys, and not a text or a list. */
    public boolean isGroup() {
        return node instanceof MappingNode;
    }

    private String kind() {
        return node instanceof ScalarNode ? "text" : node instanceof SequenceNode ? "list" : "group of keys";
    }
}
