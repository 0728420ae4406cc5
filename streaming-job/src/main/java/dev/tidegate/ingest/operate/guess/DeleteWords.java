package dev.tidegate.ingest.operate.guess;

import dev.tidegate.ingest.operate.guess.sample.Cell;
import dev.tidegate.ingest.operate.guess.sample.Decision;
import dev.tidegate.ingest.operate.guess.sample.KnownExports;
import dev.tidegate.ingest.operate.guess.sample.Yaml;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A column whose words take rows away. */
final class DeleteWords {

    private static final Set<String> OPERATIONS = Set.of("op", "operation", "eventtype", "changetype", "action");
    private static final Set<String> DELETES = Set.of("delete", "deleted", "d", "remove", "tombstone");

    private DeleteWords() {}

    /** Its place; -1 where there is none. */
    static int place(StreamCells values) {
        List<String> names = values.table().names();
        int found = -1;
        for (int place = 0; place < names.size(); place++) {
            boolean isOperation = OPERATIONS.contains(KnownExports.bare(names.get(place)));
            if (isOperation && values.filled(place).stream().anyMatch(cell -> isDelete(cell.text()))) {
                found = place;
            }
        }
        return found;
    }

    private static boolean isDelete(String text) {
        return DELETES.contains(text.toLowerCase(Locale.ROOT));
    }

    static Decision decision(StreamCells values, int place) {
        List<String> words = values.filled(place).stream()
                .map(Cell::text)
                .filter(DeleteWords::isDelete)
                .distinct()
                .toList();
        return Decision.of(
                "deleted",
                "{header: %s, values: %s}"
                        .formatted(Yaml.text(values.table().names().get(place)), Yaml.list(words)),
                "a record with such a word takes its row away");
    }
}
