package dev.tidegate.ingest.mapping;

import dev.tidegate.ingest.rules.NamedField;
import dev.tidegate.ingest.rules.Refunds;
import dev.tidegate.ingest.yaml.Entry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How a mapping tells a refund from a buy: by values of a column, or by what they begin with. */
final class MappedRefunds {

    private static final String FORM =
            "expected {header: status, values: [refunded]} or {header: quantity, begins_with: '-'}";

    private MappedRefunds() {}

    /** The name of the column in the header of the files. */
    static Entry header(Entry refunds) {
        Map<String, Entry> keys = refunds.entries(List.of("header", "values", "begins_with"));
        if (!keys.containsKey("header")) {
            throw refunds.wrong("refunds has no header: " + FORM);
        }
        if (keys.size() < 2) {
            throw refunds.wrong("refunds has neither values nor begins_with: " + FORM);
        }
        return keys.get("header");
    }

    static Refunds read(Entry refunds, NamedField field) {
        Map<String, Entry> keys = refunds.entries();
        return new Refunds(
                field,
                keys.containsKey("values")
                        ? keys.get("values").items().stream()
                                .map(item -> item.text().strip())
                                .collect(Collectors.toSet())
                        : Set.of(),
                keys.containsKey("begins_with") ? keys.get("begins_with").text().strip() : null);
    }
}
