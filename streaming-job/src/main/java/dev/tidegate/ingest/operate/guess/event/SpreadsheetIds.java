package dev.tidegate.ingest.operate.guess.event;

import dev.tidegate.ingest.operate.guess.sample.Cell;
import dev.tidegate.ingest.operate.guess.sample.Decision;
import dev.tidegate.ingest.operate.guess.sample.Yaml;
import java.util.ArrayList;
import java.util.List;

/** The key whole_numbers: ids that a spreadsheet took for numbers. */
final class SpreadsheetIds {

    private SpreadsheetIds() {}

    static List<Decision> of(EventCells cells) {
        List<String> whole = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (String role : List.of(EventColumns.USER, EventColumns.PRODUCT, EventColumns.SESSION)) {
            List<Cell> ids = cells.filled(role);
            List<Cell> pointed = ids.stream()
                    .filter(cell -> cell.text().matches("[0-9]+\\.0+"))
                    .toList();
            boolean areNumbers = ids.stream()
                    .allMatch(cell -> cell.text().matches("[0-9]+(\\.0+)?|[0-9](\\.[0-9]+)?[Ee]\\+?[0-9]+"));
            if (areNumbers && !pointed.isEmpty()) {
                whole.add(role);
                reasons.add("%s: whole numbers of a spreadsheet, such as %s"
                        .formatted(role, pointed.get(0).shown()));
            }
            ids.stream()
                    .filter(cell -> cell.text().matches("[0-9](\\.[0-9]+)?[Ee]\\+?[0-9]+"))
                    .findFirst()
                    .ifPresent(cell -> reasons.add(
                            "%s: digits were lost before this file was made, in %s".formatted(role, cell.shown())));
        }
        if (!whole.isEmpty()) {
            return List.of(Decision.of("whole_numbers", Yaml.list(whole), reasons.toArray(String[]::new)));
        }
        return reasons.stream().map(Decision::note).toList();
    }
}
