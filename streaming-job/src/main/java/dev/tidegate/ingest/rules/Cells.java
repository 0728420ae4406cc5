package dev.tidegate.ingest.rules;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What few files have in their cells: marks in numbers, cells that are empty for a reason, values in parts.
 *
 * @param thousands characters between groups of digits; empty for none
 * @param currencySigns signs and codes of currencies before or behind amounts
 * @param wholeNumbers headers of columns whose whole numbers may have a point and zeros behind them
 * @param defaults texts that stand for an absent value, by the header and written as in the file
 * @param filterOthers whether in columns of which only some values are wanted all other texts are filtered, also those that are
 *     no words
 * @param joined by the header: the columns of the file whose texts, with a blank between, are the value
 */
public record Cells(
        String thousands,
        List<String> currencySigns,
        Set<String> wholeNumbers,
        Map<String, String> defaults,
        boolean filterOthers,
        Map<String, List<NamedField>> joined)
        implements Serializable {

    /** None of that. */
    public static final Cells PLAIN = new Cells("", List.of(), Set.of(), Map.of(), false, Map.of());

    public Cells {
        currencySigns = List.copyOf(currencySigns);
        wholeNumbers = Set.copyOf(wholeNumbers);
        defaults = Map.copyOf(defaults);
        joined = Map.copyOf(joined);
    }
}
