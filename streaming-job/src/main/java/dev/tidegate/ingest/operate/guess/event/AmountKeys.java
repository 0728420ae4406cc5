package dev.tidegate.ingest.operate.guess.event;

import dev.tidegate.ingest.operate.guess.sample.Cell;
import dev.tidegate.ingest.operate.guess.sample.Decision;
import dev.tidegate.ingest.operate.guess.sample.KnownExports.Export;
import dev.tidegate.ingest.operate.guess.sample.NumberGuess;
import dev.tidegate.ingest.operate.guess.sample.Yaml;
import dev.tidegate.ingest.stream.Events;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The keys that say how amounts are written, and of what they are: decimal_point, thousands, currency_signs, price_is. */
final class AmountKeys {

    private final EventCells cells;
    private final Export export;
    private final List<Decision> decisions = new ArrayList<>();

    private AmountKeys(EventCells cells, Export export) {
        this.cells = cells;
        this.export = export;
    }

    /** @param export that the table is; null for one that is not known */
    static List<Decision> of(EventCells cells, Export export) {
        AmountKeys keys = new AmountKeys(cells, export);
        keys.decide();
        return keys.decisions;
    }

    private void decide() {
        List<Cell> amounts = new ArrayList<>(cells.filled(EventColumns.PRICE));
        NumberGuess price = NumberGuess.of(amounts);
        NumberGuess quantity = NumberGuess.of(cells.filled(Events.QUANTITY));
        boolean byQuantity = price.all() == 0;
        NumberGuess numbers = byQuantity ? quantity : price;
        if (numbers.all() == 0) {
            return;
        }
        boolean isAmbiguous = numbers.doubt() != null;
        List<String> reasons = new ArrayList<>();
        reasons.add(numbers.evidence());
        if (isAmbiguous) {
            reasons.add(numbers.doubt());
        }
        if (numbers.strange() != null) {
            reasons.add("%,d are none, first in %s"
                    .formatted(
                            numbers.all() - numbers.understood(),
                            numbers.strange().shown()));
        }
        boolean isPlain = numbers.point() == '.';
        decisions.add(new Decision(isPlain ? null : "decimal_point", isPlain ? null : "','", reasons, isAmbiguous));
        if (!numbers.thousands().isEmpty()) {
            decisions.add(Decision.of(
                    "thousands",
                    numbers.thousands().stream().map(Yaml::quoted).collect(Collectors.joining(", ", "[", "]")),
                    "stands between groups of three digits"));
        }
        if (!numbers.signs().isEmpty()) {
            decisions.add(Decision.of(
                    "currency_signs",
                    numbers.signs().stream().map(Yaml::quoted).collect(Collectors.joining(", ", "[", "]")),
                    numbers.signs().size() == 1
                            ? "stands beside amounts; constants: {currency: ..} would keep which it is"
                            : "stand beside amounts: which currency an amount is in is lost"));
        }
        if (!byQuantity) {
            priceIs(numbers);
        }
    }

    private void priceIs(NumberGuess numbers) {
        if (export != null && export.lineTotal()) {
            decisions.add(Decision.of("price_is", "line_total", "known of " + export.about()));
        } else if (export == null && cells.columns().has(Events.QUANTITY)) {
            PriceMeaning.of(
                            cells.table(),
                            numbers,
                            cells.columns().place(EventColumns.PRICE),
                            cells.columns().place(Events.QUANTITY),
                            cells.columns().place(EventColumns.PRODUCT))
                    .ifPresent(decisions::add);
        }
    }
}
