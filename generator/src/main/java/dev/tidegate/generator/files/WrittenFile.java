package dev.tidegate.generator.files;

import static java.util.stream.Collectors.joining;

import dev.tidegate.generator.lines.Kind;
import java.util.Map;

/**
 * A file that has landed.
 *
 * @param lines how many of each kind; a kind it has none of is left out
 */
public record WrittenFile(String name, Map<Kind, Integer> lines) {

    /** The file in one line, for the log. */
    public String summary() {
        int all = lines.values().stream().mapToInt(Integer::intValue).sum();
        String kinds = lines.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().word())
                .collect(joining(", "));
        return name + ": " + all + " lines, " + kinds;
    }
}
