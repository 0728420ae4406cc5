package dev.tidegate.ingest.mapping;

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
 * A place in a mapping file, and what stands there.
 *
 * @param name for messages: the key, or what it is an item of
 */
record Entry(String file, String name, Node node) {

    /** @param problem behind which the message says the line */
    MappingException wrong(String problem) {
        return wrong(problem, null);
    }

    MappingException wrong(String problem, Throwable cause) {
        return new MappingException(file + ":" + line(node), problem, cause);
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    /** What the text is when it is understood; what does not understand it says what was expected. */
    <T> T as(Function<String, T> understand) {
        String text = text();
        try {
            return understand.apply(text);
        } catch (IllegalArgumentException e) {
            throw wrong("%s: %s".formatted(name, e.getMessage()), e);
        }
    }

    /** A text that is not empty. YAML's numbers and truth values are texts here. */
    String text() {
        if (!(node instanceof ScalarNode scalar)) {
            throw wrong("%s is a %s: expected one text".formatted(name, kind()));
        }
        if (scalar.getValue().isEmpty()) {
            throw wrong("%s has no value: expected a text".formatted(name));
        }
        return scalar.getValue();
    }

    /** The items of a list; a text is a list of one. */
    List<Entry> items() {
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
    Map<String, Entry> entries() {
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
    Map<String, Entry> entries(List<String> known) {
        Map<String, Entry> entries = entries();
        for (NodeTuple tuple : ((MappingNode) node).getValue()) {
            Entry key = new Entry(file, name, tuple.getKeyNode());
            if (!known.contains(key.text())) {
                throw key.wrong("unknown key '%s' in %s: expected one of %s"
                        .formatted(key.text(), name, String.join(", ", known)));
            }
        }
        return entries;
    }

    private String kind() {
        return node instanceof ScalarNode ? "text" : node instanceof SequenceNode ? "list" : "group of keys";
    }
}
