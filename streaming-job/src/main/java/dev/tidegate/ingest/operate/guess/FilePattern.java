package dev.tidegate.ingest.operate.guess;

import dev.tidegate.ingest.operate.guess.sample.Yaml;
import java.util.List;

/** Names of files that are probably of the same kind: those that differ in their digits, or in what follows a word. */
final class FilePattern {

    private FilePattern() {}

    static String of(List<String> names) {
        List<String> patterns = names.stream().map(FilePattern::of).distinct().toList();
        return Yaml.oneOrList(patterns);
    }

    private static String of(String name) {
        int point = name.indexOf('.', 1);
        String stem = point < 0 ? name : name.substring(0, point);
        String ending = point < 0 ? "" : name.substring(point);
        if (stem.chars().noneMatch(Character::isLetter)) {
            return stem.replaceAll("[0-9]", "?") + ending;
        }
        return stem.matches(".*[0-9].*") ? stem.replaceAll("[0-9]+", "*") + ending : stem + "*" + ending;
    }
}
