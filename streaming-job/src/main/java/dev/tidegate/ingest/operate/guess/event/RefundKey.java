package dev.tidegate.ingest.operate.guess.event;

import dev.tidegate.ingest.operate.guess.sample.Cell;
import dev.tidegate.ingest.operate.guess.sample.Decision;
import dev.tidegate.ingest.operate.guess.sample.KnownExports.Export;
import dev.tidegate.ingest.operate.guess.sample.Yaml;
import dev.tidegate.ingest.stream.Events;
import java.util.List;
import java.util.Optional;

/** The key refunds: quantities below 0. */
final class RefundKey {

    private RefundKey() {}

    /** @param export that the table is; null for one that is not known */
    static Optional<Decision> of(EventCells cells, Export export) {
        List<Cell> negative = cells.filled(Events.QUANTITY).stream()
                .filter(cell -> cell.text().startsWith("-"))
                .toList();
        if (negative.isEmpty()) {
            return Optional.empty();
        }
        if (export != null && export.refunds() != null) {
            return Optional.of(Decision.of(
                    "refunds",
                    export.refunds(),
                    "known of %s; %s below 0, first in %s"
                            .formatted(
                                    export.about(),
                                    quantities(negative.size()),
                                    negative.get(0).shown())));
        }
        return Optional.of(Decision.of(
                "refunds",
                "{header: %s, begins_with: '-'}".formatted(Yaml.text(cells.name(Events.QUANTITY))),
                "%s below 0, first in %s"
                        .formatted(quantities(negative.size()), negative.get(0).shown())));
    }

    private static String quantities(long number) {
        return number == 1 ? "1 quantity is" : "%,d quantities are".formatted(number);
    }
}
