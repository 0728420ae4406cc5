package dev.tidegate.kubernetes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A strategic merge patch, of which is known what the manifests use; what is not known is refused. */
final class Patched {

    private static final String DIRECTIVE = "$patch";

    /** By what the entries of a list are told from each other. */
    private static final Map<String, String> KEYS = Map.of(
            "containers", "name",
            "initContainers", "name",
            "volumes", "name",
            "env", "name",
            "volumeMounts", "mountPath",
            "ports", "containerPort");

    private Patched() {}

    /** Whether all of the resource is to go. */
    static boolean deletes(Map<String, Object> patch) {
        return "delete".equals(patch.get(DIRECTIVE));
    }

    static Map<String, Object> merge(Map<String, Object> base, Map<String, Object> patch) {
        Map<String, Object> merged = new LinkedHashMap<>(base);
        patch.forEach((field, value) -> {
            if (field.equals(DIRECTIVE)) {
                throw new IllegalArgumentException("%s: %s is not known here".formatted(DIRECTIVE, value));
            } else if (value == null) {
                if (merged.remove(field) == null) {
                    throw new IllegalArgumentException("A patch takes away " + field + ", which is not there");
                }
            } else if (value instanceof Map && merged.get(field) instanceof Map) {
                merged.put(field, merge(Strict.map(merged.get(field)), Strict.map(value)));
            } else if (value instanceof List<?> entries && merged.get(field) instanceof List<?> old) {
                merged.put(field, merge(field, old, entries));
            } else {
                merged.put(field, value);
            }
        });
        return merged;
    }

    private static List<Object> merge(String field, List<?> base, List<?> patch) {
        String key = KEYS.get(field);
        if (key == null) {
            throw new IllegalArgumentException("How a patch changes the list " + field + " is not known here");
        }
        Map<Object, Object> merged = new LinkedHashMap<>();
        base.forEach(entry -> merged.put(Strict.map(entry).get(key), entry));
        for (Object entry : patch) {
            Map<String, Object> change = Strict.map(entry);
            Object name = change.get(key);
            if (deletes(change)) {
                if (merged.remove(name) == null) {
                    throw new IllegalArgumentException(
                            "A patch deletes %s of %s, which is not there".formatted(name, field));
                }
            } else {
                merged.merge(name, entry, (old, wanted) -> merge(Strict.map(old), change));
            }
        }
        return new ArrayList<>(merged.values());
    }
}
