package dev.tidegate.ingest.csv;

import dev.tidegate.ingest.json.JsonPaths;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What the columns of a file are called and which of them a header must name. A file may have them in any order, and
 * others besides.
 *
 * @param names in lower case and without blanks around them; the place of a name is the number of the column, and null
 *     stands for a column that such files do not have
 * @param required those of {@code names} without which a file is unusable
 * @param othersRequired names besides {@code names} without which it is, too
 * @param others what becomes of all other columns
 * @param otherNames of some of {@code names}: what the header may call the column, too, in the order in which they are tried
 * @param places of some of {@code names}: the field that is the column, from 1, whatever the header calls it
 */
public record Columns(
        List<String> names,
        Set<String> required,
        Set<String> othersRequired,
        Others others,
        Map<String, List<String>> otherNames,
        Map<String, Integer> places)
        implements Serializable {

    /** What becomes of columns of a file that are not asked for. */
    public enum Others {
        /** Their values are handed out by their names. */
        KEPT,
        /** Nothing is handed out of them but those that are required. */
        LEFT,
        /** A file that has some is unusable. */
        REFUSED
    }

    /** @throws IllegalArgumentException if a required column is none of the names */
    public Columns {
        names = Collections.unmodifiableList(new ArrayList<>(names));
        required = Set.copyOf(required);
        othersRequired = Set.copyOf(othersRequired);
        otherNames = Map.copyOf(otherNames);
        places = Map.copyOf(places);
        if (!names.containsAll(required)) {
            throw new IllegalArgumentException("Columns " + required + " are required, but the names are " + names);
        }
    }

    /** Columns of which each has one name. */
    public Columns(List<String> names, Set<String> required, Set<String> othersRequired, Others others) {
        this(names, required, othersRequired, others, Map.of(), Map.of());
    }

    /** Columns of which some are required, and no other. */
    public Columns(List<String> names, Set<String> required) {
        this(names, required, Set.of(), Others.KEPT);
    }

    boolean handsOut(String other) {
        return others == Others.KEPT || othersRequired.contains(other);
    }

    /** What a header may call a column of {@link #names()}. */
    List<String> all(String name) {
        List<String> all = new ArrayList<>(List.of(name));
        all.addAll(otherNames.getOrDefault(name, List.of()));
        return all;
    }

    /** Whether a header of this name is looked for. */
    boolean asksFor(String header) {
        return othersRequired.contains(header)
                || names.contains(header)
                || otherNames.values().stream().anyMatch(more -> more.contains(header));
    }

    /** All names by which values are looked for. */
    public Set<String> asked() {
        Set<String> asked = new HashSet<>(othersRequired);
        names.stream().filter(Objects::nonNull).map(this::all).forEach(asked::addAll);
        return asked;
    }

    /**
     * Sees to it that a name can be a path into JSON.
     *
     * @throws IllegalArgumentException if it cannot
     */
    public static void requirePath(String name) {
        JsonPaths.check(name);
    }

    /** The same as paths into JSON. */
    JsonPaths paths() {
        return new JsonPaths(
                names.stream()
                        .map(name -> name == null ? List.<String>of() : all(name))
                        .toList(),
                othersRequired);
    }

    /** The names of a column, for people. */
    String shown(String name) {
        return String.join(" or ", all(name));
    }
}
