package dev.tidegate.ingest.operate.check;

import java.util.Collection;
import java.util.stream.Collectors;

/** Which keys of a mapping may make records of what is rejected now. */
final class KeysThatHelp {

    private KeysThatHelp() {}

    /**
     * For people; empty where no key does.
     *
     * @param reasons of rejects, by their codes
     */
    static String of(Collection<String> reasons) {
        return reasons.stream()
                .filter(reason -> !keys(reason).isEmpty())
                .map(reason -> "%s (%s)".formatted(keys(reason), reason))
                .collect(Collectors.joining("; "));
    }

    private static String keys(String reason) {
        return switch (reason) {
            case "unbalanced_quote", "text_after_quote" -> "quote, escape";
            case "nul", "bad_encoding" -> "encoding";
            case "field_count" -> "delimiter, quote, comment";
            case "missing_value" -> "defaults";
            case "bad_event_type" -> "event_types, filter_others";
            case "bad_uuid" -> "event_id_from";
            case "bad_integer" -> "whole_numbers, thousands";
            case "bad_decimal" -> "decimal_point, thousands, currency_signs, null, refunds";
            case "bad_timestamp" -> "time_formats";
            case "timestamp_in_gap" -> "time_zone";
            default -> "";
        };
    }
}
