package dev.tidegate.ingest.json;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What is asked for of each object: the values of columns, and the names under which other values are handed out. Case does
 * not count in names. A name with points that stands in the object itself, as in {@code {"user.id": 7}}, is found, too.
 */
public final class JsonPaths {

    private final Node root = new Node(0);
    private final int columns;
    private int nodes = 1;

    /**
     * @param columns the paths of each column, in lower case and in the order in which they are tried; none where an object has
     *     no such column
     * @param others paths of values that are handed out by this name besides
     * @throws IllegalArgumentException if one of them is no path
     */
    public JsonPaths(List<List<String>> columns, Set<String> others) {
        this.columns = columns.size();
        for (int column = 0; column < columns.size(); column++) {
            List<String> names = columns.get(column);
            for (int rank = 0; rank < names.size(); rank++) {
                for (Node node : nodes(names.get(rank))) {
                    node.add(column, rank);
                }
            }
        }
        for (String other : others) {
            for (Node node : nodes(other)) {
                node.other = other;
            }
        }
    }

    /**
     * Sees to it that a text is a path.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static void check(String path) {
        JsonPath.of(path);
    }

    /** The place that a path leads to, and the one where its letters are a name. */
    private List<Node> nodes(String path) {
        Node node = root;
        for (Object step : JsonPath.of(path).steps()) {
            node = make(node, step);
        }
        return JsonPath.of(path).steps().size() == 1 ? List.of(node) : List.of(node, make(root, path));
    }

    private Node make(Node parent, Object step) {
        return parent.below.computeIfAbsent(step, none -> new Node(nodes++));
    }

    Node root() {
        return root;
    }

    /** How many columns there are. */
    int columns() {
        return columns;
    }

    /** How many places are looked at. */
    int nodes() {
        return nodes;
    }

    /** A place in the objects. */
    static final class Node {
        private final Map<Object, Node> below = new HashMap<>();
        private final int number;

        private int[] columns = {};
        private int[] ranks = {};

        /** Null where it is not handed out. */
        private String other;

        private Node(int number) {
            this.number = number;
        }

        /** From 0 on. */
        int number() {
            return number;
        }

        private void add(int column, int rank) {
            columns = Arrays.copyOf(columns, columns.length + 1);
            ranks = Arrays.copyOf(ranks, columns.length);
            columns[columns.length - 1] = column;
            ranks[columns.length - 1] = rank;
        }

        /** The columns whose value it is. */
        int[] columns() {
            return columns;
        }

        /** For each of them which of its names this is, from 0. */
        int[] ranks() {
            return ranks;
        }

        String other() {
            return other;
        }

        /** Whether its own value is asked for. */
        boolean isAsked() {
            return columns.length > 0 || other != null;
        }

        /** Whether something is asked for below it. */
        boolean isParent() {
            return !below.isEmpty();
        }

        /** Null where nothing is asked for there. */
        Node item(int place) {
            return below.get(place);
        }

        /** The same of a name, whose case does not count. */
        Node name(String name) {
            Node node = below.get(name);
            return node == null ? below.get(name.toLowerCase(Locale.ROOT)) : node;
        }
    }
}
