package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Stream;
import java.io.Serializable;
import java.util.Set;

/**
 * What only files of a shop's events may have.
 *
 * @param eventTypes that become rows; null for those of the stream's declaration. Others are filtered
 * @param refunds how a refund is told from a buy; null where a word says it
 * @param priceIsLineTotal whether the price in the files is that of the line, see {@link Stream#lineTotal}
 */
public record ShopFormat(Set<String> eventTypes, Refunds refunds, boolean priceIsLineTotal) implements Serializable {

    /** As the stream's columns say. */
    public static final ShopFormat NATIVE = new ShopFormat(null, null, false);

    public ShopFormat {
        eventTypes = eventTypes == null ? null : Set.copyOf(eventTypes);
    }
}
